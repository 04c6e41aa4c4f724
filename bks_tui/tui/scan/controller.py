"""Scans: begin and stop them, and show the users that they find."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Protocol

from textual.widgets import Static

from bks_tui.core.account.account import Account, SessionChoice
from bks_tui.core.document import Cell, Tone
from bks_tui.core.errors import BksError, CancelledError
from bks_tui.core.evidence import Known
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import Finding, ScanOptions, ScanResult, ScanUpdate
from bks_tui.tui.context import Start
from bks_tui.tui.kit.content import content_of
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.kit.marks import unmarked_sentence
from bks_tui.tui.kit.sorting import SortOrder
from bks_tui.tui.main_screen.panes import Panes
from bks_tui.tui.saving.listing import Listing
from bks_tui.tui.scan.detail import LastUses
from bks_tui.tui.scan.state import ScanState
from bks_tui.tui.scan.view import USER_ORDERS, UserView
from bks_tui.tui.scan.worker import Connected, LastUsesRead, read_user_uses, scan_account

_LAST_USES = "last uses"


class ScanListener(Protocol):
    """The screen, which passes on to other subjects what a scan reports."""

    def account_known(self, account: Account) -> None:
        """AWS has answered which account it is."""

    def scanned(self, result: ScanResult) -> None:
        """The scan has ended."""

    def scan_shown(self) -> None:
        """The scan is shown as it is now."""

    def scan_failed(self, error: BksError) -> None:
        """The scan ended before it was complete."""

    def changed(self, *panes: str) -> None:
        """These panes are about another user."""


class ScanController:
    """The scan, the list of users and the detail. The one owner of the scan's state, which other subjects read."""

    def __init__(self, host: JobOwner, listener: ScanListener, panes: Panes, start: Start) -> None:
        self.state = ScanState(start.choice)
        self._host = host
        self._listener = listener
        self._panes = panes
        self._start = start
        self._view = UserView(sort=start.memory.order("users", USER_ORDERS))
        self._is_stale = False
        self._wanted: str | None = None

    def begin(self, choice: SessionChoice) -> None:
        """Scan again; a running scan is stopped. The filter of another account would hide users of this one."""
        if choice != self.state.choice:
            self._wanted, self._view = None, UserView(sort=self._view.sort)
            self._panes.users.clear_filter()
        self._host.drop_job(_LAST_USES)
        self.state.begin(choice)
        start = self._start
        options = ScanOptions(minimum_age=start.config.minimum_age, with_policies=True)
        work = partial(scan_account, choice, options, start.connect, start.clock, self._host.post_message)
        self._host.start_job("scan", work, self._updated, self._failed)
        self.show()

    def stop(self) -> bool:
        """Stop the scan; False if none is running."""
        self._host.cancel_job("scan")
        self._host.cancel_job(_LAST_USES)
        return self.state.running

    def _updated(self, update: Connected | ScanUpdate) -> None:
        if isinstance(update, Connected):
            self.state.session = update.session
            self.show()
            return
        if isinstance(update, Account) and self.state.account and self.state.account.account_id != update.account_id:
            self._unmark_in_another_account()
        self.state.learn(update)
        self._is_stale = self.state.running
        if not self.state.running:
            self.show()
        if isinstance(update, Account):
            self._listener.account_known(update)
        elif isinstance(update, ScanResult):
            self._listener.scanned(update)

    def _failed(self, error: BksError) -> None:
        self.state.stop(error)
        self.show()
        self._listener.scan_failed(error)

    def refresh(self) -> None:
        """Show what the scan has learned since the last time."""
        if self._is_stale:
            self.show()

    def show(self) -> None:
        """Show the scan as it is now."""
        self._is_stale = False
        self._show_users()
        self._show_status()
        self._listener.scan_shown()

    def _show_users(self) -> None:
        empty = self.state.empty_reason(self._start.keymap)
        self._unmark_missing()
        self._panes.show_users(self.state.findings, self._view, self.state.facts, self._start.clock(), empty)
        if self._wanted and (self._panes.users.table.select(self._wanted) or not self.state.running):
            self._wanted = None
        self.show_selected(keep_place=True)

    @property
    def selected(self) -> Finding | None:
        """The user under the cursor of the list."""
        return self.state.find(self._panes.users.table.selected)

    @property
    def has_listing(self) -> bool:
        """Whether the list can be saved."""
        return self.state.account is not None

    @property
    def listing(self) -> Listing | None:
        """The list as it is shown."""
        # Imported here: it brings every format with it, which the first paint need not wait for.
        from bks_tui.tui.scan.listing import user_listing

        return user_listing(self.state, self._view, self.marked, self._start.clock())

    @property
    def marked(self) -> tuple[Finding, ...]:
        """The marked users, those that the filter hides too, the most urgent first."""
        keys = self._panes.users.table.marks.keys
        return tuple(each for name, each in self.state.by_name.items() if name in keys) if keys else ()

    @property
    def orphans(self) -> tuple[Finding, ...]:
        """The users that a clean-up reviews: with marks, only marked ones."""
        keys, orphans = self._panes.users.table.marks.keys, self.state.orphans
        return tuple(each for each in orphans if each.user.name in keys) if keys else orphans

    def unmark(self) -> bool:
        """Unmark all users; False if none was marked."""
        return self._panes.users.table.unmark()

    def unmark_users(self, names: Iterable[str]) -> None:
        """Unmark these users."""
        self._panes.users.table.unmark_keys(names)

    def _unmark_missing(self) -> None:
        """Unmark the users that the list does not have any more, and say so."""
        if lost := self._panes.users.table.keep_marks(self.state.by_name):
            self._host.notify(unmarked_sentence(lost), severity="warning")

    def _unmark_in_another_account(self) -> None:
        """Unmark all users: those of another account may have the same names."""
        if self.unmark():
            self._host.notify("This is another account: all users were unmarked", severity="warning")

    def show_marks(self) -> None:
        """Show how many users are marked."""
        self._show_status()
        self._listener.changed("users", "detail")

    def _show_status(self) -> None:
        marks = Cell(self._panes.users.table.marks_line, Tone.STRONG)
        line = (marks, *self.state.status_line(self._start.keymap))
        self._host.query_one("#status", Static).update(content_of(line, " · "))

    def show_selected(self, *, keep_place: bool) -> None:
        """Show the user under the cursor in the detail."""
        selected, result = self.selected, self.state.result
        policies = result.policies if result else None
        last_uses = self.state.last_uses.get(selected.user.name) if selected else None
        self._panes.show_finding(selected, self._start.clock(), policies, last_uses, keep_place=keep_place)
        self._listener.changed("users", "detail")

    def read_last_uses(self) -> None:
        """Read when the user under the cursor last used each service, unless that is known."""
        selected, session = self.selected, self.state.session
        if selected is None or session is None or selected.user.name in self.state.last_uses:
            return
        name, record = selected.user.name, selected.user.record
        if not isinstance(record, Known):
            self.state.last_uses[name] = LastUses(record)
        else:
            self._forget_unread_uses()
            self.state.last_uses[name] = LastUses()
            work = partial(read_user_uses, session, name, record.value.arn)
            self._host.start_job(_LAST_USES, work, self._uses_read, self._uses_failed)
        self.show_selected(keep_place=True)

    def _uses_read(self, update: LastUsesRead) -> None:
        self.state.last_uses[update.user_name] = update.uses
        self.show_selected(keep_place=True)

    def _uses_failed(self, error: BksError) -> None:
        if not isinstance(error, CancelledError):
            self._host.notify(f"Last use: {error} {error.remedy}", severity="error")
        self._forget_unread_uses()
        self.show_selected(keep_place=True)

    def _forget_unread_uses(self) -> None:
        """The reading was stopped, or another one replaces it: a person may ask again."""
        self.state.last_uses = {name: uses for name, uses in self.state.last_uses.items() if uses.known is not None}

    def select(self, name: str) -> None:
        """Put the cursor of the list on a user, and show all users where the filter hides it."""
        table = self._panes.users.table
        if not table.select(name):
            self._panes.users.clear_filter()
            self._change_view(UserView(sort=self._view.sort))
            table.select(name)

    def select_once_listed(self, name: str) -> None:
        """Put the cursor of the list on a user that the scan may not have found yet."""
        self._wanted = name
        self._show_users()

    def filter(self, text: str) -> None:
        """Show the users that match a text."""
        self._change_view(replace(self._view, text=text))

    def filter_next_status(self) -> None:
        """Show the users of one status, and the next."""
        self._change_view(self._view.next_status())

    def sort_next(self) -> None:
        """Sort the users by the next order."""
        self._change_view(self._view.next_sort())

    @property
    def order(self) -> SortOrder:
        """The order of the users."""
        return self._view.sort

    def sort_by(self, order: str) -> None:
        """Sort the users by a column; in the other direction, if that is their order."""
        self._change_view(self._view.sorted_by(order))

    def restore_filter(self) -> None:
        """Filter the users as in the last session, which had the same account."""
        only = self._start.memory.only("users", {status.value: status for status in Status})
        if only:
            self._change_view(replace(self._view, status=only))

    def unfilter(self) -> bool:
        """One step back to all users: clear the text, then the status; False if all are shown."""
        # Also what cannot be read as a filter.
        if self._panes.users.filter.value:
            self._panes.users.close_filter(clear=True)
        elif self._view.status:
            self._change_view(replace(self._view, status=None))
        else:
            return False
        return True

    def _change_view(self, view: UserView) -> None:
        self._view = view
        self._start.memory.keep_order("users", view.sort)
        self._start.memory.keep_only("users", view.status)
        self._show_users()
        self._show_status()
