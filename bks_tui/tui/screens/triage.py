"""The triage screen: users, detail, timeline, decoder and calls, and the state they show.

Workers and widgets only post messages to it; every change of state happens in its handlers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer, Static

from bks_tui.core.account import SessionChoice
from bks_tui.core.calls import ApiCall
from bks_tui.core.decoded import DecodedKey, MalformedKey
from bks_tui.core.errors import BksError
from bks_tui.core.findings import Finding
from bks_tui.core.ownership import Ownership, find_owner
from bks_tui.export import words
from bks_tui.tui.actions import Action, Need, Scope, Situation, bindings, in_scope, why_disabled
from bks_tui.tui.messages import CallMade, CopyRequested, ScanStopped, ScanUpdated
from bks_tui.tui.presenters.bars import identity_lines
from bks_tui.tui.presenters.copying import Field, user_fields
from bks_tui.tui.presenters.decoded import card_sections, key_fields
from bks_tui.tui.presenters.help import gap_sections, help_sections
from bks_tui.tui.scan_state import ScanState
from bks_tui.tui.scan_worker import ScanJob, run_scan
from bks_tui.tui.screens.choices import choose_account, choose_field, choose_region
from bks_tui.tui.screens.dialog import TextScreen
from bks_tui.tui.user_view import UserView
from bks_tui.tui.widgets.content import content_of
from bks_tui.tui.widgets.decoder_pane import DecoderPane
from bks_tui.tui.widgets.identity_bar import IdentityBar
from bks_tui.tui.widgets.panes import Panes
from bks_tui.tui.widgets.user_list import UserList
from bks_tui.tui.widgets.virtual_table import VirtualTable

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession

# Updates come faster than anybody reads; over SSH each repaint also costs bytes.
_REPAINT_SECONDS = 0.1
_AGE_SECONDS = 15


class TriageScreen(Screen[None]):
    """The app's ground."""

    BINDINGS = bindings(Scope.APP)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]

    def __init__(
        self,
        choice: SessionChoice,
        *,
        read_only: bool,
        connect: Callable[[SessionChoice], AwsSession],
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self._state = ScanState(choice)
        self._read_only = read_only
        self._connect = connect
        self._clock = clock
        self._view = UserView()
        self._job: ScanJob | None = None
        self._calls: list[ApiCall] = []
        self._stale = False

    def compose(self) -> ComposeResult:
        """The identity above, the panes, the status and the keys below."""
        yield IdentityBar(id="identity")
        yield Panes(self._clock, id="panes")
        yield Static(id="status", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Start the first scan, once the screen is painted: importing boto3 would slow the painting down."""
        self.panes.users.table.focus()
        self.set_interval(_REPAINT_SECONDS, self._repaint_if_stale)
        self.set_interval(_AGE_SECONDS, self._show_identity)
        self.call_after_refresh(self.scan, self._state.choice)

    def on_unmount(self) -> None:
        """Stop the worker: quitting waits for its thread."""
        self._cancel()

    @property
    def panes(self) -> Panes:
        """The five panes."""
        return self.query_one(Panes)

    @property
    def situation(self) -> Situation:
        """What decides which actions can run."""
        missing = set()
        if not self._copyable:
            missing.add(Need.SELECTION)
        if not self._state.warnings:
            missing.add(Need.WARNINGS)
        if self.panes.decoder.selected is None:
            missing.add(Need.DECODED)
        if self._decoded_owner is None:
            missing.add(Need.OWNER)
        if (self._decoded_owner if self._decoded else self._selected) is None:
            missing.add(Need.TIMELINE_USER)
        return Situation(read_only=self._read_only, missing=frozenset(missing))

    @property
    def _selected(self) -> Finding | None:
        return self._state.find(self.panes.users.table.selected)

    @property
    def _decoded(self) -> DecodedKey | MalformedKey | None:
        """The result in the decoder, while a person is there."""
        return self.panes.decoder.selected if self.panes.focused_pane == "decoder" else None

    @property
    def _copyable(self) -> tuple[Field, ...]:
        if self._decoded:
            return key_fields(self._decoded) if isinstance(self._decoded, DecodedKey) else ()
        return user_fields(self._selected) if self._selected else ()

    # Scanning

    def scan(self, choice: SessionChoice) -> None:
        """Ask AWS anew; a scan that still runs is stopped."""
        self._cancel()
        self._job = ScanJob(self._state.begin(choice), choice)
        work = partial(run_scan, self._job, self._connect, self._clock, self.post_message)
        self.run_worker(work, thread=True, group="scan", exit_on_error=False)
        self._repaint()

    def _cancel(self) -> None:
        if self._job:
            self._job.cancelled.set()

    @on(ScanUpdated)
    def _learned(self, message: ScanUpdated) -> None:
        if message.scan == self._state.number and self._state.running:
            self._state.learn(message.update)
            self._stale = self._state.running
            if not self._state.running:
                self._repaint()

    @on(ScanStopped)
    def _stopped(self, message: ScanStopped) -> None:
        if message.scan == self._state.number and self._state.running:
            self._state.stop(message.error)
            self._repaint()
            # Not over what a person is doing by now; the list says the same, and p asks again.
            if self._state.needs_identity and self.is_current and self.panes.focused_pane != "decoder":
                self._choose_account(message.error)

    @on(CallMade)
    def _called(self, message: CallMade) -> None:
        self._calls.append(message.call)
        self._stale = True

    # Showing

    def _repaint_if_stale(self) -> None:
        if self._stale:
            self._repaint()

    def _repaint(self) -> None:
        self._stale = False
        self._show_users()
        self._show_identity()
        self.panes.show_calls(self._calls)
        self.query_one("#status", Static).update(content_of(self._state.status_line(), " · "))
        self._show_card(keep_place=True)
        self.refresh_bindings()

    def _show_users(self) -> None:
        state = self._state
        self.panes.show_users(state.findings, self._view, self._clock(), state.empty_reason())
        self._show_selected(keep_place=True)

    def _show_selected(self, *, keep_place: bool) -> None:
        self.panes.show_finding(self._selected, self._clock(), keep_place=keep_place)

    def _show_identity(self) -> None:
        result = self._state.result
        self.query_one(IdentityBar).lines = identity_lines(
            self._state.account,
            self._state.choice,
            read_only=self._read_only,
            data_age=words.age(result.scanned_at, self._clock()) if result else "",
        )

    @on(VirtualTable.CursorMoved, "#user-table")
    def _moved(self) -> None:
        self._show_selected(keep_place=False)

    @on(VirtualTable.Opened, "#user-table")
    def _opened(self) -> None:
        self.panes.go("detail")

    @on(UserList.FilterChanged)
    def _filtered(self, message: UserList.FilterChanged) -> None:
        self._change_view(replace(self._view, text=message.text))

    def _change_view(self, view: UserView) -> None:
        self._view = view
        self._show_users()

    # Decoding

    def decode(self, text: str) -> None:
        """Decode a paste, in the decoder's pane."""
        self.panes.go("decoder")
        self.panes.decoder.decode(text)

    def _owner(self, key: DecodedKey) -> Ownership:
        account = self._state.account
        return find_owner(key, account.account_id if account else None, self._state.findings)

    @on(DecoderPane.Selected)
    def _result_selected(self) -> None:
        self._show_card(keep_place=False)
        self.refresh_bindings()

    def _show_card(self, *, keep_place: bool) -> None:
        result = self.panes.decoder.selected
        if result:
            owner = self._owner(result) if isinstance(result, DecodedKey) else None
            self.panes.decoder.show_card(card_sections(result, owner, self._clock()), keep_place=keep_place)

    @on(DecoderPane.OwnerWanted)
    def _wanted(self) -> None:
        self.action_show_owner()

    def action_show_owner(self) -> None:
        """Go to the user of the decoded key."""
        if self._decoded_owner:
            self.panes.users.close_filter(clear=True)
            self._change_view(UserView(sort=self._view.sort))
            self.panes.users.table.select(self._decoded_owner)
            self.panes.go("detail")

    @property
    def _decoded_owner(self) -> str | None:
        result = self.panes.decoder.selected
        return self._owner(result).user_name if isinstance(result, DecodedKey) else None

    def action_show_timeline(self) -> None:
        """Go to the timeline of the user, the decoded key's while one is in the decoder."""
        if self._decoded:
            self.action_show_owner()
        self.panes.go("timeline")

    def action_dismiss_decoded(self) -> None:
        """Dismiss what was decoded."""
        self.panes.decoder.clear()

    # Actions, one method for each row of the table

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out in the footer what cannot run now."""
        del parameters
        known = next((one for one in in_scope(Scope.APP) if one.id == action), None)
        return None if known and why_disabled(known, self.situation) else True

    def on_key(self, event: events.Key) -> None:
        """A key that did nothing because its action is disabled says why."""
        for action in in_scope(Scope.APP):
            why = why_disabled(action, self.situation) if event.key in action.keys else None
            if why:
                self._refuse(action, why)

    def _refuse(self, action: Action, why: str) -> None:
        self.notify(f"{action.label}: {why}", severity="warning")

    async def run(self, action: Action) -> None:
        """Do what the key of an action does, even where an input would take the key for a letter."""
        why = why_disabled(action, self.situation)
        if why:
            self._refuse(action, why)
        elif action.scope is Scope.APP:
            await self.app.run_action(action.id, self)
        elif self.focused:
            await self.app.run_action(action.id, self.focused)

    def action_filter(self) -> None:
        """Filter as one types."""
        self.panes.users.open_filter()

    def action_filter_status(self) -> None:
        """Only one status, and the next."""
        self._change_view(self._view.next_status())

    def action_sort(self) -> None:
        """Another order."""
        self._change_view(self._view.next_sort())

    def action_rescan(self) -> None:
        """Ask AWS again."""
        self.scan(self._state.choice)

    def action_show_warnings(self) -> None:
        """What could not be read."""
        self.app.push_screen(TextScreen("What could not be read", gap_sections(self._state.warnings)))

    def action_help(self) -> None:
        """All keys, with the reason for each that is disabled."""
        self.app.push_screen(TextScreen("Help", help_sections(self.situation)))

    def action_pane(self, pane: str) -> None:
        """Go to a pane."""
        self.panes.go(pane)

    def action_next_pane(self) -> None:
        """To the next pane."""
        self.panes.step(1)

    def action_previous_pane(self) -> None:
        """To the pane before."""
        self.panes.step(-1)

    def action_copy(self) -> None:
        """Choose a field of what is selected in the focused pane, and copy it."""
        choose_field(self.app, self._copyable, lambda field: self.post_message(CopyRequested(field)))

    def action_choose_account(self) -> None:
        """Another profile, or the demo account."""
        self._choose_account(None)

    def _choose_account(self, error: BksError | None) -> None:
        account = self._state.account
        current = account.profile if account else self._state.choice.profile
        choose_account(self.app, current, self.scan, lambda: self.panes.go("decoder"), error)

    def action_choose_region(self) -> None:
        """Another Region."""
        account = self._state.account
        partition, current = (account.partition, account.region) if account else ("aws", None)
        choose_region(self.app, self._state.choice, partition, current, self.scan)

    def action_back(self) -> None:
        """One step back: out of the filter, out of a scan, out of a pane, out of a filtered list."""
        users = self.panes.users
        if users.filter.has_focus:
            users.close_filter(clear=True)
        elif self._state.running:
            self._cancel()
        elif self.panes.focused_pane != "users":
            self.panes.go("users")
        elif self._view.text:
            users.close_filter(clear=True)
        else:
            self._change_view(replace(self._view, status=None))

    async def action_quit(self) -> None:
        """Quit."""
        self._cancel()
        self.app.exit()
