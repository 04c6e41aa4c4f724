"""The detail of a user, with a cursor over its keys and policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from bks_tui.core.document import Section
from bks_tui.tui.action import Scope
from bks_tui.tui.actions import bindings
from bks_tui.tui.kit.text_pane import TextPane
from bks_tui.tui.scan.detail_items import DetailItem


class DetailPane(TextPane):
    """A text that scrolls line by line; on the way the cursor stops at each key and policy that is seen.

    Nothing is selected at first, and the actions refer to the user. What is selected stays so until a person selects
    something else, wherever the text is scrolled to.
    """

    BINDINGS = bindings(Scope.DETAIL)

    class ItemSelected(Message):
        """Another key or policy is selected, or none."""

    @dataclass
    class ItemOpened(Message):
        """A person wants to see the selected key or policy."""

        item: DetailItem

    @property
    def selected(self) -> DetailItem | None:
        """The key or policy under the cursor."""
        item = self.view.selected
        return item if isinstance(item, DetailItem) else None

    @property
    def _places(self) -> list[tuple[int, DetailItem]]:
        """The line of each item."""
        lines = enumerate(self.view.lines)
        return [(number, line.item) for number, line in lines if isinstance(line.item, DetailItem)]

    def show(self, sections: Sequence[Section], *, keep_place: bool = False) -> None:
        """Show the same user as it is now, or another one, of whom nothing is selected."""
        super().show(sections, keep_place=keep_place)
        if not keep_place or self.selected not in [item for _, item in self._places]:
            self.select(None)

    def select(self, item: DetailItem | None) -> None:
        """Put the cursor on a key or policy, or on none."""
        if item != self.selected:
            self.view.selected = item
            self.post_message(self.ItemSelected())

    def deselect(self) -> bool:
        """Back to the user as a whole; False if nothing is selected."""
        was_selected = self.selected is not None
        self.select(None)
        return was_selected

    def _seen(self, direction: int) -> DetailItem | None:
        """The next item in a direction that is seen now, from the cursor or else from the edge."""
        places, top = self._places, self.scroll_offset.y
        at = next((line for line, item in places if item == self.selected), None)
        seen = [(line, item) for line, item in places if top <= line < top + self.lines_seen]
        if at is not None:
            seen = [(line, item) for line, item in seen if (line > at if direction > 0 else line < at)]
        elif direction < 0 and top == 0:
            # Up from the top is nowhere.
            return None
        return seen[0 if direction > 0 else -1][1] if seen else None

    def action_scroll_down(self) -> None:
        """To the next key or policy, if it is seen; else down one line."""
        item = self._seen(1)
        if item:
            self.select(item)
        else:
            self._scroll_by(1)

    def action_scroll_up(self) -> None:
        """To the key or policy before, if it is seen; else up one line, and from the top to the user."""
        item = self._seen(-1)
        if item:
            self.select(item)
        elif self.scroll_offset.y > 0:
            self._scroll_by(-1)
        else:
            self.select(None)

    def _scroll_by(self, lines: int) -> None:
        # At once: what the next key selects depends on what is seen.
        self.scroll_relative(y=lines, animate=False, immediate=True)

    def action_open_item(self) -> None:
        """Show the selected policy."""
        if self.selected:
            self.post_message(self.ItemOpened(self.selected))

    def on_click(self, event: events.Click) -> None:
        """Select the key or policy that is clicked."""
        line = event.screen_y - self.view.region.y
        for number, item in self._places:
            if number == line:
                self.select(item)
