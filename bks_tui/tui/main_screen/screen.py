"""The triage screen: users, detail, timeline, decoder and calls, with a method for every action of the app.

It passes messages and actions on to the controllers of the subjects.
"""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Static

from bks_tui.core.account.account import SessionChoice
from bks_tui.tui.action import Action, Scope, Situation
from bks_tui.tui.actions import bindings
from bks_tui.tui.context import Start
from bks_tui.tui.keys.pane import DecoderPane
from bks_tui.tui.kit.dialog import TextScreen
from bks_tui.tui.kit.footer import QuietFooter
from bks_tui.tui.kit.identity_bar import IdentityBar
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.kit.virtual_table import VirtualTable
from bks_tui.tui.main_screen.copying import copy_field
from bks_tui.tui.main_screen.help import help_sections
from bks_tui.tui.main_screen.panes import Panes
from bks_tui.tui.main_screen.subject_actions import to_contain, to_delete, to_release, to_revoke
from bks_tui.tui.main_screen.subjects import PaneSubject
from bks_tui.tui.main_screen.triage import Triage
from bks_tui.tui.messages import CallMade
from bks_tui.tui.needs import Need
from bks_tui.tui.scan.user_list import UserList
from bks_tui.tui.shared_actions import SharedActions
from bks_tui.tui.timeline.pane import TimelinePane

# Updates come faster than a person reads, and over SSH each repaint costs bytes.
_REFRESH_SECONDS = 0.1
_AGE_SECONDS = 15


class TriageScreen(Screen[None], JobOwner, SharedActions):
    """The bottom screen of the app, over one controller per subject."""

    BINDINGS = bindings(Scope.APP)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-short"), (32, "-tall")]

    # To ask of every action whether it can run is slow: the footer does so only when this changes.
    missing_needs = reactive[frozenset[Need] | None](None, init=False, bindings=True, repaint=False)

    def __init__(self, start: Start) -> None:
        super().__init__()
        self._start = start
        self.panes = Panes(start.clock, start.keymap, id="panes")
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
        self.call_after_refresh(self.scan, self._start.choice)

    def scan(self, choice: SessionChoice) -> None:
        """Scan again, perhaps with another profile or Region."""
        self._triage.begin_scan(choice)

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

    @on(VirtualTable.Opened, "#user-table")
    def _user_opened(self) -> None:
        self.panes.go("detail")

    @on(UserList.FilterChanged)
    def _users_filtered(self, message: UserList.FilterChanged) -> None:
        self._triage.scans.filter(message.text)

    @on(Panes.DetailEntered)
    def _detail_entered(self) -> None:
        self._triage.scans.read_last_uses()

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
        elsewhere = (Scope.CLEAN_UP, Scope.PREVENTION, Scope.ACCOUNTS, Scope.LOGS)
        return tuple(action for action in self._start.keymap.actions if action.scope not in elsewhere)

    async def run(self, action: Action) -> None:
        """Do what the key of an action does, or say why it cannot run."""
        await self._triage.runner.run(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out in the footer what cannot run now."""
        return None if self._triage.runner.is_disabled(action) else True

    def on_key(self, event: events.Key) -> None:
        """A key that did nothing because its action is disabled says why."""
        self._triage.runner.explain(event.key)

    # The actions.

    @property
    def _subject(self) -> PaneSubject:
        """What every action refers to."""
        return self._triage.focus.subject

    def _go(self, pane: str) -> None:
        """Go to a pane, out of an event that is shown in full."""
        self._triage.timeline.close_event()
        self.panes.go(pane)

    def action_filter(self) -> None:
        """Filter the users as a person types."""
        self.panes.users.open_filter()

    def action_filter_status(self) -> None:
        """Only one status, and the next."""
        self._triage.scans.filter_next_status()

    def action_sort(self) -> None:
        """The next order."""
        self._triage.scans.sort_next()

    def action_rescan(self) -> None:
        """Read from AWS again: in the timeline its events, else the users."""
        if self._triage.focus.has_timeline:
            self.action_show_timeline()
        else:
            self._triage.rescan()

    def action_choose_account(self) -> None:
        """Another profile, or the demo account."""
        self._triage.account.choose()

    def action_accounts(self) -> None:
        """The accounts of the organization."""
        self._triage.accounts.show()

    def action_open_account(self) -> None:
        """The account of the decoded key."""
        if account_id := self._subject.other_account_id:
            self._triage.open_account(account_id)

    def action_choose_region(self) -> None:
        """Another Region."""
        self._triage.account.choose_region()

    def action_show_owner(self) -> None:
        """Go to the user that the pane is about."""
        if name := self._subject.user_name:
            self._triage.scans.select(name)
            self._go("detail")

    def action_dismiss_decoded(self) -> None:
        """Dismiss what was decoded."""
        self._triage.decoder.dismiss()

    def action_show_timeline(self) -> None:
        """Read the events of the user, key or actor that the pane is about."""
        subject = self._subject
        if subject.target:
            self._triage.timeline.read(subject.target, subject.key)
        self._go("timeline")

    def action_save_report(self) -> None:
        """Save a report on the user, key or actor."""
        self._triage.report.ask(self._subject.target, self._triage.timeline.state.options.days)

    def action_contain(self) -> None:
        """Contain the user, the decoded key, or its signer."""
        self._triage.response.ask(to_contain(self._subject))

    def action_revoke(self) -> None:
        """Contain, then delete the API keys."""
        self._triage.response.ask(to_revoke(self._subject))

    def action_release(self) -> None:
        """Undo the containment by bks."""
        self._triage.response.ask(to_release(self._subject))

    def action_delete(self) -> None:
        """Delete the orphaned phantom user."""
        self._triage.response.ask(to_delete(self._subject, self._start.minimum_age_hours))

    def action_prevent(self) -> None:
        """Go to the policies that prevent new keys."""
        self._triage.response.prevent()

    def action_clean_up(self) -> None:
        """Review the orphans one by one."""
        self._triage.response.clean_up()

    def action_copy(self) -> None:
        """Choose a field of what the focused pane is about, and copy it."""
        copy_field(self.app, self._triage.focus.title, self._triage.focus.fields)

    def action_show_warnings(self) -> None:
        """What could not be read."""
        self.app.push_screen(TextScreen("What could not be read", self._triage.focus.gaps))

    def action_help(self) -> None:
        """All keys, with the reason for each that is disabled."""
        self.app.push_screen(TextScreen("Help", help_sections(self.situation, self._start.keymap)))

    def action_pane(self, pane: str) -> None:
        """Go to a pane."""
        self.panes.go(pane)

    def action_next_pane(self) -> None:
        """To the next pane."""
        self.panes.step(1)

    def action_previous_pane(self) -> None:
        """To the pane before."""
        self.panes.step(-1)

    def action_back(self) -> None:
        """One step back: out of an input, a scan, a pane, a filtered list, and an account behind a role."""
        steps = (self.panes.leave_input, self._triage.stop, self.panes.back, self._triage.scans.unfilter)
        if not any(step() for step in steps):
            self._triage.leave_account()

    def action_quit(self) -> None:
        """Quit; ask first while a report is written."""
        self._triage.report.before_quitting(self._quit)

    def _quit(self) -> None:
        self._triage.scans.stop()
        self.app.exit()
