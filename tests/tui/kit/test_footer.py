"""The keys at the bottom are redrawn exactly when they change."""

from __future__ import annotations

from bks_tui.tui.kit.footer import QuietFooter
from bks_tui.tui.main_screen.footer import FooterKey
from tests.support.app import Person, app_over, scanned, small_account

ANA = "BedrockAPIKey-aaaa"


def keys(person: Person) -> tuple[FooterKey, ...]:
    """What the line at the bottom was drawn of."""
    return person.app.screen_stack[0].query_one(QuietFooter).shown


async def test_a_dialog_leaves_the_keys_below_it_as_they_are() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        before = keys(person)
        await person.press("question_mark")
        await person.press("escape")
        assert before
        assert keys(person) == before


async def test_what_has_the_focus_brings_its_own_keys() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        of_the_list = person.lines[-1]
        await person.press("4")
        assert person.lines[-1] != of_the_list


async def test_coming_back_brings_the_keys_back() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        of_the_list = person.lines[-1]
        await person.press("4")
        await person.press("escape")
        assert person.lines[-1] == of_the_list
