"""One event in full, with the keys that act on its actor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual import events
from textual.containers import Vertical
from textual.content import Content

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.document import Section
from bks_tui.core.text import sanitize
from bks_tui.tui.kit.dialog import TextScreen


class EventScreen(TextScreen):
    """The record of an event. Its subject is the actor: `press` acts on it, `keys` lists the possible actions."""

    def __init__(
        self,
        event: Event,
        sections: Sequence[Section],
        press: Callable[[str], Awaitable[None]],
        keys: Callable[[], str],
    ) -> None:
        super().__init__(f"Event of {sanitize(event.actor.described, 60)}", sections)
        self.event = event
        self._press = press
        self._keys = keys

    def on_mount(self) -> None:
        """Show the keys and the subject that they act on."""
        self.query_one(Vertical).border_subtitle = Content(self._keys())

    async def on_key(self, event: events.Key) -> None:
        """Act on the actor."""
        await self._press(event.key)
