"""Answers that drip in hold nobody up: Ctrl-C ends every command while one is on its way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bks_tui.core.response.operation import StepOutcome
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.storage.journal import Journal
from tests.support.command import command, environment
from tests.support.endpoint import endpoint
from tests.support.responding import leaked_account
from tests.support.simulated import PHANTOM
from tests.support.terminal import on_terminal

pytestmark = pytest.mark.no_cover


@dataclass
class Slow:
    """An account with a slow answer, and the variables of a person who asks it."""

    account: SimulatedAccount
    variables: dict[str, str]
    journal: Journal

    def drips(self, operation: str) -> threading.Event:
        """Let every answer to an operation drip; the event is set when the first is on its way."""
        asked = threading.Event()
        self.account.faults.after(operation, asked.set)
        self.account.faults.drip(operation, calls=None)
        return asked


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Slow]:
    account = leaked_account()
    with endpoint(account) as url:
        variables = environment(
            tmp_path, AWS_ENDPOINT_URL=url, AWS_ACCESS_KEY_ID="AKIAEXAMPLE000000001", AWS_SECRET_ACCESS_KEY="invented"
        )
        yield Slow(account, variables, Journal(tmp_path / "journal"))


@pytest.mark.parametrize(
    ("arguments", "operation"),
    [
        (("scan",), "sts:GetCallerIdentity"),
        (("scan",), "iam:GetAccountAuthorizationDetails"),
        (("revoke-key", PHANTOM, "--force", "--contain"), "sts:GetCallerIdentity"),
        (("revoke-key", PHANTOM, "--force", "--contain"), "iam:GetUser"),
    ],
)
def test_ctrl_c_ends_a_command_that_reads(slow: Slow, arguments: tuple[str, ...], operation: str) -> None:
    asked = slow.drips(operation)
    where = ["--journal", str(slow.journal.directory)] if "revoke-key" in arguments else []
    with on_terminal(command(*arguments, *where), slow.variables, (120, 40)) as terminal:
        while not asked.is_set():
            terminal.read(0.05)
        terminal.write("\x03")
        assert terminal.ended() == 130


def test_ctrl_c_ends_a_containment_in_the_midst_of_a_write(slow: Slow) -> None:
    asked = slow.drips("iam:UpdateServiceSpecificCredential")
    words = command("revoke-key", PHANTOM, "--force", "--contain", "--journal", str(slow.journal.directory))
    with on_terminal(words, slow.variables, (120, 40)) as terminal:
        while not asked.is_set():
            terminal.read(0.05)
        terminal.write("\x03")
        terminal.shows("bks: stopping")
        assert terminal.ended() == 130
    (operation,) = slow.journal.operations()
    assert operation.outcome is not None
    # It took effect, which only reading again tells.
    assert operation.steps[0].outcome in (StepOutcome.VERIFIED, StepOutcome.UNVERIFIED)
