"""The accounts whose roles a simulated account may assume, and the sessions that it has there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bks_tui.demo.state.account import SimulatedAccount


class Members:
    """Other accounts, each reached through one of its roles.

    `session_time` overrides how long a session lasts, whatever is requested.
    """

    def __init__(self) -> None:
        self.session_time: timedelta | None = None
        self._accounts: dict[str, SimulatedAccount] = {}
        self._sessions: dict[str, SimulatedAccount] = {}

    def add(self, account: SimulatedAccount, account_id: str | None = None) -> None:
        """Reach an account by its id, or by another account's id, as a broken trust would."""
        self._accounts[account_id or account.account_id] = account

    def find(self, account_id: str) -> SimulatedAccount | None:
        """The account behind an id, if it is a member."""
        return self._accounts.get(account_id)

    def open(self, account: SimulatedAccount, caller: str) -> str:
        """The access key id of a new session of `caller` in an account."""
        access_key_id = f"ASIAMEMBER{len(self._sessions):010d}"
        account.caller = caller
        self._sessions[access_key_id] = account
        return access_key_id

    def session_of(self, access_key_id: str) -> SimulatedAccount | None:
        """The account that an access key id belongs to, if it is one of a session."""
        return self._sessions.get(access_key_id)
