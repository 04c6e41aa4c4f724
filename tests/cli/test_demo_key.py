"""The key that the demo gives a newcomer: what shows it, and the whole incident with it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import datetime, timezone

import pytest

from bks_tui.aws.rate_limiter import RateLimiter
from bks_tui.core.keys.decode import decode
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.story.account import demo_account
from bks_tui.demo.story.sample_key import ALIAS, SECRET, sample_key
from bks_tui.operations import connect
from tests.cli.conftest import Bks
from tests.support.command import Outcome

LEAKED = "BedrockAPIKey-q7zf"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> SimulatedAccount:
    """The demo account of this test, which answers at once."""
    account = demo_account(datetime.now(timezone.utc))
    monkeypatch.setattr(connect, "_demo_account", lambda: account)
    monkeypatch.setattr(RateLimiter, "acquire", lambda _pace: None)
    return account


@pytest.fixture
def paste(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """Run a command in the demo with the key as its standard input."""

    def paste(*arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(sample_key().encode())))
        return bks("--demo", *arguments)

    return paste


def statuses(account: SimulatedAccount) -> dict[str | None, str]:
    """The status of each API key of the leaked user, by its alias."""
    return {key.alias: key.status for key in account.users[LEAKED].credentials}


def test_it_decodes_to_a_key_that_the_demo_account_holds() -> None:
    account = demo_account(datetime.now(timezone.utc))
    (key,) = decode(sample_key(), account.now).keys
    assert (key.user_name, key.account_id, key.partial) == (LEAKED, account.account_id, False)
    assert statuses(account)[ALIAS] == "Active"


def test_its_secret_says_that_it_is_invented() -> None:
    assert "Invented" in SECRET
    assert len(SECRET) == 60


def test_a_whole_incident_can_be_tried_with_it(account: SimulatedAccount, paste: Callable[..., Outcome]) -> None:
    before = statuses(account)
    assert LEAKED in paste("decode-key").stdout
    assert "New source address" in paste("timeline", "-").stdout
    assert paste("revoke-key", "-", "--contain", "--force").code == 0
    assert statuses(account) == {**before, ALIAS: "Inactive"}
    assert paste("release", "-", "--force").code == 0
    assert statuses(account) == before


def test_no_command_repeats_it(account: SimulatedAccount, paste: Callable[..., Outcome]) -> None:
    del account
    for words in (["decode-key"], ["timeline", "-"], ["revoke-key", "-", "--contain", "--force"], ["release", "-"]):
        outcome = paste(*words)
        assert sample_key() not in outcome.stdout + outcome.stderr
        assert SECRET not in outcome.stdout + outcome.stderr


def test_a_scan_of_the_demo_shows_it_on_a_terminal(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    outcome = bks("--demo", "scan")
    assert outcome.stderr.endswith(
        f"To try an incident, run 'bks --demo decode-key' and paste this invented key:\n{sample_key()}\n"
    )
    assert sample_key() not in outcome.stdout


@pytest.mark.parametrize(
    ("arguments", "terminal"),
    [(("--demo", "scan"), False), (("--demo", "scan", "--quiet"), True)],
    ids=["pipe", "quiet"],
)
def test_nothing_else_shows_it(
    bks: Bks, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], *, terminal: bool
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    assert sample_key() not in bks(*arguments).stderr


def test_a_scan_of_another_account_does_not_show_it(
    bks: Bks, in_account: Callable[[SimulatedAccount], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_account(demo_account(datetime.now(timezone.utc)))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert sample_key() not in bks("scan").stderr
