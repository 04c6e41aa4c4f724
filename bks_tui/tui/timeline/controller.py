"""The timeline: read the CloudTrail events of a user, key or actor, and show them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.document import Section
from bks_tui.core.errors import BksError, CancelledError
from bks_tui.core.keys.decoded_key import DecodedKey
from bks_tui.core.timeline.findings import SourceFinding
from bks_tui.core.timeline.pivots import EventPivot, pivots_of
from bks_tui.core.timeline.timeline import LONGEST_DAYS, Timeline, TimelineOptions, TimelineUpdate
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.kit.dialog import TextScreen
from bks_tui.tui.kit.jobs import JobOwner, Work
from bks_tui.tui.kit.option import Option
from bks_tui.tui.kit.picker import PickerScreen
from bks_tui.tui.saving.listing import Listing
from bks_tui.tui.timeline.event_screen import EventKeys, EventScreen
from bks_tui.tui.timeline.findings import finding_sections
from bks_tui.tui.timeline.pane import TimelinePane
from bks_tui.tui.timeline.pivot_options import address_words, pivot_options
from bks_tui.tui.timeline.presenter import event_sections
from bks_tui.tui.timeline.state import PERIODS, TimelineState
from bks_tui.tui.timeline.trail import TimelineTrail
from bks_tui.tui.timeline.view import TimelineView


class TimelineController:
    """The one timeline that is shown.

    `work` is what reads the events of a target, None if it cannot be read now, and `ask` what asks further sources
    about it. `from_files`: the events are in log files, and AWS is not asked.
    """

    def __init__(
        self,
        host: JobOwner,
        pane: TimelinePane,
        keymap: Keymap,
        work: Callable[[Target, TimelineOptions], Work[TimelineUpdate] | None],
        changed: Callable[[], None],
        *,
        ask: Callable[[Timeline], Work[TimelineUpdate] | None] = lambda _: None,
        from_files: bool = False,
    ) -> None:
        self.state = TimelineState(from_files)
        self._host = host
        self._pane = pane
        self._keymap = keymap
        self._work = work
        self._ask = ask
        self._changed = changed
        self._is_stale = True
        self._trail = TimelineTrail()
        pane.go_back = self._go_back

    def read(self, target: Target, key: DecodedKey | None = None) -> None:
        """Read the events of a target, which was derived from a decoded key or not; the same one for the same days."""
        same = target == self.state.target
        if not same:
            self._trail.forget()
        self._read(target, self.state.options if same else TimelineOptions(), key)

    def follow(self, target: Target, key: DecodedKey | None = None) -> None:
        """Read the events of a target that an event of this timeline names: escape leads back to this one."""
        if self.state.target in (None, target):
            self.read(target, key)
        elif self._work(target, TimelineOptions()):
            self._leave()
            self.state = TimelineState(self.state.from_files)
            self._pane.begin(TimelineView(newest_first=self._pane.place.view.newest_first))
            self._read(target, TimelineOptions(), key)

    def _leave(self) -> None:
        """Remember this timeline as it is; what was still being read of it is missing from then on."""
        if self.state.running:
            self.state.stop(CancelledError("The reading was stopped when another timeline was opened."))
        self.state.asking = False
        self._trail.leave(self.state, self._pane.place)

    def _go_back(self) -> bool:
        """Show the timeline before this one as it was, without another reading; False if there is none."""
        earlier = self._trail.back()
        if earlier is None:
            return False
        self._host.drop_job("timeline")
        self._host.drop_job("findings")
        self.state, place = earlier
        self._pane.go_to(self.state, place)
        self._changed()
        return True

    def choose_pivot(self, event: Event) -> None:
        """Choose something in an event to look further at: its actor, address or key, or what it created."""
        pivots = pivots_of(event)
        if not pivots:
            self._host.notify("Pivot: the event names nothing to look further at", severity="warning")
            return

        def chosen(answer: str | None) -> None:
            if answer:
                self.close_event()
                self._pivot(pivots[int(answer)])

        self._host.app.push_screen(PickerScreen("Look further at", pivot_options(pivots)), chosen)

    def _pivot(self, pivot: EventPivot) -> None:
        if pivot.target:
            self.follow(pivot.target)
            return
        self._trail.leave(self.state, self._pane.place)
        self._pane.begin(replace(self._pane.place.view.folded().everything(), address=pivot.text))
        self._host.notify(address_words(pivot.text, from_files=self.state.from_files))

    def _read(self, target: Target, options: TimelineOptions, key: DecodedKey | None) -> None:
        work = self._work(target, options)
        if work is None:
            return
        self._host.drop_job("findings")
        self.state.begin(target, options, key)
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
        if not self.state.running and not self.state.asking:
            self.refresh()

    def refresh(self) -> None:
        """Show what the timeline has learned since the last time."""
        if self._is_stale:
            self._is_stale = False
            self._pane.show(self.state)
            self._changed()

    def stop(self) -> bool:
        """Stop reading; False if neither a timeline nor a further source is being read."""
        self._host.cancel_job("timeline")
        self._host.cancel_job("findings")
        return self.state.running or self.state.asking

    def drop(self) -> None:
        """Drop the events: they are of another account or Region, or read again."""
        self._host.drop_job("timeline")
        self._host.drop_job("findings")
        self._trail.forget()
        self.state = TimelineState(self.state.from_files)
        self._is_stale = True

    def look_further_back(self) -> None:
        """Read the same timeline for a longer period."""
        state = self.state
        longer = next((days for days in PERIODS if days > state.options.days), None)
        if state.from_files:
            self._host.notify("Older: log files are read whole; there are no older events in them.")
        elif state.target is None:
            key = self._keymap.shown("show_timeline")
            self._host.notify(f"Timeline: {key} reads the events of a user or key first", severity="warning")
        elif longer is None:
            self._host.notify(f"CloudTrail event history covers {LONGEST_DAYS} days; use Athena for older events.")
        else:
            self._read(state.target, TimelineOptions(days=longer), state.key)

    def ask_further_sources(self) -> None:
        """Ask further sources about the target, once its events are read: these show its names and keys."""
        state = self.state
        if state.from_files:
            self._host.notify("Findings: AWS is not asked about log files.")
        elif state.running or state.asking:
            self._host.notify("Findings: wait until everything is read.", severity="warning")
        elif state.result is None:
            key = self._keymap.shown("show_timeline")
            self._host.notify(f"Findings: {key} reads the events of a user or key first", severity="warning")
        elif work := self._ask(state.result):
            state.ask()
            self._host.start_job("findings", work, self._updated, self._not_asked)
            self._show_now()

    def _not_asked(self, error: BksError) -> None:
        self.state.asking = False
        self._host.notify(f"Findings: {error} {error.remedy}", severity="error")
        self._show_now()

    def _show_now(self) -> None:
        self._is_stale = True
        self.refresh()

    @property
    def has_listing(self) -> bool:
        """Whether the timeline can be saved."""
        return self.state.result is not None

    @property
    def listing(self) -> Listing | None:
        """The timeline as it is shown."""
        # Imported here: it brings every format with it, which the first paint need not wait for.
        from bks_tui.tui.timeline.listing import timeline_listing

        return timeline_listing(self.state, *self._pane.shown)

    def choose_events(self, options: Sequence[Option]) -> None:
        """Choose which events to show."""

        def chosen(answer: str | None) -> None:
            if answer:
                self._pane.narrow(answer)

        self._host.app.push_screen(PickerScreen("Which events?", options), chosen)

    def open_row(
        self, row: Event | SourceFinding, press: Callable[[str], Awaitable[None]], keys: Callable[[], str]
    ) -> None:
        """Show an event or a finding in full. `press` does what a key does to an event's actor, `keys` lists that."""
        if isinstance(row, SourceFinding):
            self._host.app.push_screen(TextScreen(f"Finding of {row.source.value}", finding_sections(row)))
        else:
            event_keys = EventKeys(press, keys, self._pane.step, self.choose_pivot)
            self._host.app.push_screen(EventScreen(row, self._sections_of, event_keys))

    def _sections_of(self, event: Event) -> Sequence[Section]:
        return event_sections(event, self.state.signals.get(event.event_id, ()))

    def close_event(self) -> None:
        """Close the event that is shown in full, if one is."""
        while isinstance(self._host.app.screen, EventScreen):
            self._host.app.pop_screen()

    @property
    def opened_event(self) -> Event | None:
        """The event that is shown in full, if one is."""
        return next((screen.event for screen in self._host.app.screen_stack if isinstance(screen, EventScreen)), None)
