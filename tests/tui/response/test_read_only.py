"""In read-only mode a plan is shown with the reason why it cannot be carried out, and nothing is ever written."""

from __future__ import annotations

from pathlib import Path

from textual import events

from bks_tui.core.errors import ReadOnlyError
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.requests import RevokeRequest
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.storage.journal import Journal, default_directory
from bks_tui.tui.actions import ACTIONS
from bks_tui.tui.kit.jobs import JobFailed
from bks_tui.tui.response.screen import ResponseScreen
from tests.support.app import WIDE, Person, app_over, scanned, small_account
from tests.support.responding import responder, writes

ANA, BEN, ORPHAN = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb", "BedrockAPIKey-zzzz"
# The plan of each action, the row that it is about, and the name that would confirm it.
PLANS = {
    "contain": (("g", "C"), ANA),
    "revoke": (("g", "R"), ANA),
    "release": (("g", "j", "L"), BEN),
    "delete": (("G", "D"), ORPHAN),
    "undo": (("J", "U"), BEN),
}
# Every key of bks, but for those that close the screen: on the answers, the calls and the text.
CLOSING = {"escape", "q", "ctrl+q", "enter"}
KEYS = tuple(dict.fromkeys(key for action in ACTIONS for key in action.keys if key not in CLOSING))


async def press_all(person: Person) -> None:
    """Press every key, as fast as a terminal hands them over."""
    for key in KEYS:
        person.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await person.settle()


def an_account(tmp_path: Path) -> SimulatedAccount:
    """A user that can be contained, one that was contained by bks, and one that can be deleted."""
    account = small_account(ANA, BEN)
    account.add_user(ORPHAN)
    harness = responder(tmp_path, account)
    harness.journal = Journal(default_directory(demo=False))
    harness.do(RevokeRequest(BEN, delete_keys=False))
    account.calls.clear()
    return account


async def test_no_key_writes_anything_and_each_plan_says_why(tmp_path: Path) -> None:
    account = an_account(tmp_path)
    journal = default_directory(demo=False) / "journal.jsonl"
    before = journal.read_bytes()
    async with scanned(app_over(account, read_only=True), WIDE) as person:
        for action, (keys, name) in PLANS.items():
            for key in keys:
                await person.press(key)
            assert person.learned(Plan)[-1].subject.name == name, action
            for focus in ((), ("shift+tab",)):
                await person.press(*focus)
                await press_all(person)
                assert isinstance(person.app.screen, ResponseScreen), action
                assert "This plan cannot be carried out in read-only mode: bks writes nothing." in person.text, action
                assert "Carry it out" not in person.text, action
            # What confirms a plan elsewhere: the name, or the answer below the first.
            await person.write(name)
            await person.press("tab", "j", "enter")
            await person.press("escape")
        # Not even attempted.
        assert [each for each in person.of(JobFailed) if isinstance(each.error, ReadOnlyError)] == []
    assert writes(account) == []
    assert journal.read_bytes() == before
