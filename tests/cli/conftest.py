"""The `bks` command within the test's own process: fast, and open to what a test puts in its way."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Protocol

import pytest

from bks_tui.cli.main import run
from bks_tui.core.account import SessionChoice
from tests.support.command import Outcome


class Bks(Protocol):
    """Runs the command."""

    def __call__(self, *arguments: str) -> Outcome:
        """Run `bks` with these arguments until it exits."""


def no_app(choice: SessionChoice, *, read_only: bool) -> None:
    """Stand in for the app where a test does not open it."""
    raise AssertionError(f"the app was opened with {choice} and read_only={read_only}")


@pytest.fixture
def bks(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Bks:
    """The command, in an empty home."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)

    def bks(*arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["bks", *arguments])
        with pytest.raises(SystemExit) as exit_:
            run(no_app)
        written = capsys.readouterr()
        return Outcome(int(exit_.value.code or 0), written.out, written.err)

    return bks
