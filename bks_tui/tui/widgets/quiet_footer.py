"""The keys at the bottom, made anew only when they have changed.

Textual's own footer is made anew whenever the focus moves, and what is made anew paints the whole
screen again: twice the bytes for a dialog over SSH.
"""

from __future__ import annotations

from textual.screen import Screen
from textual.widgets import Footer


class QuietFooter(Footer):
    """The keys that can be pressed now."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)
        self._shown: list[object] | None = None

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Make the keys anew if they are others, or are enabled or disabled now."""
        if self._keys() != self._shown:
            super().bindings_changed(screen)

    async def recompose(self) -> None:
        """Make the keys anew, and remember which."""
        self._shown = self._keys()
        await super().recompose()

    def _keys(self) -> list[object]:
        return [
            (binding, enabled, tooltip)
            for _, binding, enabled, tooltip in self.screen.active_bindings.values()
            if binding.show
        ]
