"""A dialog to choose from a list that is filtered while a person types."""

from __future__ import annotations

from collections.abc import Iterator

from textual import on
from textual.widget import Widget
from textual.widgets import Input, Static

from bks_tui.tui.kit.dialog import LEAST_LISTED, SHARE, ChoiceScreen
from bks_tui.tui.kit.input import QuietInput
from bks_tui.tui.kit.option import Option
from bks_tui.tui.kit.virtual_table import VirtualTable

# The frame, and the filter.
_AROUND = 3


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
        """The filter, a sentence where nothing matches, and the list."""
        yield QuietInput(classes="filter", placeholder="filter")
        nothing = Static("Nothing matches.", classes="empty", markup=False)
        nothing.display = False
        yield nothing
        yield from super().listed()

    @property
    def entry(self) -> Widget:
        """What takes the keys: the filter."""
        return self.query_one(QuietInput)

    def on_resize(self) -> None:
        """Leave room for the filter."""
        self.query_one(VirtualTable).styles.max_height = max(LEAST_LISTED, int(self.size.height * SHARE) - _AROUND)

    def matching(self, text: str) -> list[Option]:
        """The options that contain a text."""
        needle = text.casefold()
        return [each for each in self.options.values() if needle in f"{each.label.text} {each.hint.text}".casefold()]

    @on(Input.Changed)
    def _filtered(self, event: Input.Changed) -> None:
        event.stop()
        shown = self.matching(event.value)
        self.fill(shown)
        self.query_one(".empty").display = not shown

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(VirtualTable).action_open()

    def action_move(self, rows: int) -> None:
        """Move the cursor of the list."""
        self.query_one(VirtualTable).cursor += rows
