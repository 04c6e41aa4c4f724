"""A one-line input that does not blink."""

from __future__ import annotations

from textual.widgets import Input


class QuietInput(Input):
    """A line to type into. It never receives a pasted key: the app sends that to the decoder, or nowhere."""

    def on_mount(self) -> None:
        """Hold the cursor still: over SSH a blinking one sends two kilobytes a second."""
        self.cursor_blink = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether typing takes the key, so that the footer leaves it out; Textual does not know `slash` as `/`."""
        return key == "slash" or super().check_consume_key(key, character)


class PathInput(QuietInput):
    """A line for a path: a pasted one may look like a secret."""
