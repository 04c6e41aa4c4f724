"""A log folder: the identities in it, and the timeline of one of them. Nothing is written from here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.hunt.hunt import Identity
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.tui.action import Action, Scope, Situation, why_disabled
from bks_tui.tui.actions import bindings
from bks_tui.tui.conditional_screen import ConditionalScreen
from bks_tui.tui.context import Start
from bks_tui.tui.kit.content import content_of
from bks_tui.tui.kit.filtered_list import FilteredList
from bks_tui.tui.kit.footer import QuietFooter
from bks_tui.tui.kit.identity_bar import IdentityBar
from bks_tui.tui.kit.virtual_table import VirtualTable
from bks_tui.tui.logs import presenter
from bks_tui.tui.logs.controller import IdentitiesController
from bks_tui.tui.logs.log_actions import LogActions
from bks_tui.tui.logs.pane import LogPanes
from bks_tui.tui.logs.state import target_of
from bks_tui.tui.logs.worker import read_events
from bks_tui.tui.main_screen.short_name import short_name
from bks_tui.tui.needs import Need
from bks_tui.tui.shared_actions import SharedActions
from bks_tui.tui.timeline.controller import TimelineController
from bks_tui.tui.timeline.event_screen import event_keys_text
from bks_tui.tui.timeline.pane import TimelinePane

_REFRESH_SECONDS = 0.1


class LogsScreen(ModalScreen[None], LogActions, ConditionalScreen[None], SharedActions):
    """The files of `search`, over one controller for the identities and one for the timeline.

    `save_report` saves a report on a target in the files.
    """

    SCOPE = Scope.LOGS
    BINDINGS = bindings(Scope.LOGS)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-short"), (32, "-tall")]

    def __init__(self, search: LogSearch, start: Start, save_report: Callable[[Target, LogSearch], None]) -> None:
        super().__init__()
        self._search = search
        self._keymap = start.keymap
        self._clock = start.clock
        self._save_report = save_report
        self.panes = LogPanes(start.clock, start.keymap, start.memory)
        self._identities = IdentitiesController(self, self.panes, search, start.clock, self._changed, self._found)
        self._timeline = TimelineController(
            self,
            self.panes.timeline,
            start.keymap,
            lambda target, _: partial(read_events, search, target, start.clock),
            self._changed,
            from_files=True,
        )
        # Whose events the timeline has.
        self._read: Identity | None = None

    def compose(self) -> ComposeResult:
        """Where the files are, the panes, how complete they are, and the keys."""
        yield IdentityBar.showing(presenter.identity_lines(self._identities.state))
        yield self.panes
        yield Static(id="status", markup=False)
        yield QuietFooter()

    def on_mount(self) -> None:
        """Read the files."""
        self.panes.go(events=False)
        self.set_interval(_REFRESH_SECONDS, self._refresh)
        self._identities.read()

    def _refresh(self) -> None:
        self._identities.refresh()
        self._timeline.refresh()

    def _found(self) -> None:
        """Show the events of the first identity, where that takes no longer than a person waits."""
        if self._identities.state.is_little and self._identities.selected:
            self._read_events(self._identities.selected)

    def _read_events(self, identity: Identity) -> None:
        self._read = identity
        self._timeline.read(target_of(identity))
        self._changed()

    def _changed(self) -> None:
        """Show how complete the files are, and what the keys refer to."""
        state = self._identities.state
        self.query_one(IdentityBar).lines = presenter.identity_lines(state)
        self.query_one("#status", Static).update(content_of(presenter.status_line(state, self._keymap), " · "))
        self.query_one(QuietFooter).subject = short_name(self.subject.name, ()) if self.subject else ""
        self.missing_needs = frozenset(self.situation.missing)

    # Messages of the panes.

    def on_descendant_focus(self) -> None:
        """Another pane may have another subject."""
        self._changed()

    @on(VirtualTable.CursorMoved, "#identity-table")
    def _selected(self) -> None:
        self.panes.show_in_full()
        self._changed()

    @on(VirtualTable.Opened, "#identity-table")
    def _opened(self) -> None:
        self.action_show_timeline()

    @on(VirtualTable.HeadingClicked, "#identity-table")
    def _heading_clicked(self, message: VirtualTable.HeadingClicked) -> None:
        self._identities.sort_by(message.order)

    @on(FilteredList.FilterChanged)
    def _filtered(self, message: FilteredList.FilterChanged) -> None:
        self._identities.filter(message.text)

    @on(TimelinePane.OlderRequested)
    def _older_requested(self) -> None:
        self._timeline.look_further_back()

    @on(TimelinePane.PivotRequested)
    def _pivot_requested(self, message: TimelinePane.PivotRequested) -> None:
        self._timeline.choose_pivot(message.event)

    @on(TimelinePane.FindingsRequested)
    def _findings_requested(self) -> None:
        self._timeline.ask_further_sources()

    @on(TimelinePane.NarrowRequested)
    def _narrow_requested(self, message: TimelinePane.NarrowRequested) -> None:
        self._timeline.choose_events(message.options)

    @on(TimelinePane.RowOpened)
    def _row_opened(self, message: TimelinePane.RowOpened) -> None:
        self._timeline.open_row(message.row, self._press, self._event_keys)

    def _event_keys(self) -> str:
        shown = (self._keymap.named(name) for name in ("pivot", "copy", "console"))
        return event_keys_text([f"{each.shown_keys} {each.label}" for each in shown], self._keymap)

    async def _press(self, key: str) -> None:
        """Do what a key does with the event that is shown in full."""
        event = self._timeline.opened_event
        if event and key in self._keymap.named("copy").keys:
            self.copy_event(event)
        if event and key in self._keymap.named("console").keys:
            self.action_console()
        self._refuse(key)

    # Which actions can run.

    @property
    def subject(self) -> Identity | None:
        """What every action refers to: the identity of the timeline, or the one under the cursor of the list."""
        if not self.is_mounted:
            return None
        return self._identity_read if self.panes.shows_events else self._identities.selected

    @property
    def _identity_read(self) -> Identity | None:
        """The identity whose events are shown; None while those of something are that an event led to."""
        read = self._read
        return read if read and self._timeline.state.target == target_of(read) else None

    @property
    def situation(self) -> Situation:
        """What decides which actions can run."""
        why = "no identity is selected"
        if self.panes.shows_events:
            why = "an event led to this timeline; esc goes back" if self._read else "the timeline has no events yet"
        missing = {} if self.subject else {Need.SELECTION: why, Need.TIMELINE_TARGET: why, Need.REPORT_TARGET: why}
        return Situation(read_only=True, missing={**missing, **dict(self.cannot_leave() if self.is_mounted else ())})

    @property
    def offered(self) -> tuple[Action, ...]:
        """The actions of the palette over this screen."""
        return (*self._keymap.in_scope(Scope.LOGS), *self._keymap.in_scope(Scope.TIMELINE))

    def on_key(self, event: events.Key) -> None:
        """A key that did nothing says why: its action is disabled, or it would write."""
        for action in self._keymap.in_scope(Scope.LOGS):
            why = why_disabled(action, self.situation) if event.key in action.keys else None
            if why:
                self.notify(f"{action.label}: {why}", severity="warning")
        self._refuse(event.key)

    def _refuse(self, key: str) -> None:
        """Say why a key that writes elsewhere does nothing here."""
        for action in self._keymap.in_scope(Scope.APP):
            if action.dangerous and key in action.keys:
                self.notify(f"{action.label}: {presenter.READ_ONLY_REASON}", severity="warning")

    async def run(self, action: Action) -> None:
        """Do what the key of an action does, or say why it cannot run."""
        why = why_disabled(action, self.situation)
        if why:
            self.notify(f"{action.label}: {why}", severity="warning")
        else:
            await self.app.run_action(action.id, self.panes.timeline if action.scope is Scope.TIMELINE else self)

    def action_close_logs(self) -> None:
        """One step back: out of a filter, a reading, an episode, the timeline, a filtered list, the screen."""
        panes = self.panes
        if panes.identities.filter.has_focus:
            panes.identities.close_filter(clear=True)
        elif panes.timeline.filter.has_focus:
            panes.timeline.back()
        elif any([self._identities.stop(), self._timeline.stop()]) or (panes.shows_events and panes.timeline.back()):
            return
        elif panes.has_class("-zoomed"):
            self.action_zoom()
        elif panes.shows_events:
            panes.go(events=False)
        elif panes.identities.filter.value:
            panes.identities.close_filter(clear=True)
        else:
            self.dismiss()
