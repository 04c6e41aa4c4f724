"""Every screen that asks AWS, while AWS denies, does not answer, or knows the caller no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from tests.support.app import NOW, WIDE, app_over, scanned
from tests.support.organizations import managing_account
from tests.support.responding import writes

pytestmark = pytest.mark.no_cover

ORPHAN, LEAKED = "BedrockAPIKey-0a1b", "BedrockAPIKey-7c2d"

FAULTS: Mapping[str, tuple[Callable[[SimulatedAccount], None], str]] = {
    "denied": (lambda account: account.faults.deny(), "denied"),
    "dropped": (lambda account: account.faults.drop(calls=None), "no connection"),
    "expired": (lambda account: account.faults.expire_token(), "expired"),
}
SCREENS: Mapping[str, tuple[str, ...]] = {
    "a scan": ("r",),
    "a timeline": ("t",),
    "a containment": ("C",),
    "a revocation": ("R",),
    "a deletion": ("G", "D"),
    "a clean-up": ("X",),
    "the prevention": ("b",),
}
# Screens that show the Regions first, and the reasons on request.
INSTEAD = {("a timeline", "denied"): "INCOMPLETE (w): "}
# Where a plan is shown already, and its carrying out is confirmed.
CONFIRMED: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "a containment": (("C",), ("j", "enter")),
    "a deletion": (("G", "D"), ("j", "enter", *ORPHAN, "enter")),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where bks was started."""
    monkeypatch.chdir(tmp_path)


def an_account() -> SimulatedAccount:
    """An account that manages an organization, with a phantom whose key works and one of which nothing does."""
    account = managing_account()
    account.enabled_regions = ("us-east-1", "eu-central-1")
    for name in (LEAKED, ORPHAN):
        account.add_user(name, created=NOW - timedelta(days=40))
    account.add_api_key(LEAKED)
    return account


@pytest.mark.parametrize("screen", SCREENS)
async def test_a_screen_that_gets_no_answer_says_why_and_keeps_working(screen: str) -> None:
    account = an_account()
    async with scanned(app_over(account), WIDE) as person:
        for fault, (set_fault, reported) in FAULTS.items():
            set_fault(account)
            await person.press(*SCREENS[screen])
            assert INSTEAD.get((screen, fault), reported) in " ".join(person.text.split())
            account.faults.allow()
            await person.press("escape", "escape")
            await person.press("1", "r")
            assert "2 of 2" in person.text, fault
    assert writes(account) == []


@pytest.mark.parametrize("screen", CONFIRMED)
async def test_what_was_confirmed_and_gets_no_answer_writes_nothing_and_says_why(screen: str) -> None:
    account = an_account()
    shown, confirmed = CONFIRMED[screen]
    async with scanned(app_over(account), WIDE) as person:
        for fault, (set_fault, reported) in FAULTS.items():
            await person.press(*shown)
            assert reported not in " ".join(person.text.split()), fault
            set_fault(account)
            await person.press(*confirmed)
            assert reported in " ".join(person.text.split()), fault
            account.faults.allow()
            await person.press("escape", "escape")
            await person.press("1", "r")
    assert writes(account) == []
    assert set(account.users) == {LEAKED, ORPHAN}
