"""The triage screen: users, detail, timeline, decoder and calls. It passes messages on to the controllers."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Static

from bks_tui.tui.action import Action, Scope, Situation
from bks_tui.tui.actions import bindings
from bks_tui.tui.context import Start
from bks_tui.tui.keys.pane import DecoderPane
from bks_tui.tui.kit.footer import QuietFooter
from bks_tui.tui.kit.identity_bar import IdentityBar
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.kit.markable_table import MarkableTable
from bks_tui.tui.kit.virtual_table import VirtualTable
from bks_tui.tui.main_screen.panes import Panes
from bks_tui.tui.main_screen.triage import Triage
from bks_tui.tui.main_screen.triage_actions import TriageActions
from bks_tui.tui.messages import CallMade
from bks_tui.tui.scan.detail_pane import DetailPane
from bks_tui.tui.scan.user_list import UserList
from bks_tui.tui.shared_actions import SharedActions
from bks_tui.tui.timeline.pane import TimelinePane

# Updates come faster than a person reads, and over SSH each repaint costs bytes.
_REFRESH_SECONDS = 0.1
_AGE_SECONDS = 15


class TriageScreen(TriageActions, JobOwner, SharedActions):
    """The bottom screen of the app, over one controller per subject."""

    SCOPE = Scope.APP
    BINDINGS = bindings(Scope.APP)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-short"), (32, "-tall")]

    def __init__(self, start: Start) -> None:
        super().__init__()
        self._start = start
        self.panes = Panes(start.clock, start.keymap, start.memory, id="panes")
        self._triage = Triage(self, self.panes, start, self.changed)

    def compose(self) -> ComposeResult:
        """The identity above, the panes, the status and the keys below."""
        yield IdentityBar(id="identity")
        yield self.panes
        yield Static(id="status", markup=False)
        yield QuietFooter()

    def on_mount(self) -> None:
        """Start the first scan, once the screen is painted: importing boto3 would slow the painting down."""
        self.panes.users.table.focus()
        self.set_interval(_REFRESH_SECONDS, self._triage.refresh)
        self.set_interval(_AGE_SECONDS, self._triage.account.show_identity)
        self.call_after_refresh(self._triage.begin)

    def decode(self, text: str, *, typing: bool = False) -> None:
        """Decode a paste."""
        self._triage.decoder.decode(text, typing=typing)

    def changed(self, *panes: str) -> None:
        """Update the subjects in the titles of panes and at the keys: other actions may be possible now."""
        self._triage.focus.name_panes(*panes)
        self.missing_needs = frozenset(self.situation.missing)
        self.query_one(QuietFooter).subject = self._triage.focus.short_name

    def on_descendant_focus(self) -> None:
        """Another pane may have another subject."""
        self.changed()

    def on_screen_resume(self) -> None:
        """An event that was shown in full had another subject."""
        if self.query(QuietFooter):
            self.changed()

    # Messages of the panes.

    @on(CallMade)
    def _called(self, message: CallMade) -> None:
        self._triage.call_made(message.call)

    @on(VirtualTable.CursorMoved, "#calls")
    def _call_selected(self) -> None:
        self.changed("calls")

    @on(VirtualTable.CursorMoved, "#user-table")
    def _user_selected(self) -> None:
        self._triage.scans.show_selected(keep_place=False)

    @on(VirtualTable.HeadingClicked, "#calls")
    def _calls_heading_clicked(self, message: VirtualTable.HeadingClicked) -> None:
        self._triage.calls.sort_by(message.order)

    @on(VirtualTable.HeadingClicked, "#user-table")
    def _users_heading_clicked(self, message: VirtualTable.HeadingClicked) -> None:
        self._triage.scans.sort_by(message.order)

    @on(MarkableTable.MarksChanged, "#user-table")
    def _users_marked(self) -> None:
        self._triage.scans.show_marks()

    @on(VirtualTable.Opened, "#user-table")
    def _user_opened(self) -> None:
        self.panes.go("detail")

    @on(UserList.FilterChanged)
    def _users_filtered(self, message: UserList.FilterChanged) -> None:
        self._triage.scans.filter(message.text)

    @on(Panes.DetailEntered)
    def _detail_entered(self) -> None:
        self._triage.scans.read_last_uses()

    @on(DetailPane.ItemSelected)
    def _item_selected(self) -> None:
        self.changed("detail")

    @on(DetailPane.ItemOpened)
    def _item_opened(self, message: DetailPane.ItemOpened) -> None:
        if selected := self._triage.scans.selected:
            self._triage.policies.open(message.item, selected.user)

    @on(DecoderPane.Selected)
    def _result_selected(self) -> None:
        self._triage.decoder.result_selected()

    @on(DecoderPane.OwnerWanted)
    def _owner_wanted(self) -> None:
        self.action_show_owner()

    @on(TimelinePane.OlderRequested)
    def _older_requested(self) -> None:
        self._triage.timeline.look_further_back()

    @on(TimelinePane.NarrowRequested)
    def _narrow_requested(self, message: TimelinePane.NarrowRequested) -> None:
        self._triage.timeline.choose_events(message.options)

    @on(TimelinePane.RowOpened)
    def _row_opened(self, message: TimelinePane.RowOpened) -> None:
        self._triage.timeline.open_row(message.row, self._triage.runner.press, self._triage.runner.event_keys)

    @on(TimelinePane.PivotRequested)
    def _pivot_requested(self, message: TimelinePane.PivotRequested) -> None:
        self._triage.timeline.choose_pivot(message.event)

    @on(TimelinePane.FindingsRequested)
    def _findings_requested(self) -> None:
        self._triage.timeline.ask_further_sources()

    # Which actions can run.

    @property
    def situation(self) -> Situation:
        """What decides which actions can run."""
        return self._triage.runner.situation

    @property
    def offered(self) -> tuple[Action, ...]:
        """The actions of the palette over this screen: the others have screens of their own."""
        elsewhere = (Scope.EVENT, Scope.CLEAN_UP, Scope.PREVENTION, Scope.ACCOUNTS, Scope.LOGS, Scope.JOURNAL)
        return tuple(action for action in self._start.keymap.actions if action.scope not in elsewhere)

    async def run(self, action: Action) -> None:
        """Do what the key of an action does, or say why it cannot run."""
        await self._triage.runner.run(action)

    def on_key(self, event: events.Key) -> None:
        """A key that did nothing because its action is disabled says why."""
        self._triage.runner.explain(event.key)
