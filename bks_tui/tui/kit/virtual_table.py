"""A table that draws only the rows that are seen: 100,000 rows cost as much as twenty.

Textual's DataTable measures every cell when it is filled, which freezes the screen for seconds at
20,000 rows. Here the rows stay in the model; a row's cells are asked for when it is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from bks_tui.core.document import Cell
from bks_tui.core.text import sanitize
from bks_tui.tui.action import Scope
from bks_tui.tui.actions import bindings
from bks_tui.tui.kit.columns import GAP, Column, column_at, fit_columns
from bks_tui.tui.kit.content import STYLES
from bks_tui.tui.kit.sorting import SortOrder
from bks_tui.tui.kit.times import ShowsTimes
from bks_tui.tui.kit.titled import Titled

_CURSOR = "›"


class VirtualTable(ScrollView, Titled, ShowsTimes, can_focus=True):
    """Rows known by a key, one of them under the cursor."""

    BINDINGS = bindings(Scope.TABLE)
    COMPONENT_CLASSES = {"table--header", "table--cursor", "table--cursor-blurred"}

    # A move draws two rows; repainting all of them costs ten times as much.
    cursor = reactive(0, init=False, repaint=False)

    @dataclass
    class CursorMoved(Message):
        """Another row is under the cursor; `key` is None when there are no rows."""

        table: VirtualTable
        key: str | None

        @property
        def control(self) -> VirtualTable:
            """The table, for `@on` selectors."""
            return self.table

    @dataclass
    class Opened(Message):
        """The row under the cursor was chosen with enter or a click."""

        table: VirtualTable
        key: str

        @property
        def control(self) -> VirtualTable:
            """The table, for `@on` selectors."""
            return self.table

    @dataclass
    class HeadingClicked(Message):
        """The heading of a column that rows can be sorted by was clicked; `order` is the name of that order."""

        table: VirtualTable
        order: str

        @property
        def control(self) -> VirtualTable:
            """The table, for `@on` selectors."""
            return self.table

    def __init__(self, columns: Sequence[Column], *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._keys: Sequence[str] = ()
        self._cells: Callable[[int], Sequence[Cell]] = lambda _index: ()
        self._header_rows = 1 if any(column.title for column in columns) else 0
        # Shown by an arrow in the heading; who fills the table sorts the rows.
        self.sorted_by: SortOrder | None = None
        # Until a person moves it, the cursor waits at the top while rows arrive above and below.
        self._was_moved = False

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._keys)

    @property
    def selected(self) -> str | None:
        """The key of the row under the cursor."""
        return self._keys[self.cursor] if self._keys else None

    @property
    def orders(self) -> Sequence[str]:
        """What the rows can be sorted by, as the columns name it."""
        return [column.order for column in self._columns if column.order]

    def show(
        self, keys: Sequence[str], cells: Callable[[int], Sequence[Cell]], columns: Sequence[Column] | None = None
    ) -> None:
        """Show these rows, in other `columns` if given.

        A cursor that was moved stays on its row if that is still there, else at its place.
        """
        before, was_moved = self.selected, self._was_moved
        self._columns = self._columns if columns is None else tuple(columns)
        self._keys = keys
        self._cells = cells
        self.virtual_size = Size(self.size.width, len(keys) + self._header_rows)
        with self.prevent(self.CursorMoved):
            self.cursor = keys.index(before) if was_moved and before in keys else self.cursor if was_moved else 0
        self._was_moved = was_moved
        if self.selected != before:
            self.post_message(self.CursorMoved(self, self.selected))
        self.refresh()
        # A list that did not scroll before can do so only once it is laid out again.
        self.call_after_refresh(self._scroll_to_cursor)

    def select(self, key: str) -> bool:
        """Put the cursor on the row with this key, where it stays; False if there is none."""
        if key not in self._keys:
            return False
        self.cursor = self._keys.index(key)
        # Also where it was there already, at the top.
        self._was_moved = True
        return True

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, len(self._keys) - 1))

    def watch_cursor(self, before: int, now: int) -> None:
        """Show the row under the cursor and say that it moved."""
        self._was_moved = True
        self._scroll_to_cursor()
        self.refresh_line(before)
        self.refresh_line(now)
        self.post_message(self.CursorMoved(self, self.selected))

    def refresh_line(self, row: int) -> None:
        """Draw one row again."""
        self.refresh(Region(0, row + self._header_rows - self.scroll_offset.y, self.size.width, 1))

    def _scroll_to_cursor(self) -> None:
        visible = max(1, self.size.height - self._header_rows)
        top = self.scroll_offset.y
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, immediate=True)
        elif self.cursor >= top + visible:
            self.scroll_to(y=self.cursor - visible + 1, animate=False, immediate=True)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the columns to the new width."""
        self.virtual_size = Size(event.size.width, len(self._keys) + self._header_rows)
        self.call_after_refresh(self._scroll_to_cursor)

    def render_line(self, y: int) -> Strip:
        """Draw line `y` of the widget: the header, then the rows that are scrolled to."""
        width = self.scrollable_content_region.width
        fitted = fit_columns(self._columns, width - self.sign_width)
        if y < self._header_rows:
            return self._header(fitted, width)
        row = y - self._header_rows + self.scroll_offset.y
        if row >= len(self._keys):
            return Strip.blank(width, self.rich_style)
        return self._row(row, fitted, width)

    def _header(self, fitted: Sequence[tuple[int, int]], width: int) -> Strip:
        style, times = self.get_component_rich_style("table--header"), self.times
        titles = (
            self._columns[index].heading(times.heading(self._columns[index].title), cells, self._arrow(index))
            for index, cells in fitted
        )
        heading = " " * self.sign_width + (" " * GAP).join(titles)
        return Strip([Segment(heading, style)]).adjust_cell_length(width, style)

    def _arrow(self, index: int) -> str:
        order = self._columns[index].order
        return self.sorted_by.arrow if self.sorted_by and order and order == self.sorted_by.by else ""

    def _row(self, row: int, fitted: Sequence[tuple[int, int]], width: int) -> Strip:
        cells, times = self._cells(row), self.times
        under_cursor = row == self.cursor
        style = self._cursor_style() if under_cursor else self.visual_style
        plain = style.rich_style
        segments = [Segment(self.sign(row), plain)]
        for index, size in fitted:
            text = self._columns[index].fit(sanitize(times.cell(cells[index])), size)
            toned = style + Style.parse(STYLES[cells[index].tone])
            segments += [Segment(text, toned.rich_style), Segment(" " * GAP, plain)]
        return Strip(segments[:-1]).adjust_cell_length(width, plain)

    @property
    def sign_width(self) -> int:
        """How many cells are before the first column."""
        return len(_CURSOR)

    def sign(self, row: int) -> str:
        """What stands before a row: the cursor is found on a screen without colours too."""
        return _CURSOR if row == self.cursor else " "

    def _cursor_style(self) -> Style:
        return self.get_visual_style("table--cursor" if self.has_focus else "table--cursor-blurred")

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a second click opens the row. One on a heading asks for its order."""
        if event.y < self._header_rows:
            self._heading_clicked(event.x - self.sign_width)
            return
        row = event.y - self._header_rows + self.scroll_offset.y
        if row < len(self._keys):
            if row == self.cursor:
                self.action_open()
            else:
                self.cursor = row

    def _heading_clicked(self, x: int) -> None:
        fitted = fit_columns(self._columns, self.scrollable_content_region.width - self.sign_width)
        index = column_at(fitted, x)
        if index is not None and (order := self._columns[index].order):
            self.post_message(self.HeadingClicked(self, order))

    def action_cursor_up(self) -> None:
        """Up one row."""
        self.cursor -= 1

    def action_cursor_down(self) -> None:
        """Down one row."""
        self.cursor += 1

    def action_page_up(self) -> None:
        """Up one page."""
        self.cursor -= max(1, self.size.height - 2)

    def action_page_down(self) -> None:
        """Down one page."""
        self.cursor += max(1, self.size.height - 2)

    def action_first(self) -> None:
        """To the first row."""
        self.cursor = 0

    def action_last(self) -> None:
        """To the last row."""
        self.cursor = len(self._keys) - 1

    def action_open(self) -> None:
        """Choose the row under the cursor."""
        if self.selected is not None:
            self.post_message(self.Opened(self, self.selected))
