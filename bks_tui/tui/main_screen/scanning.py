"""Scans on a screen: start, stop and show them, and choose the account.

The lowest layer of the triage screen. Jobs only yield updates; the handlers own the state.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from bks_tui.core.account.account import ApiCall, SessionChoice
from bks_tui.core.errors import BksError
from bks_tui.core.scan.findings import Finding, ScanOptions, ScanUpdate
from bks_tui.export import formatting as words
from bks_tui.tui.context import Start
from bks_tui.tui.kit.content import content_of
from bks_tui.tui.kit.footer import QuietFooter
from bks_tui.tui.kit.identity_bar import IdentityBar
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.kit.virtual_table import VirtualTable
from bks_tui.tui.main_screen.choices import choose_account, choose_region
from bks_tui.tui.main_screen.panes import Panes
from bks_tui.tui.messages import CallMade
from bks_tui.tui.scan.state import ScanState
from bks_tui.tui.scan.status_lines import identity_lines
from bks_tui.tui.scan.user_list import UserList
from bks_tui.tui.scan.view import UserView
from bks_tui.tui.scan.worker import Connected, scan_account

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession

# Updates come faster than a person reads, and over SSH each repaint costs bytes.
_REPAINT_SECONDS = 0.1
_AGE_SECONDS = 15


class ScanningScreen(Screen[None], JobOwner):
    """The panes over the latest scan."""

    def __init__(self, start: Start) -> None:
        super().__init__()
        self._state = ScanState(start.choice)
        self._start = start
        self._keymap = start.keymap
        self._read_only = start.read_only
        self._clock = start.clock
        self._view = UserView()
        self._session: AwsSession | None = None
        self._calls: list[ApiCall] = []
        self._stale = False
        self.panes = Panes(start.clock, start.keymap, id="panes")

    def compose(self) -> ComposeResult:
        """The identity above, the panes, the status and the keys below."""
        yield IdentityBar(id="identity")
        yield self.panes
        yield Static(id="status", markup=False)
        yield QuietFooter()

    def on_mount(self) -> None:
        """Start the first scan, once the screen is painted: importing boto3 would slow the painting down."""
        self.panes.users.table.focus()
        self.set_interval(_REPAINT_SECONDS, self._repaint_if_stale)
        self.set_interval(_AGE_SECONDS, self._show_identity)
        self.call_after_refresh(self.scan, self._state.choice)

    @property
    def _selected(self) -> Finding | None:
        return self._state.find(self.panes.users.table.selected)

    def scan(self, choice: SessionChoice) -> None:
        """Scan again; a running scan is stopped."""
        self._session = None
        self._state.begin(choice)
        options = ScanOptions(minimum_age=self._start.config.minimum_age)
        work = partial(scan_account, choice, options, self._start.connect, self._clock, self.post_message)
        self.start_job("scan", work, self._scan_updated, self._scan_failed)
        self._repaint()

    def _scan_updated(self, update: Connected | ScanUpdate) -> None:
        if isinstance(update, Connected):
            self._session = update.session
            self._show_identity()
            return
        self._state.learn(update)
        self._stale = self._state.running
        if not self._state.running:
            self._repaint()

    def _scan_failed(self, error: BksError) -> None:
        self._state.stop(error)
        self._repaint()
        # Not over another dialog or the decoder; the list shows the same error, and p asks again.
        if self._state.needs_identity and self.is_active and self.panes.focused_pane != "decoder":
            self._choose_account(error)

    @on(CallMade)
    def _called(self, message: CallMade) -> None:
        self._calls.append(message.call)
        self._stale = True

    def _repaint_if_stale(self) -> None:
        if self._stale:
            self._repaint()

    def _repaint(self) -> None:
        self._stale = False
        self._show_users()
        self._show_identity()
        self.panes.show_calls(self._calls)
        self.query_one("#status", Static).update(content_of(self._state.status_line(self._keymap), " · "))
        self._actions_changed()

    def _actions_changed(self) -> None:
        """Update the footer: other actions may be possible now."""
        self.refresh_bindings()

    def _show_users(self) -> None:
        state = self._state
        self.panes.show_users(state.findings, self._view, self._clock(), state.empty_reason(self._keymap))
        self._show_selected(keep_place=True)

    def _show_selected(self, *, keep_place: bool) -> None:
        self.panes.show_finding(self._selected, self._clock(), keep_place=keep_place)

    def _show_identity(self) -> None:
        result = self._state.result
        self.query_one(IdentityBar).lines = identity_lines(
            self._state.account,
            demo=self._state.choice.demo,
            profile=self._profile,
            region=self._region,
            read_only=self._read_only,
            data_age=words.age(result.scanned_at, self._clock()) if result else "",
        )

    @property
    def _profile(self) -> str | None:
        """The profile in use; known before AWS answers."""
        return (self._session or self._state.account or self._state.choice).profile

    @property
    def _region(self) -> str | None:
        return (self._session or self._state.account or self._state.choice).region

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

    def action_choose_account(self) -> None:
        """Another profile, or the demo account."""
        self._choose_account(None)

    def _choose_account(self, error: BksError | None) -> None:
        def chosen(choice: SessionChoice) -> None:
            # The Region for where a profile names none is the same for all of them.
            self.scan(replace(choice, default_region=self._start.choice.default_region))

        choose_account(self.app, self._profile, chosen, lambda: self.panes.go("decoder"), error)

    def action_choose_region(self) -> None:
        """Another Region."""
        account = self._state.account
        choose_region(self.app, self._state.choice, account.partition if account else None, self._region, self.scan)
