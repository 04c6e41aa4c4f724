"""The list of the users of all accounts: what it shows, and what its keys do."""

from __future__ import annotations

import pytest

from bks_tui.demo.story.organization import PLAYGROUND
from tests.support.accounts import all_writes, go_to_user, typed
from tests.support.app import WIDE, Gate, app_over, opened, scanned, told_story
from tests.support.members import add_phantoms, member_id, organization
from tests.support.responding import writes

# Writing from these rows is in `test_row_actions`, which every run contains.
# The phantom of each account that has a key.
KEYED = "BedrockAPIKey-0001"

pytestmark = pytest.mark.rest


async def test_all_users_are_listed_with_their_account_the_most_urgent_first() -> None:
    async with scanned(app_over(told_story())) as person:
        await person.press("a", "r")
        await person.press("2")
        assert "63 of 63 · by urgency" in person.text
        row = next(line for line in person.lines if "BedrockAPIKey-s8ku" in line)
        assert row.split() == ["!", "AT", "RISK", "BedrockAPIKey-s8ku", "shop", "222233334444", "-", "420d"]


async def test_all_users_are_filtered_by_account_and_by_status() -> None:
    async with scanned(app_over(told_story())) as person:
        await person.press("a", "r")
        await person.press("2", "slash", *"playgr", "enter")
        assert "2 of 63 · 'playgr'" in person.text
        await person.press("escape", "f")
        assert "9 of 63 · AT RISK" in person.text


async def test_the_lists_are_as_they_were_when_they_are_opened_again() -> None:
    async with scanned(app_over(told_story())) as person:
        await person.press("a", "r")
        await person.press("2", "slash", *"playgr", "enter", "j")
        row = person.row
        await person.press("enter", "escape")
        assert "2 of 63 · 'playgr'" in person.text
        assert person.row == row


async def test_enter_on_a_user_opens_its_account_with_the_cursor_on_it() -> None:
    async with scanned(app_over(told_story())) as person:
        await person.press("a", "r")
        await person.press("2", "slash", *"p1gn", "enter", "enter")
        assert PLAYGROUND in person.lines[0]
        assert "BedrockAPIKey-p1gn" in person.row_of("users")


@pytest.mark.parametrize("key", ["C", "R", "L", "D"])
async def test_in_the_list_of_accounts_nothing_can_be_written(key: str) -> None:
    management, members = organization()
    async with scanned(app_over(management)) as person:
        await person.press("a", "r")
        await person.press(key)
        assert "it works in the list of all users only" in person.told
    assert [call for account in members for call in writes(account)] == []


@pytest.mark.parametrize("key", ["C", "R", "L", "D"])
async def test_in_read_only_mode_all_users_say_why_nothing_is_written(key: str) -> None:
    management, members = organization()
    async with scanned(app_over(management, read_only=True)) as person:
        await go_to_user(person, "team-1", KEYED)
        await person.press(key)
        if key in ("C", "R"):
            assert "read-only mode: bks writes nothing" in person.text
        await person.press("j", *typed(KEYED), "enter")
    assert all_writes([management, *members]) == {}


async def test_a_user_that_is_in_use_is_not_deleted() -> None:
    async with scanned(app_over(told_story())) as person:
        await person.press("a", "r")
        await person.press("2", "D")
        assert "AeaApiKey-p3lw is not an ORPHANED phantom user" in person.told


async def test_the_palette_over_the_lists_has_their_actions_and_acts_on_their_row() -> None:
    management, _ = organization()
    async with scanned(app_over(management), WIDE) as person:
        await person.press("a", "r")
        await person.press("2", "slash", *"team-1", "enter")
        await person.press("ctrl+p", *"contain")
        await person.press("enter")
        assert f"account {member_id(1)}" in person.lines[0]
        assert "Contain " in person.text


async def test_a_person_who_types_is_not_disturbed_by_accounts_that_arrive() -> None:
    management, _ = organization()
    gate = Gate("ListAccessKeys", "BedrockAPIKey-0001")
    add_phantoms(management, 2)
    with gate.closed():
        async with opened(app_over(management, gate=gate)) as person:
            await person.pilot.press("a")
            await person.until(lambda: "no stored run" in person.text)
            await person.pilot.press("r", "slash", "t", "e", "a", "m")
            await person.until(lambda: "3 of 4 · 'team'" in person.text)
            gate.open()
            await person.settle()
            await person.pilot.press("minus", "2")
            await person.until(lambda: "1 of 4 · 'team-2'" in person.text)
