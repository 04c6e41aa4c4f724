"""The `bks` command run in a process of its own, as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_OF_PYTHON = {"PATH", "LANG", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG"}


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    stdout: str
    stderr: str


def environment(home: Path, **more: str) -> dict[str, str]:
    """The variables of a machine without any AWS configuration."""
    kept = {name: value for name, value in os.environ.items() if name in _OF_PYTHON}
    nothing = str(home / "nothing")
    return {
        **kept,
        "HOME": str(home),
        "AWS_CONFIG_FILE": nothing,
        "AWS_SHARED_CREDENTIALS_FILE": nothing,
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONWARNINGS": "error",
        **more,
    }


def command(*arguments: str) -> list[str]:
    """The command line that starts this very bks."""
    return [sys.executable, "-m", "bks_tui", *arguments]


def run_bks(*arguments: str, variables: Mapping[str, str]) -> Outcome:
    """Run bks without a terminal until it ends."""
    return _run(command(*arguments), variables)


def run_python(program: str, *arguments: str, variables: Mapping[str, str]) -> Outcome:
    """Run a program of Python's in place of bks."""
    return _run([sys.executable, "-c", program, *arguments], variables)


def _run(words: list[str], variables: Mapping[str, str]) -> Outcome:
    done = subprocess.run(
        words, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False
    )
    return Outcome(done.returncode, done.stdout, done.stderr)
