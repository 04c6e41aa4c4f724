"""The line at the foot of a text in which a person types what to search for."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from bks_tui.tui.kit.input import QuietInput


class SearchBar(Horizontal):
    """What is searched, and how often the text contains it."""

    def compose(self) -> ComposeResult:
        """A slash as in pagers, the words, and the count."""
        yield Static("/", classes="slash", markup=False)
        yield QuietInput(placeholder="search this text")
        yield Static(classes="count", markup=False)

    @property
    def input(self) -> QuietInput:
        """Where a person types."""
        return self.query_one(QuietInput)

    def count(self, text: str) -> None:
        """Show which match is the current one, and of how many."""
        self.query_one(".count", Static).update(Content(text))
