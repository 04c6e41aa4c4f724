"""The pane of users: a filter that can be opened, the table, and the reason when it is empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from bks_tui.core.scan.findings import Finding
from bks_tui.tui.kit.input import QuietInput
from bks_tui.tui.kit.titled import Titled
from bks_tui.tui.kit.virtual_table import Column, VirtualTable
from bks_tui.tui.scan.rows import user_cells

_COLUMNS = (
    Column("Status", 13),
    Column("User", 20, flexible=True),
    Column("Kind", 8, rank=3),
    Column("API keys", 8, right=True),
    Column("Access", 6, right=True),
    Column("Age", 5, right=True, rank=1),
    Column("Used", 5, right=True, rank=2),
)


class UserList(Vertical, Titled):
    """The users, as the screen gives them."""

    @dataclass
    class FilterChanged(Message):
        """The text to filter by is another."""

        text: str

    def compose(self) -> ComposeResult:
        """The filter above, the table or the empty state below."""
        yield QuietInput(id="filter", placeholder="filter by name, id, kind or status")
        yield Static(id="user-empty", markup=False)
        yield VirtualTable(_COLUMNS, id="user-table")

    @property
    def table(self) -> VirtualTable:
        """The table of users."""
        return self.query_one(VirtualTable)

    @property
    def filter(self) -> QuietInput:
        """The line to filter by."""
        return self.query_one(QuietInput)

    def show(self, findings: Sequence[Finding], now: datetime, empty: str) -> None:
        """Show these users; `empty` says why there are none."""
        self.query_one("#user-empty", Static).update(Content(empty))
        self.query_one("#user-empty").display = not findings
        # The table keeps the focus even when it is empty: the keys must not go dead.
        self.table.show([finding.user.name for finding in findings], lambda row: user_cells(findings[row], now))

    def open_filter(self) -> None:
        """Open the filter and focus it."""
        self.filter.add_class("-open")
        self.filter.focus()

    def close_filter(self, *, clear: bool) -> None:
        """Back to the table, with the filter kept or cleared."""
        if clear:
            self.clear_filter()
        self.filter.set_class(bool(self.filter.value), "-open")
        self.table.focus()

    def clear_filter(self) -> None:
        """Clear the filter."""
        self.filter.value = ""
        self.filter.remove_class("-open")

    @on(Input.Changed, "#filter")
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.FilterChanged(event.value))

    @on(Input.Submitted, "#filter")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.close_filter(clear=False)
