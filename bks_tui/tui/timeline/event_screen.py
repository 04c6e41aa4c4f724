"""One event in full, with the keys that act on its actor, go to the event beside it, or lead further."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.document import Section
from bks_tui.core.text import sanitize
from bks_tui.tui.action import Scope
from bks_tui.tui.actions import bindings
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.kit.dialog import TextScreen
from bks_tui.tui.kit.frame import DialogFrame


@dataclass(frozen=True, slots=True)
class EventKeys:
    """What the keys do: `press` acts on the actor, and `listed` names what can be done with it.

    `step` gives the event beside another one in the list, and `pivot` asks where to look further.
    """

    press: Callable[[str], Awaitable[None]]
    listed: Callable[[], str]
    step: Callable[[str, int], Event | None]
    pivot: Callable[[Event], None]


class EventScreen(TextScreen):
    """The record of an event. Its subject is the actor."""

    BINDINGS = bindings(Scope.EVENT)

    def __init__(self, event: Event, sections_of: Callable[[Event], Sequence[Section]], keys: EventKeys) -> None:
        super().__init__(_title(event), sections_of(event))
        self.event = event
        self._sections_of = sections_of
        self._keys = keys

    def on_mount(self) -> None:
        """Show the keys and the subject that they act on."""
        self._name_keys()

    def _name_keys(self) -> None:
        frame = self.query_one(DialogFrame)
        frame.border_title = Content(_title(self.event))
        frame.keys = self._keys.listed()

    async def on_key(self, event: events.Key) -> None:
        """Act on the actor."""
        await self._keys.press(event.key)

    def _step(self, by: int) -> None:
        beside = self._keys.step(self.event.event_id, by)
        if beside is None:
            self.notify(f"Event: this is the {'last' if by > 0 else 'first'} one in the list")
            return
        self.event = beside
        self.show(self._sections_of(beside))
        self._name_keys()

    def action_next_event(self) -> None:
        """To the next event in the list."""
        self._step(1)

    def action_previous_event(self) -> None:
        """To the event before in the list."""
        self._step(-1)

    def action_pivot(self) -> None:
        """Choose something in the event to look further at."""
        self._keys.pivot(self.event)


def event_keys_text(keys: Sequence[str], keymap: Keymap) -> str:
    """The keys of an event for its frame, with those that lead to the events beside it, and how to leave.

    The last two of `keys` copy and open the console, which can be done elsewhere too: they give way first.
    """
    beside = f"{keymap.shown('previous_event')} {keymap.shown('next_event')} Events"
    return " · ".join([*keys[:-2], beside, *keys[-2:], "esc closes"])


def _title(event: Event) -> str:
    return f"Event of {sanitize(event.actor.described, 60)}"
