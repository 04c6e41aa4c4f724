"""A table that draws what is seen, and keeps its cursor."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from bks_tui.core.document import Cell
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.kit.virtual_table import VirtualTable
from tests.support.hostile import HOSTILE_TEXTS, dangers

HEIGHT = 11  # a header and ten rows
COLUMNS = (Column("Name", 10, flexible=True), Column("Kind", 6, rank=2), Column("Age", 4, rank=1, right=True))


class TableApp(App[None]):
    """One table that fills the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Message] = []
        self.drawn: set[int] = set()

    def compose(self) -> ComposeResult:
        yield VirtualTable(COLUMNS)

    @property
    def table(self) -> VirtualTable:
        return self.query_one(VirtualTable)

    def fill(self, keys: list[str]) -> None:
        def cells(row: int) -> tuple[Cell, ...]:
            self.drawn.add(row)
            return Cell(keys[row]), Cell("kind"), Cell("3d")

        self.table.show(keys, cells)

    def on_virtual_table_cursor_moved(self, message: VirtualTable.CursorMoved) -> None:
        self.told.append(message)

    def on_virtual_table_opened(self, message: VirtualTable.Opened) -> None:
        self.told.append(message)

    @property
    def opened(self) -> list[str]:
        return [message.key for message in self.told if isinstance(message, VirtualTable.Opened)]

    @property
    def moved(self) -> list[str | None]:
        return [message.key for message in self.told if isinstance(message, VirtualTable.CursorMoved)]


@asynccontextmanager
async def table_of(keys: list[str]) -> AsyncIterator[tuple[TableApp, Pilot[None]]]:
    app = TableApp()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.fill(keys)
        app.table.focus()
        await pilot.pause()
        yield app, pilot


def numbered(count: int) -> list[str]:
    return [f"row {number}" for number in range(count)]


async def test_only_rows_that_are_seen_are_asked_for() -> None:
    async with table_of(numbered(100_000)) as (app, pilot):
        await pilot.press("G")
        await pilot.pause()
        assert app.table.selected == "row 99999"
        assert len(app.drawn) <= 2 * HEIGHT


async def test_hostile_cells_are_drawn_harmless_and_in_their_columns() -> None:
    async with table_of(list(HOSTILE_TEXTS)) as (app, pilot):
        for _ in range(0, len(HOSTILE_TEXTS), HEIGHT - 2):
            drawn = [app.table.render_line(y).text for y in range(HEIGHT)]
            assert dangers("".join(drawn)) == set()
            assert {cell_len(line) for line in drawn} == {app.table.scrollable_content_region.width}
            await pilot.press("pagedown")


async def test_the_cursor_goes_where_the_keys_say() -> None:
    async with table_of(numbered(100)) as (app, pilot):
        for keys, expected in (
            ("", "row 0"),
            ("down", "row 1"),
            ("j j k", "row 1"),
            ("up", "row 0"),
            ("end", "row 99"),
            ("G down", "row 99"),
            ("G g", "row 0"),
            ("pagedown", "row 9"),
            ("pagedown pageup", "row 0"),
            ("end home", "row 0"),
        ):
            app.table.cursor = 0
            await pilot.press(*keys.split())
            assert app.table.selected == expected, keys


async def test_the_row_under_the_cursor_is_in_sight_and_marked() -> None:
    async with table_of(numbered(100)) as (app, pilot):
        await pilot.press(*["down"] * 30)
        await pilot.pause()
        shown = [app.table.render_line(y).text for y in range(HEIGHT)]
        assert [line for line in shown if line.startswith("›")] == [line for line in shown if "row 30 " in line]
        assert len([line for line in shown if line.startswith("›")]) == 1


@pytest.mark.parametrize(
    ("keys", "fill", "expected"),
    [
        pytest.param(["j", "j"], ["row 9", *numbered(5)], "row 2", id="the row is further down now"),
        pytest.param(["j", "j"], ["row 0", "row 1", "row 3", "row 4"], "row 3", id="the row is gone: its place stays"),
        pytest.param(["G"], numbered(2), "row 1", id="the list is shorter"),
        pytest.param([], ["new", *numbered(5)], "new", id="a cursor nobody moved waits at the top"),
        pytest.param(["j"], [], None, id="nothing is left"),
    ],
)
async def test_the_cursor_after_the_rows_have_changed(keys: list[str], fill: list[str], expected: str | None) -> None:
    async with table_of(numbered(5)) as (app, pilot):
        await pilot.press(*keys)
        app.fill(fill)
        await pilot.pause()
        assert app.table.selected == expected


async def test_another_row_under_the_cursor_is_announced_once() -> None:
    async with table_of(numbered(3)) as (app, pilot):
        app.told.clear()
        await pilot.press("j")
        app.fill(["new", *numbered(3)])
        await pilot.pause()
        assert app.moved == ["row 1"]
        app.fill(["other"])
        await pilot.pause()
        assert app.moved == ["row 1", "other"]


async def test_enter_opens_the_row_under_the_cursor() -> None:
    async with table_of(numbered(3)) as (app, pilot):
        await pilot.press("j", "enter")
        await pilot.pause()
        assert app.opened == ["row 1"]


async def test_enter_on_an_empty_table_opens_nothing() -> None:
    async with table_of([]) as (app, pilot):
        await pilot.press("enter", "j", "k", "G", "g", "pagedown")
        await pilot.pause()
        assert app.opened == []
        assert app.table.selected is None


async def test_a_click_moves_the_cursor_and_a_second_one_opens() -> None:
    async with table_of(numbered(3)) as (app, pilot):
        await pilot.click(offset=(5, 3))
        await pilot.pause()
        assert (app.table.selected, app.opened) == ("row 2", [])
        await pilot.click(offset=(5, 3))
        await pilot.pause()
        assert app.opened == ["row 2"]


@pytest.mark.parametrize("y", [0, 9])
async def test_a_click_on_the_header_or_below_the_rows_does_nothing(y: int) -> None:
    async with table_of(numbered(3)) as (app, pilot):
        await pilot.press("j")
        await pilot.click(offset=(5, y))
        await pilot.pause()
        assert (app.table.selected, app.opened) == ("row 1", [])


async def test_a_row_is_selected_by_its_key() -> None:
    async with table_of(numbered(100)) as (app, _pilot):
        assert app.table.select("row 50")
        assert app.table.selected == "row 50"
        assert not app.table.select("nobody")
        assert app.table.selected == "row 50"


async def test_a_row_that_was_selected_at_the_top_stays_selected() -> None:
    async with table_of(numbered(5)) as (app, _pilot):
        assert app.table.select("row 0")
        app.fill(["new", *numbered(5)])
        assert app.table.selected == "row 0"
