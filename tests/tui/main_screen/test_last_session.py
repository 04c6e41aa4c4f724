"""The next session: sorted and zoomed as the last one, and its profile offered, never used in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.remembered import ListSettings, RememberedView
from bks_tui.core.scan.assessment import Status
from bks_tui.tui.app import BksApp
from bks_tui.tui.memory import ViewMemory
from tests.support.app import CHOICE, WIDE, app_over, app_with, opened, scanned, session_to, small_account

ANA = "BedrockAPIKey-aaaa"
LAST = RememberedView("production", "111122223333")


@pytest.fixture(autouse=True)
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An AWS configuration with two profiles."""
    file = tmp_path / "aws-config"
    file.write_text("[profile staging]\n[profile production]\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))


def app_of(chosen: list[SessionChoice], last: RememberedView, *, offers_last: bool = True) -> BksApp:
    def connect(choice: SessionChoice) -> AwsSession:
        chosen.append(choice)
        # The simulated account knows no profiles.
        return session_to(small_account(ANA))

    return app_with(connect, memory=ViewMemory(last, offers_last=offers_last))


async def test_the_profile_of_the_last_session_is_offered_first_and_one_enter_opens_it() -> None:
    chosen: list[SessionChoice] = []
    async with opened(app_of(chosen, LAST)) as person:
        assert "›production" in person.row.replace(" ", "")
        assert "last session, account 111122223333" in person.text
        assert chosen == []
        await person.press("enter")
        # The Region of the command line holds for any profile.
        assert chosen == [SessionChoice(profile="production", region=CHOICE.region)]


@pytest.mark.parametrize("keys", [("escape",), ("down", "enter")], ids=["closed", "default credentials"])
async def test_without_that_answer_the_session_begins_as_without_a_last_one(keys: tuple[str, ...]) -> None:
    chosen: list[SessionChoice] = []
    async with opened(app_of(chosen, LAST)) as person:
        await person.press(*keys)
        assert chosen == [CHOICE]


async def test_what_was_chosen_for_this_session_wins_without_a_question() -> None:
    chosen: list[SessionChoice] = []
    async with scanned(app_of(chosen, LAST, offers_last=False)) as person:
        assert chosen == [CHOICE]
        assert "Which account?" not in person.text


async def test_a_profile_that_is_gone_is_said_and_not_used() -> None:
    chosen: list[SessionChoice] = []
    async with scanned(app_of(chosen, RememberedView("gone", "111122223333"))) as person:
        assert person.told == "The profile gone of the last session no longer exists."
        assert chosen == [CHOICE]


async def test_lists_are_shown_as_they_were_left() -> None:
    account = small_account(ANA, "BedrockAPIKey-bbbb")
    first = ViewMemory()
    async with scanned(app_over(account, memory=first), WIDE) as person:
        await person.press("f")
        await person.press("f")
        await person.press("f")
        await person.press("S")
        await person.press("n", "a", "m", "e", "enter")
        await person.press("z")
        shown = person.lines[2:6]
        assert "User ▲" in person.text
    only = first.view.lists["users"].only
    assert (only, first.view.zoomed) == (Status.ACTIVE.value, True)
    async with scanned(app_over(account, memory=ViewMemory(first.view)), WIDE) as person:
        assert person.lines[2:6] == shown


async def test_what_is_remembered_contains_no_name_of_a_user_and_no_typed_text() -> None:
    memory = ViewMemory()
    async with scanned(app_over(small_account(ANA), memory=memory)) as person:
        await person.press("slash", *"aaaa", "enter")
        await person.press("s")
    assert memory.view == RememberedView(None, "111122223333", lists={"users": ListSettings("name")})


async def test_the_row_under_the_cursor_stays_and_is_visible_when_the_list_is_sorted_and_filtered() -> None:
    names = [f"BedrockAPIKey-{number:04}" for number in range(60)]
    async with scanned(app_over(small_account(*names))) as person:
        await person.press("G")
        for keys in (("S", *"name", "enter"), ("S", *"name", "enter"), ("f", "f", "f"), ("r",)):
            for key in keys:
                await person.press(key)
            assert names[-1] in person.row, keys


async def test_a_click_on_a_heading_sorts_and_another_one_inverts() -> None:
    async with scanned(app_over(small_account(ANA, "BedrockAPIKey-bbbb"))) as person:
        table = person.app.query_one("#user-table").region
        for arrow in ("▲", "▼"):
            await person.pilot.click(offset=(table.x + 16, table.y))
            await person.settle()
            assert f"User {arrow}" in person.text
