"""The accounts: read them in a run, show them, and open one. It owns their state, which outlives the screen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, cast

from bks_tui.core.account.account import Account, SessionChoice
from bks_tui.core.account.member import DEFAULT_ROLE_NAME, MemberRole, RoleOptions
from bks_tui.core.errors import BksError
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import ScanOptions, ScanResult
from bks_tui.core.scan.organization import AccountOutcome
from bks_tui.tui.accounts.responses import AccountResponses
from bks_tui.tui.accounts.state import AccountsState
from bks_tui.tui.accounts.view import ACCOUNT_ORDERS, ALL_USER_ORDERS, AccountView, AllUsersView, ListView
from bks_tui.tui.accounts.worker import (
    AccountsReader,
    AccountsUpdate,
    AllRead,
    keep_scans,
    scan_all,
    scan_some,
    show_newest,
)
from bks_tui.tui.context import Start
from bks_tui.tui.kit.identity_bar import IdentityLines
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.kit.marks import Marks
from bks_tui.tui.saving.exporter import save_listing
from bks_tui.tui.saving.listing import Listing
from bks_tui.tui.scan.state import ScanState
from bks_tui.tui.scan.status_lines import identity_lines

if TYPE_CHECKING:
    from bks_tui.tui.accounts.screen import AccountsScreen

_JOB = "accounts"
_KEEPING = "kept accounts"

Read: TypeAlias = Callable[[AccountsReader, threading.Event], Iterator[AccountsUpdate]]


class AccountsController:
    """The accounts that the session reaches. `show_account` shows another one, perhaps at one of its users.

    `changed` is called with an account after bks wrote in it.
    """

    def __init__(
        self,
        host: JobOwner,
        start: Start,
        scan: ScanState,
        show_account: Callable[[SessionChoice, str | None], None],
        changed: Callable[[str], None],
    ) -> None:
        self._host = host
        self._start = start
        self._scan = scan
        self._show_account = show_account
        self._changed = changed
        self._returns_to_source = False
        self._was_opened = False
        self._to_read_again: set[str] = set()
        # What the triage screen has read, by account, until the list has it.
        self._newer: dict[str, ScanResult] = {}
        self.state = AccountsState(replace(start.choice, role=None))
        memory = start.memory
        self.account_view = AccountView(sort=memory.order("accounts", ACCOUNT_ORDERS))
        self.users_view = AllUsersView(sort=memory.order("all users", ALL_USER_ORDERS))
        self.shows_users = False
        # The key of the row under the cursor, of the accounts and of the users.
        self.selected: dict[bool, str] = {}
        self.marks = Marks()
        self.is_stale = True
        self._screen: AccountsScreen | None = None
        self.responses = AccountResponses(host, start, self.choice_of, self._identity_of, self._written)

    # The screen.

    def show(self, *, returns_to_source: bool = False) -> None:
        """Show the accounts. `returns_to_source`: leaving them shows the account of the session again."""
        # Imported here, as every screen but the first one: the first paint need not wait for it.
        from bks_tui.tui.accounts.screen import AccountsScreen

        self._returns_to_source = returns_to_source
        if self.state.account is None and not self.state.running:
            self._begin(show_newest)
        start = self._start
        self._screen = AccountsScreen(self, start.clock, start.keymap, read_only=start.read_only)
        self._host.app.push_screen(self._screen)

    @property
    def view(self) -> ListView:
        """The view of the list that is shown."""
        return self.users_view if self.shows_users else self.account_view

    def change_view(self, changed: Callable[[ListView], ListView]) -> None:
        """Show the list with another view from now on."""
        view, name = changed(self.view), "all users" if self.shows_users else "accounts"
        if self.shows_users:
            self.users_view = cast("AllUsersView", view)
        else:
            self.account_view = cast("AccountView", view)
        self._start.memory.keep_order(name, view.sort)
        self._start.memory.keep_only(name, view.only)

    def restore_filters(self) -> None:
        """Filter both lists as in the last session."""
        memory = self._start.memory
        outcomes, statuses = ({each.value: each for each in kind} for kind in (AccountOutcome, Status))
        self.account_view = replace(self.account_view, only=memory.only("accounts", outcomes))
        self.users_view = replace(self.users_view, only=memory.only("all users", statuses))

    @property
    def host(self) -> JobOwner:
        """What starts the jobs."""
        return self._host

    def save_listing(self, listing: Listing) -> None:
        """Ask how and where to save a list, and save it."""
        save_listing(self._host, listing, self._start.clock)

    @property
    def can_return(self) -> bool:
        """Whether the account on show was opened from the list, or is behind a role."""
        return self._was_opened or self._scan.choice.role is not None

    def follow(self, choice: SessionChoice) -> None:
        """Drop what other credentials reach."""
        source = replace(choice, role=None)
        if self.state.source != source:
            self._host.drop_job(_JOB)
            self.state = AccountsState(source)
            self._to_read_again, self._newer, self._was_opened, self.selected = set(), {}, False, {}
            self.marks = Marks()

    @property
    def identity(self) -> IdentityLines:
        """Whose session assumes the roles."""
        return self._identity_of(None, None)

    def leave(self) -> None:
        """Back to where the list was opened."""
        self._close()
        if self._returns_to_source:
            self._was_opened = False
            self._show_account(self.state.source, None)

    def _close(self) -> None:
        if self._host.app.screen is self._screen:
            self._host.app.pop_screen()

    # Reading the accounts.

    def scan(self) -> None:
        """Scan every account, as a new run."""
        self._begin(scan_all)

    def retry(self) -> None:
        """Continue the run with what is missing or was not read completely."""
        self._read(self.state.unfinished)

    def _read(self, keys: tuple[str, ...]) -> None:
        if self.state.header:
            run_id = self.state.header.run_id
            self._begin(lambda reader, cancelled: scan_some(reader, run_id, keys, cancelled))

    def _begin(self, read: Read) -> None:
        start = self._start
        reader = AccountsReader(
            self.state.source,
            self._role,
            self._options,
            start.connect,
            start.clock,
            self._host.post_message,
        )
        self.state.begin()
        self.is_stale = True
        self._host.start_job(_JOB, partial(read, reader), self._updated, self._failed)

    def stop(self) -> bool:
        """Stop reading; False if nothing is read."""
        self._host.cancel_job(_JOB)
        return self.state.running

    def _updated(self, update: AccountsUpdate) -> None:
        if isinstance(update, AllRead):
            self._ended(None)
        else:
            self.state.learn(update)
        self.is_stale = True

    def _failed(self, error: BksError) -> None:
        self._ended(error)

    def _ended(self, error: BksError | None) -> None:
        self.state.end(error)
        self.is_stale = True
        if self._to_read_again and error is None:
            again, self._to_read_again = tuple(self._to_read_again), set()
            self._read(again)
        self._keep_newer()
        if self._screen and self._screen in self._host.app.screen_stack:
            self._screen.refresh_stale()

    def keep(self, result: ScanResult) -> None:
        """Take over what the triage screen has read of an account, at once or after the job that runs."""
        self._newer[result.account.account_id] = result
        self._keep_newer()

    def _keep_newer(self) -> None:
        header = self.state.header
        if header is None or self.state.running:
            return
        newer, self._newer = self._newer, {}
        scans = [(entry.member, newer[entry.key]) for entry in map(self.state.entry, newer) if entry]
        scans = [(member, result) for member, result in scans if self.state.is_older(result)]
        if scans and header.options == self._options:
            self._host.start_job(_KEEPING, partial(keep_scans, header, scans), self._updated, self._not_kept)
        elif scans:
            self._read(tuple(member.account_id for member, _ in scans))

    def _not_kept(self, error: BksError) -> None:
        self._host.notify(f"{error}: the list shows the new data, but it is not stored", severity="warning")

    # The accounts.

    @property
    def _options(self) -> ScanOptions:
        return ScanOptions(minimum_age=self._start.config.minimum_age)

    @property
    def _role(self) -> RoleOptions:
        """The role of the config file, or the default."""
        config = self._start.config
        return RoleOptions(config.role_name or DEFAULT_ROLE_NAME, config.external_id)

    def role_of(self, account_id: str) -> MemberRole | None:
        """The role that leads to an account; None for the account of the source, which needs none."""
        source = self.state.account or (None if self._scan.choice.role else self._scan.account)
        if source and source.account_id == account_id:
            return None
        entry, header = self.state.entry(account_id), self.state.header
        own = entry.member.role_name if entry else None
        of_run = header.role_name if entry and header else None
        return MemberRole(account_id, own or of_run or self._role.role_name, self._role.external_id)

    def way_to(self, account_id: str) -> str:
        """How to reach an account, in words."""
        entry, role = self.state.entry(account_id), self.role_of(account_id)
        name = f" ({entry.member.name})" if entry and entry.member.name else ""
        return f"account {account_id}{name}" + (f" through the role {role.role_name}" if role else "")

    def choice_of(self, account_id: str) -> SessionChoice | None:
        """The session choice that leads to an account; None, and said, for what names no account or role."""
        role = self.role_of(account_id)
        if role and not role.is_valid:
            self._host.notify(f"{role.account_id} and {role.role_name} name no account and role", severity="warning")
            return None
        return replace(self.state.source, role=role)

    def open(self, account_id: str, user_name: str | None = None) -> None:
        """Show an account on the triage screen, perhaps at one of its users."""
        choice = self.choice_of(account_id)
        if choice:
            self._close()
            self._was_opened = True
            self._show_account(choice, user_name)

    def _identity_of(self, choice: SessionChoice | None, account: Account | None) -> IdentityLines:
        """Who bks is with a choice, or that of the source; or will be while AWS has not answered."""
        choice = choice or self.state.source
        return identity_lines(
            account or (None if choice.role else self.state.account),
            demo=choice.demo,
            profile=choice.profile,
            region=choice.region,
            read_only=self._start.read_only,
            data_age="",
            role=choice.role,
        )

    def _written(self, account_ids: Sequence[str]) -> None:
        """Read accounts again in which something was written, at once or after the scan that runs."""
        for account_id in account_ids:
            self._changed(account_id)
        if self.state.running:
            self._to_read_again.update(account_ids)
        elif account_ids:
            self._read(tuple(account_ids))
