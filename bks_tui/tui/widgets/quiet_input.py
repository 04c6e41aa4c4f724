"""A one-line input that neither blinks nor takes a paste."""

from __future__ import annotations

from textual import events
from textual.widgets import Input


class QuietInput(Input):
    """What is pasted may be a key of many lines: it goes to the decoder, never in clear into a line here."""

    def on_mount(self) -> None:
        """Hold the cursor still: over SSH a blinking one sends two kilobytes a second."""
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        # Without this the base class would take the first line; the event goes on to the app.
        event.prevent_default()
