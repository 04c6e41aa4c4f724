"""Who owns the accounts that the screen shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bks_tui.core.account.member import MemberRole
from bks_tui.tui.accounts.responses import AccountResponses
from bks_tui.tui.accounts.state import AccountsState
from bks_tui.tui.accounts.view import AccountView, AllUsersView, ListView
from bks_tui.tui.kit.identity_bar import IdentityLines
from bks_tui.tui.kit.marks import Marks


class AccountsOwner(Protocol):
    """Who reads the accounts, and what the lists showed when they were last open."""

    state: AccountsState
    account_view: AccountView
    users_view: AllUsersView
    shows_users: bool
    selected: dict[bool, str]
    marks: Marks
    is_stale: bool
    responses: AccountResponses

    @property
    def view(self) -> ListView:
        """The view of the list that is shown."""

    @property
    def identity(self) -> IdentityLines:
        """Whose session assumes the roles."""

    def role_of(self, account_id: str) -> MemberRole | None:
        """The role that leads to an account; None for the account of the source."""

    def scan(self) -> None:
        """Scan every account."""

    def retry(self) -> None:
        """Read what is missing."""

    def stop(self) -> bool:
        """Stop reading; False if nothing is read."""

    def open(self, account_id: str, user_name: str | None = None) -> None:
        """Show an account, perhaps at one user."""

    def leave(self) -> None:
        """Go back to where the list was opened."""

    def change_view(self, changed: Callable[[ListView], ListView]) -> None:
        """Show the list with another view from now on."""
