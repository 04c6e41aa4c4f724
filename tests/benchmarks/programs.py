"""bks beside the peer's own program, each as a person starts it: nothing if the peer is not installed.

BKS_BENCHMARK_PEER is the path of its executable, in an environment of its own. Both talk to one simulated account on
a port of this machine, in a process of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from tests.benchmarks.scan import MILLISECONDS, account_of
from tests.benchmarks.table import Table, seconds
from tests.support.command import command, environment
from tests.support.endpoint import endpoint
from tests.support.keys import long_term_key

PEER = os.environ.get("BKS_BENCHMARK_PEER")
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "AKIAINVENTED00000000", "AWS_SECRET_ACCESS_KEY": "invented"}
PHANTOMS = 500
TIMES = 7
SCANS = 3


def started(words: list[str], variables: dict[str, str]) -> float:
    """The seconds from the start of a program to its end."""
    return seconds(
        partial(subprocess.run, words, env=variables, capture_output=True, check=False, cwd=variables["HOME"])
    )


def in_turn(pair: tuple[list[str], list[str]], variables: dict[str, str], times: int) -> tuple[float, float]:
    """The medians of two programs that run one after the other, again and again."""
    took = [[started(words, variables) for words in pair] for _ in range(times)]
    return median(own for own, _ in took), median(other for _, other in took)


@contextmanager
def account_on_a_port(phantoms: int) -> Iterator[str]:
    """The URL of a simulated account in a process of its own."""
    words = [sys.executable, "-m", "tests.benchmarks.programs", str(phantoms)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()


def serve(phantoms: int) -> None:
    """Answer until the input ends."""
    with endpoint(account_of(phantoms, MILLISECONDS)) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        sys.stdin.read()


def tables() -> Iterator[Table]:
    """Starts, and a scan."""
    if PEER is None:
        return
    key = long_term_key()
    pairs = {
        "`bks --help`": (command("--help"), [PEER, "--help"]),
        "`bks decode-key KEY`": (command("decode-key", key), [PEER, "decode-key", key]),
    }
    with tempfile.TemporaryDirectory() as home, account_on_a_port(PHANTOMS) as url:
        variables = environment(Path(home), AWS_ENDPOINT_URL=url, **CREDENTIALS)
        variables.pop("PYTHONWARNINGS")
        rows = [(name, *in_turn(pair, variables, TIMES)) for name, pair in pairs.items()]
        scans = (command("scan"), [PEER, "--quiet", "scan"])
        rows.append((f"`bks scan`, {PHANTOMS} phantoms", *in_turn(scans, variables, SCANS)))
    yield Table(
        "Beside the peer's program",
        ("command", "ms", "the peer, ms", "of its time"),
        [(name, own * 1_000, other * 1_000, f"{own / other:.2f}") for name, own, other in rows],
        f"Medians from start to end; {MILLISECONDS} ms per call, over HTTP to an account in another process.",
    )


if __name__ == "__main__":
    serve(int(sys.argv[1]))
