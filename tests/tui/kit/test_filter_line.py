"""The line of a filter: suggestions, mistakes, and what the list shows meanwhile."""

from __future__ import annotations

from bks_tui.tui.kit.filter_line import FilterLine
from tests.support.app import Person, app_over, scanned, small_account, told_story
from tests.tui.main_screen.test_screen import ANA, BEN, title


def hint(person: Person) -> str:
    line = person.app.screen.query_one("#users FilterLine .hint")
    area = line.region
    return person.lines[area.y][area.x : area.right].strip()


async def test_tab_takes_the_first_suggestion_and_the_list_follows() -> None:
    async with scanned(app_over(small_account(ANA, BEN))) as person:
        await person.press("slash")
        assert hint(person).startswith("fields: name:  status:")
        await person.write("ke")
        assert hint(person) == "tab takes key:  key-age>"
        await person.press("tab")
        assert hint(person).startswith("tab takes active  inactive")
        assert "2 of 2 · by urgency" in title(person)
        await person.press("right")
        assert person.app.screen.query_one("#users FilterLine", FilterLine).input.value == "key:active"
        assert "2 of 2 · 'key:active'" in title(person)


async def test_a_mistake_is_explained_and_the_list_keeps_what_it_showed() -> None:
    async with scanned(app_over(small_account(ANA, BEN))) as person:
        await person.press("slash")
        await person.write("key:inactive")
        assert "0 of 2 · 'key:inactive'" in title(person)
        await person.write(" staus:x")
        assert hint(person).startswith("users have no field 'staus' · Did you mean status?")
        assert "0 of 2 · 'key:inactive'" in title(person)
        await person.press("enter")
        assert person.app.focused is person.app.screen.query_one("#users FilterLine", FilterLine).input


async def test_the_title_says_how_many_users_are_hidden_because_something_is_unread() -> None:
    async with scanned(app_over(told_story()), (120, 40)) as person:
        await person.press("slash")
        await person.write("-access:active")
        assert "2 unread rows hidden" in title(person)
