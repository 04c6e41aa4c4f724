"""Who owns the accounts that the screen shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bks_tui.tui.accounts.leaving import LeavingOwner
from bks_tui.tui.accounts.responses import AccountResponses
from bks_tui.tui.accounts.view import ListView
from bks_tui.tui.kit.identity_bar import IdentityLines
from bks_tui.tui.kit.marks import Marks


class AccountsOwner(LeavingOwner, Protocol):
    """Who reads the accounts, and what the lists showed when they were last open."""

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
