"""The timeline: read the CloudTrail events of a user, key or actor, and show them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import BksError
from bks_tui.core.keys.decoded_key import DecodedKey
from bks_tui.core.timeline.timeline import LONGEST_DAYS, TimelineOptions, TimelineUpdate
from bks_tui.tui.context import Start
from bks_tui.tui.kit.dialog import ChoiceScreen
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.kit.option import Option
from bks_tui.tui.scan.state import ScanState
from bks_tui.tui.timeline.event_screen import EventScreen
from bks_tui.tui.timeline.pane import TimelinePane
from bks_tui.tui.timeline.presenter import event_sections
from bks_tui.tui.timeline.state import TimelineState
from bks_tui.tui.timeline.worker import read_timeline

# How far back a timeline looks, in days, each time a person asks for older events.
_PERIODS = (7, 30, LONGEST_DAYS)


class TimelineController:
    """The one timeline that is shown. It is read with the session of the scan."""

    def __init__(
        self, host: JobOwner, pane: TimelinePane, start: Start, scan: ScanState, changed: Callable[[], None]
    ) -> None:
        self.state = TimelineState()
        self._host = host
        self._pane = pane
        self._start = start
        self._scan = scan
        self._changed = changed
        self._is_stale = True

    def read(self, target: Target, key: DecodedKey | None) -> None:
        """Read the events of a target, which was derived from a decoded key or not; the same one for the same days."""
        same = target == self.state.target
        self._read(target, self.state.options if same else TimelineOptions(), key)

    def _read(self, target: Target, options: TimelineOptions, key: DecodedKey | None) -> None:
        session = self._scan.session
        if session is None:
            return
        self.state.begin(target, options, key)
        work = partial(read_timeline, session, target, options, self._start.clock)
        self._host.start_job("timeline", work, self._updated, self._failed)
        self._is_stale = True

    def _updated(self, update: TimelineUpdate) -> None:
        self.state.learn(update)
        self._show_soon()

    def _failed(self, error: BksError) -> None:
        self.state.stop(error)
        self._show_soon()

    def _show_soon(self) -> None:
        """Show it at the next refresh, and the end of it at once."""
        self._is_stale = True
        if not self.state.running:
            self.refresh()

    def refresh(self) -> None:
        """Show what the timeline has learned since the last time."""
        if self._is_stale:
            self._is_stale = False
            self._pane.show(self.state)
            self._changed()

    def stop(self) -> bool:
        """Stop reading; False if no timeline is being read."""
        self._host.cancel_job("timeline")
        return self.state.running

    def drop(self) -> None:
        """Drop the events: they are of another account or Region."""
        self._host.drop_job("timeline")
        self.state = TimelineState()
        self._is_stale = True

    def look_further_back(self) -> None:
        """Read the same timeline for a longer period."""
        state = self.state
        longer = next((days for days in _PERIODS if days > state.options.days), None)
        if state.target is None:
            key = self._start.keymap.shown("show_timeline")
            self._host.notify(f"Timeline: {key} reads the events of a user or key first", severity="warning")
        elif longer is None:
            self._host.notify(f"CloudTrail event history covers {LONGEST_DAYS} days; use Athena for older events.")
        else:
            self._read(state.target, TimelineOptions(days=longer), state.key)

    def choose_events(self, options: Sequence[Option]) -> None:
        """Choose which events to show."""

        def chosen(answer: str | None) -> None:
            if answer:
                self._pane.narrow(answer)

        self._host.app.push_screen(ChoiceScreen("Which events?", options), chosen)

    def open_event(self, event: Event, press: Callable[[str], Awaitable[None]], keys: Callable[[], str]) -> None:
        """Show an event in full. `press` does what a key does to its actor, `keys` lists what can be done."""
        sections = event_sections(event, self.state.signals.get(event.event_id, ()))
        self._host.app.push_screen(EventScreen(event, sections, press, keys))

    def close_event(self) -> None:
        """Close the event that is shown in full, if one is."""
        while isinstance(self._host.app.screen, EventScreen):
            self._host.app.pop_screen()

    @property
    def opened_event(self) -> Event | None:
        """The event that is shown in full, if one is."""
        return next((screen.event for screen in self._host.app.screen_stack if isinstance(screen, EventScreen)), None)
