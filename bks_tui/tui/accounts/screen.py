"""The accounts of the organization, and the users of all of them: two lists on one screen.

It starts no work and writes nothing itself: its owner reads the accounts, opens them, and shows each plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from textual import events, on
from textual.app import ComposeResult
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.widgets import Static

from bks_tui.core.document import Cell, Tone
from bks_tui.core.filter.help import filter_sections
from bks_tui.core.scan.filter_fields import MEMBER_USER_FIELDS
from bks_tui.tui.accounts import presenter
from bks_tui.tui.accounts.filter_fields import ACCOUNT_FIELDS
from bks_tui.tui.accounts.leaving import LeavingAccounts
from bks_tui.tui.accounts.owner import AccountsOwner
from bks_tui.tui.accounts.pane import AccountLists
from bks_tui.tui.accounts.situation import ListSelection, situation_of
from bks_tui.tui.accounts.view import ListView
from bks_tui.tui.action import Action, Scope, Situation, why_disabled
from bks_tui.tui.actions import bindings, conditional_actions
from bks_tui.tui.conditional_screen import ConditionalScreen
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.kit.content import content_of
from bks_tui.tui.kit.dialog import TextScreen
from bks_tui.tui.kit.filtered_list import FilteredList
from bks_tui.tui.kit.footer import QuietFooter
from bks_tui.tui.kit.identity_bar import IdentityBar
from bks_tui.tui.kit.markable_table import MarkableTable
from bks_tui.tui.kit.marks import unmarked_sentence
from bks_tui.tui.kit.order_picker import ask_order
from bks_tui.tui.kit.virtual_table import VirtualTable
from bks_tui.tui.main_screen.help import help_sections
from bks_tui.tui.needs import Need
from bks_tui.tui.response.intents import BatchAction
from bks_tui.tui.shared_actions import SharedActions

_SCOPES = (Scope.ACCOUNTS, Scope.TABLE, Scope.MARKS, Scope.TEXT)
# Longer lists are drawn less often while a scan adds to them.
_REFRESH_SECONDS = 0.25
_AGE_SECONDS = 15


class AccountsScreen(ModalScreen[None], LeavingAccounts, ConditionalScreen[None], SharedActions):
    """The accounts with one of them in full, or the users of all."""

    _owner: AccountsOwner

    SCOPE = Scope.ACCOUNTS
    BINDINGS = bindings(Scope.ACCOUNTS)
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-short")]

    shows_users = reactive(False, init=False, bindings=True, repaint=False)

    def __init__(self, owner: AccountsOwner, clock: Callable[[], datetime], keymap: Keymap, *, read_only: bool) -> None:
        super().__init__()
        self._owner = owner
        self._clock = clock
        self._keymap = keymap
        self._read_only = read_only
        self.lists = AccountLists(clock, keymap)

    def compose(self) -> ComposeResult:
        """The identity, the lists of which one is shown, the account in full, the status, and the keys."""
        yield IdentityBar.showing(self._owner.identity)
        yield self.lists
        yield Static(id="status", markup=False)
        yield QuietFooter()

    def on_mount(self) -> None:
        """Show what is known, and what is learned from time to time."""
        self.lists.users_table.restore(self._owner.marks)
        self.lists.fill_filters(self._owner.account_view.text, self._owner.users_view.text)
        self._go(users=self._owner.shows_users)
        self.set_interval(_REFRESH_SECONDS, self.refresh_stale)
        self.set_interval(_AGE_SECONDS, self.show)

    def refresh_stale(self) -> None:
        """Show what was learned since the last time."""
        # A job may end before the lists are composed: mounting shows it then.
        if self.is_mounted and self._owner.is_stale:
            self.show()

    def show(self) -> None:
        """Show the state as it is now."""
        self._owner.is_stale = False
        self.query_one(IdentityBar).lines = self._owner.identity
        state = self._owner.state
        if lost := self.lists.keep_marks(state):
            self.notify(unmarked_sentence(lost), severity="warning")
        if self.shows_users:
            self.lists.show_users(state, self._owner.users_view)
        else:
            self.lists.show_accounts(state, self._owner.account_view)
        marks = Cell(self.lists.users_table.marks_line if self.shows_users else "", Tone.STRONG)
        line = (marks, *presenter.status_line(state, self._keymap))
        self.query_one("#status", Static).update(content_of(line, " · "))
        self._selected()

    @on(VirtualTable.CursorMoved)
    def _selected(self) -> None:
        """Show the account in full, and name the user at the keys."""
        state, selected = self._owner.state, self.lists.shown.table.selected
        if selected:
            self._owner.selected[self.shows_users] = selected
        self.query_one(QuietFooter).subject = self.lists.selection(state).short_name
        self.missing_needs = frozenset(self.situation.missing)
        entry = None if self.shows_users else state.entry(selected)
        self.lists.show_in_full(entry, self._owner.role_of(entry.member.account_id) if entry else None)

    @on(MarkableTable.MarksChanged)
    def _marked(self, message: MarkableTable.MarksChanged) -> None:
        """Name the marked users in the title, at the keys and in the status."""
        message.stop()
        self._owner.marks = message.table.marks.range_ended()
        self.show()

    @on(VirtualTable.Opened)
    def _opened(self, message: VirtualTable.Opened) -> None:
        message.stop()
        row = self.lists.row
        if row:
            self._owner.open(row.account_id, row.name)
        elif not self.shows_users and (entry := self._owner.state.entry(message.key)):
            self._owner.open(entry.member.account_id)

    @on(FilteredList.FilterChanged)
    def _filtered(self, message: FilteredList.FilterChanged) -> None:
        message.stop()
        self._change(lambda view: view.containing(message.text))

    def _change(self, changed: Callable[[ListView], ListView]) -> None:
        """Show the list with another view."""
        self._owner.change_view(changed)
        self.show()

    # Which actions can run.

    @property
    def situation(self) -> Situation:
        """What decides which actions can run."""
        selection = self.lists.selection(self._owner.state) if self.is_mounted else ListSelection(None)
        known = situation_of(self._owner.state, selection, shows_users=self.shows_users, read_only=self._read_only)
        return replace(known, missing={**known.missing, **(self.cannot_leave if self.is_mounted else {})})

    @property
    def offered(self) -> tuple[Action, ...]:
        """The actions of the palette over this screen."""
        return tuple(self._keymap.in_scope(Scope.ACCOUNTS))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out in the footer what cannot run now; leave out what belongs to the other list."""
        if action == ("show_all_users" if self.shows_users else "show_accounts"):
            return False
        known = conditional_actions(self.SCOPE).get(action)
        if known and known.footer and known.dangerous and not self.shows_users:
            return False
        return super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """A key that did nothing because its action is disabled says why."""
        for action in self._keymap.in_scope(Scope.ACCOUNTS):
            why = why_disabled(action, self.situation) if event.key in action.keys else None
            if why:
                self.notify(f"{action.label}: {why}", severity="warning")

    async def run(self, action: Action) -> None:
        """Do what the key of an action does, or say why it cannot run."""
        why = why_disabled(action, self.situation)
        if why:
            self.notify(f"{action.label}: {why}", severity="warning")
        else:
            await self.app.run_action(action.id, self)

    # The actions.

    def _go(self, *, users: bool) -> None:
        self.shows_users = self._owner.shows_users = users
        selected = self._owner.selected.get(users)
        self.lists.turn_to(users=users)
        self.show()
        if selected:
            self.lists.shown.table.select(selected)

    def action_show_accounts(self) -> None:
        """Go to the accounts."""
        self._go(users=False)

    def action_show_all_users(self) -> None:
        """Go to the users of all accounts."""
        self._go(users=True)

    def action_filter_rows(self) -> None:
        """Filter the list as a person types."""
        self.lists.shown.open_filter()

    def action_narrow_rows(self) -> None:
        """Only one outcome or status, and the next."""
        self._change(ListView.narrowed)

    def action_sort_rows(self) -> None:
        """The next order."""
        self._change(ListView.resorted)

    def action_sort_column(self) -> None:
        """Choose the column."""
        view = self._owner.view
        ask_order(self.app, view.orders.options(view.sort), view.sort, self._sort_by)

    @on(VirtualTable.HeadingClicked)
    def _heading_clicked(self, message: VirtualTable.HeadingClicked) -> None:
        message.stop()
        self._sort_by(message.order)

    def _sort_by(self, order: str) -> None:
        self._change(lambda view: view.sorted_by(order))

    def action_zoom(self) -> None:
        """Give the list all the room, or not any more."""
        self.lists.toggle_class("-zoomed")

    def action_scan_accounts(self) -> None:
        """Scan every account."""
        self._owner.scan()

    def action_retry_accounts(self) -> None:
        """Read what is missing."""
        self._owner.retry()

    def action_show_reasons(self) -> None:
        """What could not be read."""
        self.app.push_screen(TextScreen("What could not be read", presenter.reason_sections(self._owner.state)))

    def action_help(self) -> None:
        """All keys of this screen, with the reason for each that is disabled."""
        keys = help_sections(self.situation, self._keymap, _SCOPES)
        self.app.push_screen(TextScreen("Help", (*keys, *filter_sections(ACCOUNT_FIELDS, MEMBER_USER_FIELDS))))

    def action_contain(self) -> None:
        """Contain the user in its account."""
        self._respond(Need.CONTAINABLE, BatchAction.CONTAIN)

    def action_revoke(self) -> None:
        """Contain the user in its account, then delete its API keys."""
        self._respond(Need.REVOCABLE, BatchAction.REVOKE)

    def action_release(self) -> None:
        """Undo the containment by bks in the account of the user."""
        self._respond(Need.RELEASABLE)

    def action_delete(self) -> None:
        """Delete the orphaned phantom user in its account."""
        self._respond(Need.ORPHAN, BatchAction.DELETE)

    def _respond(self, need: Need, of_marked: BatchAction | None = None) -> None:
        selection, responses = self.lists.selection(self._owner.state), self._owner.responses
        if selection.marked:
            if of_marked:
                responses.respond_to_each(selection.marked, of_marked, self.lists.users_table.unmark_keys)
        elif selection.row:
            responses.respond(selection.row, need)

    def action_leave(self) -> None:
        """One step back: out of the filter, marks, a scan, a filtered list, the screen."""
        rows, view = self.lists.shown, self._owner.view
        if rows.filter.has_focus:
            rows.close_filter(clear=True)
        elif (self.shows_users and self.lists.users_table.unmark()) or self._owner.stop():
            return
        elif self.lists.has_class("-zoomed"):
            self.action_zoom()
        elif rows.filter.value:
            rows.close_filter(clear=True)
        elif view.only:
            self._change(ListView.of_all)
        else:
            self._owner.leave()
