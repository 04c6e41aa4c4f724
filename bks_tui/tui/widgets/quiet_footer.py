"""The keys at the bottom, made anew only when they have changed.

Textual's own footer is made anew whenever the focus moves, and what is made anew paints the whole
screen again: twice the bytes for a dialog over SSH.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import Footer


class QuietFooter(Footer):
    """The keys that can be pressed now."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)
        self._shown: Sequence[object] | None = None

    async def recompose(self) -> None:
        """Make the keys anew, if they are others, or are enabled or disabled now."""
        if not self.is_attached:
            # Its screen was closed meanwhile.
            return
        keys = [
            (binding, enabled, tooltip)
            for _, binding, enabled, tooltip in self.screen.active_bindings.values()
            if binding.show
        ]
        if keys != self._shown:
            self._shown = keys
            await super().recompose()
