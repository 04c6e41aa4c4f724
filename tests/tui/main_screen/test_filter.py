"""The filter of the list of users."""

from __future__ import annotations

import pytest

from tests.support.app import app_over, scanned, small_account
from tests.tui.main_screen.test_screen import ANA, BEN, title


async def test_the_list_is_filtered_with_every_letter_and_says_how_many_are_left() -> None:
    async with scanned(app_over(small_account(ANA, BEN, "BedrockAPIKey-bbcc"))) as person:
        await person.press("slash", "b", "b")
        assert "2 of 3 · 'bb'" in title(person)
        await person.press("c")
        assert "1 of 3 · 'bbc'" in title(person)


async def test_enter_keeps_the_filter_and_gives_the_keys_back_to_the_list() -> None:
    async with scanned(app_over(small_account(ANA, BEN, "BedrockAPIKey-bbcc"))) as person:
        await person.press("slash", "b", "b", "enter", "j")
        assert "2 of 3 · 'bb'" in title(person)
        assert "BedrockAPIKey-bbcc" in person.row


@pytest.mark.parametrize("keys", [("slash", "b", "b", "escape"), ("slash", "b", "b", "enter", "escape")])
async def test_escape_clears_the_filter(keys: tuple[str, ...]) -> None:
    async with scanned(app_over(small_account(ANA, BEN))) as person:
        await person.press(*keys)
        assert "2 of 2 · by urgency" in title(person)


async def test_a_filter_that_nothing_matches_says_how_to_continue() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("slash", "q")
        assert "No user matches the filter; esc clears it." in person.text


async def test_the_filter_survives_a_rescan() -> None:
    async with scanned(app_over(small_account(ANA, BEN))) as person:
        await person.press("slash", "b", "b", "enter", "r")
        assert "1 of 2 · 'bb'" in title(person)


async def test_the_cursor_is_on_the_screen_when_a_cleared_filter_makes_the_list_longer_than_it() -> None:
    names = [f"BedrockAPIKey-{number:03}" for number in range(60)]
    async with scanned(app_over(small_account(*names))) as person:
        await person.press("slash", "9", "enter")
        await person.press("G")
        await person.press("escape")
        assert names[59] in person.row_of("users")
