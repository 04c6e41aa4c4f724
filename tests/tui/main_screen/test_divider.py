"""Panes are zoomed, and the divider between them moves, within limits."""

from __future__ import annotations

import pytest

from bks_tui.tui.main_screen.divider import LEAST_COLUMNS, LEAST_ROWS, STEP, Divider, Shares
from tests.support.app import NARROW, WIDE, Person, app_over, scanned, small_account


@pytest.mark.parametrize(
    ("divider", "cells", "total", "limited"),
    [
        (Divider.COLUMN, 60, 119, 60),
        (Divider.COLUMN, 1, 119, LEAST_COLUMNS),
        (Divider.COLUMN, 500, 119, 119 - LEAST_COLUMNS),
        (Divider.ROW, 0, 20, LEAST_ROWS),
        (Divider.ROW, 99, 20, 20 - LEAST_ROWS),
        # Too few for both.
        (Divider.ROW, 9, 8, 4),
    ],
)
def test_each_side_keeps_a_minimum(divider: Divider, cells: int, total: int, limited: int) -> None:
    assert divider.limited(cells, total) == limited


def test_a_share_stays_when_the_screen_changes_its_size() -> None:
    shares = Shares().moved(Divider.COLUMN, 50, 100)
    assert (shares.cells(Divider.COLUMN, 200), shares.cells(Divider.COLUMN, 60)) == (100, 30)
    assert shares.cells(Divider.ROW, 40) is None


def size(person: Person) -> tuple[int, int]:
    area = person.app.query_one("#users").region
    return area.width, area.height


async def test_keys_and_the_mouse_move_the_divider_beside_the_users() -> None:
    async with scanned(app_over(small_account("BedrockAPIKey-aaaa")), WIDE) as person:
        width, height = size(person)
        await person.press(">")
        assert size(person) == (width + STEP, height)
        await person.press("<", "<")
        assert size(person) == (width - STEP, height)
        at = person.app.query_one("#users").region
        await person.pilot.mouse_down(offset=(at.right, at.y + 3))
        await person.pilot.hover(offset=(50, at.y + 3))
        await person.pilot.mouse_up(offset=(50, at.y + 3))
        await person.settle()
        assert size(person)[0] == 50


async def test_on_a_narrow_screen_the_divider_is_below_the_users() -> None:
    async with scanned(app_over(small_account("BedrockAPIKey-aaaa")), NARROW) as person:
        await person.press("<", "<", "<", "<")
        assert size(person) == (NARROW[0], LEAST_ROWS)
        # It stays where it is when the focus moves.
        await person.press("2")
        assert size(person) == (NARROW[0], LEAST_ROWS)


async def test_the_zoom_follows_the_focus_and_escape_ends_it() -> None:
    async with scanned(app_over(small_account("BedrockAPIKey-aaaa")), WIDE) as person:
        await person.press("z")
        titles = [line for line in person.lines if line.startswith(("━", "─"))]
        assert [title[: title.index(")") + 1] for title in titles] == ["━ 1 Users (zoomed)"]
        await person.press("2")
        assert "2 Detail (zoomed)" in person.text
        assert "1 Users" not in person.text
        await person.press(">")
        assert person.told == "There is no divider: only one pane is shown."
        await person.press("escape")
        assert "zoomed" not in person.text
        assert "━ 2 Detail" in person.text
