"""What a pasted alert or text means to a command: its one principal, or one of several to choose."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from typing import TypeAlias

import pytest

from bks_tui.cli import principal_choice, target_options
from bks_tui.demo.state.account import SimulatedAccount
from tests.cli.conftest import Bks
from tests.support.alerts import as_lines, envelope, guardduty_finding, trufflehog_result
from tests.support.keys import SECRET, long_term_key, pieces
from tests.support.responding import leaked_account
from tests.support.simulated import PHANTOM

Paste: TypeAlias = Callable[..., None]


@pytest.fixture
def account(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    """An account with a leaked key, in the place of AWS."""
    account = leaked_account()
    in_account(account)
    return account


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Paste:
    """Puts a text into standard input, which is no terminal."""
    return lambda text: monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


@pytest.fixture
def pasted(monkeypatch: pytest.MonkeyPatch) -> Paste:
    """Pastes a text at a terminal, and types an answer."""

    def paste(text: str, answer: str) -> None:
        for module in (target_options, principal_choice):
            monkeypatch.setattr(module, "is_terminal", lambda: True)
        monkeypatch.setattr(target_options, "read_pasted", lambda _request: text)
        monkeypatch.setattr(principal_choice, "ask", lambda _question: answer)

    return paste


def finding(account: SimulatedAccount, name: str = PHANTOM) -> dict[str, object]:
    detail = {**guardduty_finding(userName=name), "accountId": account.account_id}
    return envelope(detail, "GuardDuty Finding", "aws.guardduty")


def test_revoke_key_takes_an_alert_for_the_user_that_it_names(
    account: SimulatedAccount, bks: Bks, piped: Paste
) -> None:
    piped(json.dumps(finding(account)))
    outcome = bks("revoke-key", "-", "--contain", "--dry-run")
    assert outcome.code == 0
    assert f"would  Contain {PHANTOM}" in outcome.stdout
    assert f"the text names arn:aws:iam::{account.account_id}:user/{PHANTOM} (GuardDuty finding" in outcome.stderr


@pytest.mark.parametrize("command", [("timeline",), ("report",)])
def test_reading_takes_an_alert_for_the_user_that_it_names(
    account: SimulatedAccount, bks: Bks, piped: Paste, command: tuple[str, ...]
) -> None:
    piped(json.dumps(finding(account)))
    outcome = bks(*command, "-", "--days", "1", "--current-region")
    assert outcome.code in (0, 3)
    assert f"user/{PHANTOM} (GuardDuty finding, eu-central-1)" in outcome.stderr


@pytest.mark.usefixtures("account")
def test_a_quoted_name_is_the_name(bks: Bks) -> None:
    assert f"would  Contain {PHANTOM}" in bks("revoke-key", f'"{PHANTOM}"', "--contain", "--dry-run").stdout


def test_an_alert_of_another_account_is_refused(account: SimulatedAccount, bks: Bks, piped: Paste) -> None:
    piped(json.dumps(guardduty_finding(userName=PHANTOM)))
    outcome = bks("revoke-key", "-", "--contain", "--dry-run")
    assert outcome.code == 2
    assert f"not to {account.account_id}" in outcome.stderr


@pytest.mark.parametrize("command", [("timeline", "-"), ("report", "-"), ("revoke-key", "-", "--dry-run")])
def test_without_a_terminal_several_principals_are_an_error_that_lists_them(
    account: SimulatedAccount, bks: Bks, piped: Paste, command: tuple[str, ...]
) -> None:
    piped(as_lines(finding(account), finding(account, "bob")))
    outcome = bks(*command)
    assert outcome.code == 2
    assert "names 2 principals" in outcome.stderr
    assert all(f":user/{name} (GuardDuty finding" in outcome.stderr for name in (PHANTOM, "bob"))


def test_of_many_principals_the_error_lists_some(account: SimulatedAccount, bks: Bks, piped: Paste) -> None:
    piped(as_lines(*(finding(account, f"user-{letter}") for letter in "abcdefgh")))
    listed = bks("timeline", "-").stderr
    assert "names 8 principals" in listed
    assert "user-e" in listed
    assert "user-f" not in listed


def test_at_a_terminal_one_of_several_is_chosen(account: SimulatedAccount, bks: Bks, pasted: Paste) -> None:
    pasted(as_lines(finding(account, "bob"), finding(account)), "2")
    outcome = bks("revoke-key", "-", "--contain", "--dry-run")
    assert f"would  Contain {PHANTOM}" in outcome.stdout
    assert "  1  arn" in outcome.stderr


@pytest.mark.parametrize("answer", ["", "0", "3", "no", "1 2", "²"])
def test_whoever_chooses_none_of_them_changes_nothing(
    account: SimulatedAccount, bks: Bks, pasted: Paste, answer: str
) -> None:
    pasted(as_lines(finding(account, "bob"), finding(account)), answer)
    outcome = bks("revoke-key", "-", "--contain", "--force")
    assert outcome.code == 130
    assert "no principal was chosen" in outcome.stderr
    assert account.users[PHANTOM].credentials


def test_one_of_several_keys_is_chosen_by_its_user_and_fingerprint(
    account: SimulatedAccount, bks: Bks, pasted: Paste
) -> None:
    leaked = long_term_key(f"{PHANTOM}-at-{account.account_id}")
    pasted(f"{long_term_key('bob-at-111122223333')}\n{leaked}", "2")
    outcome = bks("revoke-key", "-", "--contain", "--dry-run")
    assert outcome.code == 0
    assert PHANTOM in outcome.stdout
    assert "fingerprint" in outcome.stderr
    assert not [piece for piece in pieces(SECRET) if piece in outcome.stdout + outcome.stderr]


def test_a_chosen_key_can_be_released(account: SimulatedAccount, bks: Bks, pasted: Paste) -> None:
    keys = f"{long_term_key('bob-at-111122223333')}\n{long_term_key(f'{PHANTOM}-at-{account.account_id}')}"
    pasted(keys, "2")
    assert bks("revoke-key", "-", "--contain", "--force").code == 0
    assert bks("release", "-", "--force").code == 0
    assert {key.status for key in account.users[PHANTOM].credentials} == {"Active"}


def test_half_of_another_key_beside_a_key_is_refused(account: SimulatedAccount, bks: Bks, piped: Paste) -> None:
    leaked = long_term_key(f"{PHANTOM}-at-{account.account_id}")
    piped(f"{leaked}\n{long_term_key('bob-at-111122223333')[:20]}\n")
    outcome = bks("revoke-key", "-", "--dry-run")
    assert outcome.code == 2
    assert "2 different API keys" in outcome.stderr


def test_a_key_in_numbered_lines_is_that_key(account: SimulatedAccount, bks: Bks, piped: Paste) -> None:
    leaked = long_term_key(f"{PHANTOM}-at-{account.account_id}")
    piped(f"    41 KEY={leaked[:60]}\n    42 {leaked[60:]}\n    43 and words\n")
    assert bks("revoke-key", "-", "--contain", "--dry-run").code == 0


@pytest.mark.parametrize(
    "text",
    [
        "a mail without a name, " * 20,
        json.dumps({**guardduty_finding(userName="", accessKeyId=""), "description": "words of the alert"}),
        json.dumps({**trufflehog_result(), "Raw": "[REDACTED]", "RawV2": SECRET}),
        "arn:aws:iam:user/" + "a-name/" * 100,
    ],
    ids=["a mail", "an alert", "a redacted alert", "an ARN"],
)
def test_an_error_does_not_repeat_the_pasted_text(bks: Bks, piped: Paste, text: str) -> None:
    piped(text)
    outcome = bks("timeline", "-")
    assert outcome.code == 2
    assert not [piece for piece in pieces(text, 40) if piece in outcome.stderr]
