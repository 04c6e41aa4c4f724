"""A table of which several rows can be marked, for actions that refer to all of them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass

from textual.message import Message

from bks_tui.core.document import Cell
from bks_tui.tui.action import Scope
from bks_tui.tui.actions import bindings
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.kit.marks import Marks
from bks_tui.tui.kit.virtual_table import VirtualTable

_MARK = "•"


class MarkableTable(VirtualTable):
    """Rows that keep their marks when they are sorted, filtered or read again."""

    BINDINGS = bindings(Scope.MARKS)

    @dataclass
    class MarksChanged(Message):
        """Other rows are marked."""

        table: MarkableTable

        @property
        def control(self) -> MarkableTable:
            """The table, for `@on` selectors."""
            return self.table

    def __init__(self, columns: Sequence[Column], *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(columns, id=id, classes=classes)
        self._marks = Marks()

    @property
    def marks(self) -> Marks:
        """The marked rows; some may be hidden by the filter."""
        return self._marks

    @property
    def marks_line(self) -> str:
        """How many rows are marked, for the line at the foot of the screen."""
        return self._marks.describe(self._keys)

    def _mark(self, marks: Marks) -> None:
        changed, self._marks = marks.keys != self._marks.keys, marks
        if changed:
            self.post_message(self.MarksChanged(self))
            self.refresh()

    def show(
        self, keys: Sequence[str], cells: Callable[[int], Sequence[Cell]], columns: Sequence[Column] | None = None
    ) -> None:
        """Show these rows. A range ends where they are others: the cursor moves without a person then."""
        if list(keys) != list(self._keys):
            self._mark(self._marks.range_ended())
        super().show(keys, cells, columns)

    def select(self, key: str) -> bool:
        """Put the cursor on a row, which marks nothing on the way."""
        self._mark(self._marks.range_ended())
        return super().select(key)

    def watch_cursor(self, before: int, now: int) -> None:
        """Extend a range to the row under the cursor."""
        super().watch_cursor(before, now)
        if self._marks.anchor is not None and self.selected is not None:
            self._mark(self._marks.extended(self._keys, self.selected))

    def keep_marks(self, existing: Container[str]) -> tuple[str, ...]:
        """Unmark the rows that are gone; returns their keys."""
        before = self._marks.keys
        self._mark(self._marks.kept(existing))
        return tuple(sorted(before - self._marks.keys))

    def restore(self, marks: Marks) -> None:
        """Mark what was marked when the list was last open."""
        self._marks = marks

    def unmark_keys(self, keys: Iterable[str]) -> None:
        """Unmark these rows."""
        self._mark(Marks(self._marks.keys.difference(keys)))

    def unmark(self) -> bool:
        """Unmark all rows; False if none is marked."""
        had_marks = bool(self._marks.keys)
        self._mark(Marks())
        return had_marks

    @property
    def sign_width(self) -> int:
        """The cells before a row: the marks need one, while there are any."""
        return super().sign_width + (1 if self._marks.keys else 0)

    def sign(self, row: int) -> str:
        """A sign as well as a colour before a row that is marked."""
        cursor = super().sign(row)
        return cursor + (_MARK if self._keys[row] in self._marks.keys else " ") if self._marks.keys else cursor

    def action_mark(self) -> None:
        """Mark the row under the cursor or unmark it, and go to the next."""
        if self.selected is not None:
            self._mark(self._marks.toggled(self.selected))
            self.cursor += 1

    def action_mark_range(self) -> None:
        """Begin a range that follows the cursor, or end it."""
        if self._marks.anchor is not None:
            self._mark(self._marks.range_ended())
        elif self.selected is not None:
            self._mark(self._marks.range_begun(self.selected))

    def action_mark_all(self) -> None:
        """Mark all rows that are shown, or unmark them."""
        self._mark(self._marks.all_toggled(self._keys))
