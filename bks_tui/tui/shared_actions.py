"""The actions that every screen has: each asks the app."""

from __future__ import annotations

from textual.widget import Widget

from bks_tui.tui.messages import HistoryRequested, OtherTimesRequested


class SharedActions(Widget):
    """The actions of a screen that are the same on all screens; the last of the bases, as `Titled`."""

    def action_messages(self) -> None:
        """The messages so far."""
        self.post_message(HistoryRequested())

    def action_times(self) -> None:
        """Times in another style."""
        self.post_message(OtherTimesRequested())
