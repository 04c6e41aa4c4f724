"""What the keys ask for of a user of any account, or why they cannot: pure functions of the row and the state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from bks_tui.core.response.requests import CleanUpRequest
from bks_tui.core.scan.assessment import Status
from bks_tui.core.text import sanitize
from bks_tui.tui.accounts.rows import UserRow
from bks_tui.tui.accounts.state import AccountsState
from bks_tui.tui.action import Situation
from bks_tui.tui.needs import Need
from bks_tui.tui.response.intents import Ask, Disabled, Release, revoke_user

_NO_USER = "no user is selected"
_NO_LIST = "it works in the list of all users only; 2 goes there"


def _to_delete(row: UserRow, minimum_age_hours: float) -> Ask | Disabled:
    if not (row.is_phantom and row.status is Status.ORPHANED):
        return Disabled(f"{sanitize(row.name, 64)} is not an ORPHANED phantom user; bks deletes no others")
    return CleanUpRequest(row.name, minimum_age_hours)


_ASKS: Mapping[Need, Callable[[UserRow, float], Ask | Disabled]] = {
    Need.CONTAINABLE: lambda row, _age: revoke_user(row.name, delete_keys=False),
    Need.REVOCABLE: lambda row, _age: revoke_user(row.name, delete_keys=True),
    Need.RELEASABLE: lambda row, _age: Release(row.name),
    Need.ORPHAN: _to_delete,
}


def ask_of(row: UserRow, need: Need, minimum_age_hours: float) -> Ask | Disabled:
    """What the action with this need asks for of a user."""
    return _ASKS[need](row, minimum_age_hours)


def situation_of(state: AccountsState, row: UserRow | None, *, shows_users: bool, read_only: bool) -> Situation:
    """What each action needs and lacks, with the reason in words."""
    return Situation(read_only=read_only, missing=dict(_missing(state, row, shows_users=shows_users)))


def _missing(state: AccountsState, row: UserRow | None, *, shows_users: bool) -> Iterator[tuple[Need, str]]:
    if state.running:
        yield Need.NO_RUN, "the accounts are being read; esc stops that"
    if state.header is None:
        yield Need.UNFINISHED, "there is no stored run to continue"
    elif not state.unfinished:
        yield Need.UNFINISHED, "every account was read completely"
    if not (state.error or state.gaps or state.unfinished):
        yield Need.WARNINGS, "there are no gaps"
    for need in _ASKS:
        if not shows_users:
            yield need, _NO_LIST
        elif row is None:
            yield need, _NO_USER
        elif isinstance(asked := ask_of(row, need, 0.0), Disabled):
            yield need, asked.reason
