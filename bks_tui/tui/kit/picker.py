"""A dialog to choose from a list that is filtered while a person types."""

from __future__ import annotations

from collections.abc import Iterator

from textual import on
from textual.widget import Widget
from textual.widgets import Input, Static

from bks_tui.tui.kit.dialog import ChoiceScreen
from bks_tui.tui.kit.input import QuietInput
from bks_tui.tui.kit.option import Option
from bks_tui.tui.kit.virtual_table import VirtualTable


class PickerScreen(ChoiceScreen):
    """A choice from options that contain what is typed or pasted; the arrow keys move."""

    BINDINGS = [
        ("up", "move(-1)", "Up"),
        ("down", "move(1)", "Down"),
        ("pageup", "move(-10)", "Page up"),
        ("pagedown", "move(10)", "Page down"),
    ]

    hint = "type to filter · "

    def listed(self) -> Iterator[Widget]:
        """The filter, the list, and a sentence where nothing matches."""
        yield QuietInput(classes="filter", placeholder="filter")
        yield from super().listed()
        nothing = Static("Nothing matches.", classes="empty", markup=False)
        nothing.display = False
        yield nothing

    @property
    def entry(self) -> Widget:
        """What takes the keys: the filter."""
        return self.query_one(QuietInput)

    @property
    def shown(self) -> list[Option]:
        """The options that match."""
        needle = self.query_one(QuietInput).value.casefold()
        return [each for each in self.options.values() if needle in f"{each.label.text} {each.hint.text}".casefold()]

    @on(Input.Changed)
    def _filtered(self, event: Input.Changed) -> None:
        event.stop()
        self.fill(self.shown)
        self.query_one(".empty").display = not self.shown

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(VirtualTable).action_open()

    def action_move(self, rows: int) -> None:
        """Move the cursor of the list."""
        self.query_one(VirtualTable).cursor += rows
