"""The `bks` command within the test's own process: fast, and open to what a test puts in its way."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Protocol

import pytest

from bks_tui.cli.main import run
from bks_tui.cli.session_options import Invocation
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.operations import connect
from bks_tui.operations.response import run as respond_run
from bks_tui.storage.config_file import config_path
from tests.support.command import Outcome
from tests.support.trails import session_in
from tests.support.typed import Typed


class Bks(Protocol):
    """Runs the command."""

    def __call__(self, *arguments: str) -> Outcome:
        """Run `bks` with these arguments until it exits."""


def no_app(invocation: Invocation) -> None:
    """Stand in for the app where a test does not open it."""
    raise AssertionError(f"the app was opened with {invocation}")


@pytest.fixture
def bks(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Bks:
    """The command, in an empty home."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)

    def bks(*arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["bks", *arguments])
        with pytest.raises(SystemExit) as exit_:
            run(no_app)
        written = capsys.readouterr()
        return Outcome(int(exit_.value.code or 0), written.out, written.err)

    return bks


@pytest.fixture
def config_file(bks: Bks) -> Path:
    """Where the config file of the person who runs the command would be."""
    del bks
    path = config_path()
    path.parent.mkdir(parents=True)
    return path


@pytest.fixture
def in_account(monkeypatch: pytest.MonkeyPatch) -> Callable[[SimulatedAccount], None]:
    """A function that puts an account in the place of AWS; nothing is waited for."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(time=time.time, sleep=lambda _seconds: None))
    monkeypatch.setattr(respond_run, "_PAUSES_SECONDS", (0.0, 0.001))

    def in_account(account: SimulatedAccount) -> None:
        monkeypatch.setattr(connect, "open_source", lambda choice: session_in(account, choice.region or "us-east-1"))

    return in_account


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A function that lets a person type lines, at a terminal."""
    return lambda *lines: monkeypatch.setattr(sys, "stdin", Typed(*lines))
