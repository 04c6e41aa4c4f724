"""The two lists of the accounts screen, of which one is shown: the accounts with one in full, and all users."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from bks_tui.core.account.member import MemberRole
from bks_tui.core.scan.filter_fields import MEMBER_USER_FIELDS
from bks_tui.core.text import pluralize, sanitize
from bks_tui.tui.accounts import presenter
from bks_tui.tui.accounts.filter_fields import ACCOUNT_FIELDS
from bks_tui.tui.accounts.rows import UserRow
from bks_tui.tui.accounts.situation import ListSelection
from bks_tui.tui.accounts.state import AccountEntry, AccountsState
from bks_tui.tui.accounts.view import AccountView, AllUsersView
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.kit.filtered_list import FilteredList
from bks_tui.tui.kit.markable_table import MarkableTable
from bks_tui.tui.kit.text_pane import TextPane


class AccountLists(Vertical):
    """The lists, as the screen gives them. `shows_users` is which of them is shown."""

    def __init__(self, clock: Callable[[], datetime], keymap: Keymap) -> None:
        super().__init__()
        self._clock = clock
        self._keymap = keymap
        self._rows: Mapping[str, UserRow] = {}
        self.shows_users = False
        self.accounts = FilteredList(
            presenter.ACCOUNT_COLUMNS,
            "words, or outcome:refused at-risk>0",
            ACCOUNT_FIELDS,
            table_id="account-table",
            id="accounts",
            classes="pane",
        )
        self.users = FilteredList(
            presenter.USER_COLUMNS,
            "words, or account:prod* key:active age>90d",
            MEMBER_USER_FIELDS,
            table_id="all-users-table",
            id="all-users",
            classes="pane",
            table_class=MarkableTable,
        )
        self.detail = TextPane(id="account-detail", classes="pane")

    def compose(self) -> ComposeResult:
        """Both lists, and the account in full."""
        yield self.accounts
        yield self.detail
        yield self.users

    def fill_filters(self, accounts: str, users: str) -> None:
        """Show the texts that the lists are filtered by already."""
        for filtered, text in ((self.accounts, accounts), (self.users, users)):
            filtered.line.fill(text)

    def turn_to(self, *, users: bool) -> None:
        """Show one of the lists, and give it the focus."""
        self.shows_users = users
        self.users.display = users
        self.accounts.display = not users
        self.detail.set_class(users, "-of-other-list")
        self.shown.table.focus()

    @property
    def shown(self) -> FilteredList:
        """The list that is shown."""
        return self.users if self.shows_users else self.accounts

    @property
    def row(self) -> UserRow | None:
        """The user under the cursor, where users are shown."""
        key = self.users.table.selected if self.shows_users else None
        return self._rows.get(key) if key else None

    @property
    def users_table(self) -> MarkableTable:
        """The table of all users, which keeps marks while the other list is shown."""
        return self.users.query_one(MarkableTable)

    def selection(self, state: AccountsState) -> ListSelection:
        """What the actions refer to: the marked users, those that the filter hides too, or the one under the cursor."""
        keys = self.users_table.marks.keys if self.shows_users else frozenset[str]()
        return ListSelection(self.row, tuple(row for row in state.users if row.key in keys) if keys else ())

    def keep_marks(self, state: AccountsState) -> tuple[str, ...]:
        """Unmark the users that are gone; returns how they were named."""
        if not self.users_table.marks.keys:
            return ()
        lost = self.users_table.keep_marks({row.key for row in state.users})
        return tuple("{2} in account {0}".format(*key.partition(" ")) for key in lost)

    def show_accounts(self, state: AccountsState, view: AccountView) -> None:
        """Show the accounts that `view` leaves."""
        entries, now = state.entries, self._clock()
        found = view.apply(entries, now)
        shown = found.rows
        self.accounts.table.sorted_by = view.sort
        parts = (f"{len(shown)} of {len(entries)}", found.described, view.describe())
        self._entitle("1 Accounts", " · ".join(filter(None, parts)), state)
        self.accounts.suggested_from = lambda: entries
        empty = presenter.empty_reason(state, self._keymap, has_rows=bool(entries))
        keys = [entry.key for entry in shown]
        self.accounts.show_rows(keys, lambda row: presenter.account_cells(shown[row], now), empty)

    def show_users(self, state: AccountsState, view: AllUsersView) -> None:
        """Show the users that `view` leaves."""
        rows, now = state.users, self._clock()
        found = view.apply(rows, now)
        shown = found.rows
        self.users.table.sorted_by = view.sort
        phantoms = pluralize(sum(row.is_phantom for row in shown), "phantom")
        marked = self.selection(state).title
        about = " · ".join(
            filter(None, (marked, f"{len(shown)} of {len(rows)}", found.described, view.describe(), phantoms))
        )
        self._entitle("2 All users", about, state)
        self.users.suggested_from = lambda: (row.facts for row in rows)
        empty = presenter.empty_reason(state, self._keymap, has_rows=bool(rows))
        self._rows = {row.key: row for row in shown}
        self.users.show_rows(list(self._rows), lambda row: presenter.user_row_cells(shown[row], now), empty)

    def _entitle(self, name: str, about: str, state: AccountsState) -> None:
        parts = filter(None, (about, presenter.run_age(state, self._clock())))
        self.shown.entitle(Content(f" {name} ") + Content.styled(f" {sanitize(' · '.join(parts))} ", "not bold"))

    def show_in_full(self, entry: AccountEntry | None, role: MemberRole | None) -> None:
        """Show an account in full, with the role that leads to it."""
        shown = role.role_name if role else "none: it is the account of your session"
        sections = presenter.account_sections(entry, shown, self._clock()) if entry else ()
        self.detail.show(sections, keep_place=True)
