"""A text that a person searches, in the app."""

from __future__ import annotations

from textual.widgets import Input

from tests.support.app import Person, app_over, scanned, small_account
from tests.support.three_users import ANA


def reversed_text(person: Person) -> list[str]:
    """What is drawn in reverse."""
    marked = [each.text for each in person.segments if each.style and each.style.reverse]
    return [text for text in marked if text.strip()]


async def test_a_search_marks_counts_and_steps_until_escape() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("2")
        await person.press("slash", *"accaex"[:4])
        assert "1 of 1" in person.text
        assert "ACCA" in reversed_text(person)
        await person.press("backspace", "backspace", "backspace", "enter")
        count = person.lines[-3].split(" of ")[1]
        for key, number in (("n", 2), ("N", 1), ("N", int(count))):
            await person.press(key)
            assert f"{number} of {count}" in person.lines[-3]
        await person.press("escape")
        assert reversed_text(person) == []
        assert "━ 2 Detail" in person.text


async def test_letters_of_a_search_are_no_commands_and_its_escape_closes_nothing_else() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("question_mark")
        await person.press("slash")
        await person.write("qCX")
        assert "/qCX " in person.text
        await person.press("escape")
        assert "─ Help ─" in person.text


async def test_the_search_of_a_plan_leaves_the_name_to_confirm_alone() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("R")
        await person.press("shift+tab", "shift+tab")
        await person.press("slash")
        await person.write(ANA)
        await person.press("enter")
        assert "1 of " in person.text
        assert person.app.screen.query_one("#name", Input).value == ""
        assert "type the name of the user" in person.text
