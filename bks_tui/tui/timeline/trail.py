"""The way through timelines: those from which a person went on, to go back without another reading."""

from __future__ import annotations

from dataclasses import dataclass, field

from bks_tui.tui.timeline.state import TimelineState
from bks_tui.tui.timeline.view import TimelineView

# Each has its events: many of them would fill the memory.
_MOST = 20


@dataclass(frozen=True, slots=True)
class TimelinePlace:
    """What a timeline shows, and the row under its cursor."""

    view: TimelineView
    row: str | None = None


@dataclass
class TimelineTrail:
    """The timelines before the one that is shown, the latest last."""

    _earlier: list[tuple[TimelineState, TimelinePlace]] = field(default_factory=list)

    def leave(self, state: TimelineState, place: TimelinePlace) -> None:
        """Remember a timeline before another one is shown."""
        self._earlier = [*self._earlier, (state, place)][-_MOST:]

    def back(self) -> tuple[TimelineState, TimelinePlace] | None:
        """The timeline before this one; None if there is none."""
        return self._earlier.pop() if self._earlier else None

    def forget(self) -> None:
        """A timeline that was asked for anew has none before it."""
        self._earlier = []
