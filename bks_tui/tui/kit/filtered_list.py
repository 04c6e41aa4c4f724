"""A list with a filter that can be opened above it, and a sentence where it is empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from bks_tui.core.document import Cell
from bks_tui.core.filter.fields import FieldTable
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.kit.filter_line import FilterInput, FilterLine
from bks_tui.tui.kit.titled import Titled
from bks_tui.tui.kit.virtual_table import VirtualTable


class FilteredList(Vertical, Titled):
    """Rows, as the screen gives them, and the text to filter them by, which the screen applies."""

    @dataclass
    class FilterChanged(Message):
        """The text to filter by is another."""

        text: str

    def __init__(
        self,
        columns: Sequence[Column],
        placeholder: str,
        fields: FieldTable[Any],
        *,
        table_id: str,
        id: str,
        classes: str,
        table_class: type[VirtualTable] = VirtualTable,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._table_class = table_class
        self._columns = columns
        self._table_id = table_id
        # From where the values of fields are suggested.
        self.suggested_from: Callable[[], Iterable[Any]] = tuple
        self.line = FilterLine(placeholder, lambda: (fields, self.suggested_from()))

    def compose(self) -> ComposeResult:
        """The filter above, the table or the empty state below."""
        yield self.line
        yield Static(classes="empty", markup=False)
        yield self._table_class(self._columns, id=self._table_id)

    @property
    def table(self) -> VirtualTable:
        """The table."""
        return self.query_one(VirtualTable)

    @property
    def filter(self) -> FilterInput:
        """Where a person types the filter."""
        return self.line.input

    def show_rows(self, keys: Sequence[str], cells: Callable[[int], Sequence[Cell]], empty: str) -> None:
        """Show these rows; `empty` says why there are none."""
        sentence = self.query_one(".empty", Static)
        sentence.update(Content(empty))
        sentence.display = not keys
        # The table keeps the focus even when it is empty: the keys must not go dead.
        self.table.show(keys, cells)

    def open_filter(self) -> None:
        """Open the filter and focus it."""
        self.line.open()

    def close_filter(self, *, clear: bool) -> None:
        """Back to the table, with the filter kept or cleared."""
        self.line.close(clear=clear)
        self.table.focus()

    def clear_filter(self) -> None:
        """Clear the filter."""
        self.line.close(clear=True)

    @on(FilterLine.Filtered)
    def _filtered(self, event: FilterLine.Filtered) -> None:
        event.stop()
        self.post_message(self.FilterChanged(event.text))

    @on(FilterLine.Left)
    def _left(self, event: FilterLine.Left) -> None:
        event.stop()
        self.close_filter(clear=False)
