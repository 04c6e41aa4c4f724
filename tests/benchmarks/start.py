"""How long each command takes to start, beside Python itself and the import of boto3."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.table import Table, median_milliseconds
from tests.support.command import command, environment
from tests.support.keys import long_term_key
from tests.support.terminal import on_terminal

TIMES = 7
SIZE = (80, 24)

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("--version",),
    ("--help",),
    ("help", "exit-codes"),
    ("completion", "bash"),
    ("schema", "scan"),
    ("permissions", "scan"),
    ("decode-key", "-"),
    ("journal", "list"),
    ("scp", "list"),
    ("scp", "check"),
    ("--demo", "scp", "status"),
    ("--demo", "scan"),
    ("--demo", "revoke-key", "BedrockAPIKey-q7zf", "--dry-run"),
    ("--demo", "release", "BedrockAPIKey-q7zf", "--dry-run"),
    ("--demo", "cleanup", "--dry-run"),
    ("--demo", "timeline", "BedrockAPIKey-q7zf"),
    ("--demo", "report", "BedrockAPIKey-q7zf"),
)


def tables() -> Iterator[Table]:
    """The commands from their start to their end, and the app to what it shows."""
    with tempfile.TemporaryDirectory() as home:
        variables = environment(Path(home))

        def run(*words: str) -> None:
            subprocess.run(words, env=variables, input=long_term_key(), capture_output=True, text=True, check=False)

        def app(text: str) -> None:
            with on_terminal(command("--demo"), variables, SIZE) as terminal:
                terminal.shows(text)

        rows: list[tuple[object, ...]] = [
            ("python", median_milliseconds(lambda: run(sys.executable, "-c", ""), TIMES)),
            ("import boto3", median_milliseconds(lambda: run(sys.executable, "-c", "import boto3"), TIMES)),
        ]
        for words in COMMANDS:
            taken = median_milliseconds(partial(run, *command(*words)), TIMES)
            rows.append((f"`bks {' '.join(words)}`", taken))
        rows.append(("`bks --demo` until the first paint", median_milliseconds(lambda: app("1 Users"), TIMES)))
        rows.append(("`bks --demo` until the last user", median_milliseconds(lambda: app("INCOMPLETE"), TIMES)))
    yield Table(
        "Start",
        ("command", "ms"),
        rows,
        f"From start to end, medians of {TIMES} runs. The rate limit of CloudTrail determines the time of a timeline "
        "and a report.",
    )
