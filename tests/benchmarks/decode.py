"""How fast the decoder is: `python -m tests.benchmarks.decode`. Numbers to read, no test.

Megabytes of log with keys in it beside merely reading those bytes; texts made to be slow, at two
sizes, where twice the size should take twice the time; and the command's start beside boto3's.
"""

from __future__ import annotations

import base64
import random
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median

from bks_tui.core.keys import decode
from tests.support.keys import NOW, long_term_key, query, service_called, short_term_key

_MEGABYTE = 1_000_000
_WORDS = (
    "the request error INFO api key at Action bedrock user 2026-11-23T10:00:00Z GET /v1/messages 200 status=ok "
    "latency=123ms AccessDenied arn:aws:iam::210987654321:role/Admin bedrock.amazonaws.com AKIA - | > retry"
)


def _log(size: int, keys: int) -> str:
    """A log of about `size` characters with that many different keys in it, half of each kind."""
    choose, words = random.Random(1).choice, _WORDS.split()
    bedrock = service_called("bedrock")
    lines = []
    for number in range(keys):
        filler = [" ".join(choose(words) for _ in range(14)) for _ in range(size // keys // 100)]
        name = f"user{number}-at-210987654321"
        key = long_term_key(name) if number % 2 else short_term_key(bedrock, query(bedrock, X_Id=str(number)))
        lines += [*filler, f"{number} AWS_BEARER_TOKEN_BEDROCK={key} started"]
    return "\n".join(lines)


_SLOW: dict[str, Callable[[int], str]] = {
    "random base64": lambda size: base64.b64encode(random.Random(1).randbytes(size * 3 // 4)).decode(),
    "ABSKABSK…": lambda size: "ABSK" * (size // 4),
    "api-key-api-key-…": lambda size: "api-key-" * (size // 8),
    "- - - …": lambda size: "- " * (size // 2),
    "a and line breaks with -": lambda size: ("a" + "\n-" * 32) * (size // 65),
    "backslashes": lambda size: "ABSK" + "\\" * size,
    "keys cut off": lambda size: "".join(long_term_key(f"u{n}-at-210987654321")[:44] + "\n" for n in range(size // 45)),
    "accounts without a key": lambda size: (base64.b64encode(b"-at-210987654321:").decode() + " ") * (size // 25),
    "one line of keys": lambda size: " ".join(long_term_key(f"u{n}-at-210987654321") for n in range(size // 120)),
}


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _start(*arguments: str) -> float:
    """The median of nine starts of Python with these arguments, in milliseconds."""

    def run() -> None:
        subprocess.run([sys.executable, *arguments], input="", capture_output=True, text=True, check=False)

    return median(_seconds(run) for _ in range(9)) * 1000


def _log_lines() -> list[str]:
    text = _log(10 * _MEGABYTE, 1000)
    content = text.encode()
    reading = min(_seconds(lambda: content.decode().splitlines()) for _ in range(3))
    decoding = min(_seconds(lambda: decode(text, NOW)) for _ in range(3))
    size = len(text) / _MEGABYTE
    return [
        f"{size:.1f} MB of log with {len(decode(text, NOW).keys)} keys",
        f"  {'read as lines':28}{size / reading:8.1f} MB/s",
        f"  {'decoded':28}{size / decoding:8.1f} MB/s",
    ]


def _slow_lines() -> list[str]:
    lines = ["texts made to be slow, MB/s: 1 MB of it, and 2 MB"]
    for name, make in _SLOW.items():
        texts = make(_MEGABYTE), make(2 * _MEGABYTE)
        once, twice = (len(text) / _MEGABYTE / _seconds(partial(decode, text, NOW)) for text in texts)
        lines.append(f"  {name:28}{once:8.1f}{twice:8.1f}")
    return lines


def _start_lines() -> list[str]:
    return [
        "start, ms, median of 9",
        f"  {'python':28}{_start('-c', ''):8.0f}",
        f"  {'bks decode-key':28}{_start('-m', 'bks_tui', 'decode-key'):8.0f}",
        f"  {'import boto3':28}{_start('-c', 'import boto3'):8.0f}",
    ]


def main() -> None:
    """Measure and print."""
    sys.stdout.write("\n".join([*_log_lines(), *_slow_lines(), *_start_lines()]) + "\n")


if __name__ == "__main__":
    main()
