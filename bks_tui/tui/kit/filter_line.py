"""The line to filter a list by: what can be written next is shown below it, or why the filter is not understood."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from bks_tui.core.errors import UsageError
from bks_tui.core.filter.complete import FilterCompletion, complete
from bks_tui.core.filter.fields import FieldTable
from bks_tui.core.filter.parse import finished_part, parse_filter
from bks_tui.tui.kit.input import QuietInput

# The fields, and the rows from which values are suggested.
FilterSource: TypeAlias = Callable[[], tuple[FieldTable[Any], Iterable[Any]]]

_TAKING_KEYS = ("tab", "right")


class FilterInput(QuietInput):
    """The line itself. Tab, or the right arrow at the end, takes the first suggestion.

    Tab stays in the line behind a term: whoever wants to complete it must not find the next letters taken as commands.
    """

    completion = FilterCompletion(0)

    def on_key(self, event: events.Key) -> None:
        """Take a suggestion."""
        completion, at_end = self.completion, self.cursor_position == len(self.value)
        can_take = event.key in _TAKING_KEYS and at_end and completion.is_begun
        stays = event.key == "tab" and self.value[: self.cursor_position].rstrip() and not self.value.endswith(" ")
        if can_take or stays:
            event.prevent_default()
            event.stop()
        if can_take:
            self.value, self.cursor_position = completion.taken(self.value, self.cursor_position)


class FilterLine(Vertical):
    """The line and the hint below it. It passes on only what can be read as a filter: a list keeps what it shows."""

    @dataclass
    class Filtered(Message):
        """There is another filter."""

        text: str

    @dataclass
    class Left(Message):
        """A person keeps the filter and wants to go back to the list."""

    def __init__(self, placeholder: str, source: FilterSource, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._placeholder = placeholder
        self._source = source

    def compose(self) -> ComposeResult:
        """The line, and the hint."""
        yield FilterInput(placeholder=self._placeholder)
        yield Static(classes="hint", markup=False)

    @property
    def input(self) -> FilterInput:
        """Where a person types."""
        return self.query_one(FilterInput)

    def open(self) -> None:
        """Open the line and focus it."""
        self.add_class("-open")
        self.input.focus()
        self._judge()

    def close(self, *, clear: bool) -> None:
        """Leave the line, with the filter kept or cleared."""
        if clear:
            self.input.value = ""
        self.set_class(bool(self.input.value), "-open")

    def fill(self, text: str) -> None:
        """Show the text by which the list is filtered already."""
        with self.input.prevent(Input.Changed):
            self.input.value = text
        self.set_class(bool(text), "-open")
        self._judge()

    def _judge(self) -> bool:
        """Show what can be written next, or what is wrong; whether it can be read as a filter."""
        text, (table, rows) = self.input.value, self._source()
        self.input.completion = complete(text, self.input.cursor_position, table, rows)
        error = _problem(text, table)
        is_shown = error is not None and not self.input.completion.is_begun
        hint = f"{error} · {error.remedy}" if error and is_shown else _options(self.input.completion)
        self.query_one(".hint", Static).update(Content(hint))
        self.set_class(is_shown, "-wrong")
        return error is None

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._judge()
        text, (table, _) = self.input.value, self._source()
        # While its value is to be typed, a field leaves nothing out.
        finished = finished_part(text, table)
        if _problem(finished, table) is None:
            self.post_message(self.Filtered(finished))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._judge():
            self.post_message(self.Left())


def _problem(text: str, table: FieldTable[Any]) -> UsageError | None:
    try:
        parse_filter(text, table)
    except UsageError as error:
        return error
    return None


def _options(completion: FilterCompletion) -> str:
    if not completion.options:
        return ""
    return f"{'tab takes ' if completion.is_begun else 'fields: '}{'  '.join(completion.options)}"
