"""What the keys ask for of a user of any account, or why they cannot: pure functions of the row and the state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bks_tui.core.response.requests import CleanUpRequest
from bks_tui.core.scan.assessment import Status
from bks_tui.core.text import sanitize
from bks_tui.tui.accounts.rows import UserRow
from bks_tui.tui.accounts.state import AccountsState
from bks_tui.tui.action import READ_ONLY_REASON, Situation
from bks_tui.tui.kit.marks import marked_users
from bks_tui.tui.main_screen.short_name import short_name
from bks_tui.tui.needs import Need
from bks_tui.tui.response.intents import (
    Ask,
    BatchAction,
    Disabled,
    Release,
    UserAsk,
    none_can,
    revoke_user,
    why_too_many,
)

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


_BATCHES = {
    BatchAction.CONTAIN: Need.CONTAINABLE,
    BatchAction.REVOKE: Need.REVOCABLE,
    BatchAction.DELETE: Need.ORPHAN,
}


def asks_of(
    rows: Sequence[UserRow], action: BatchAction, minimum_age_hours: float, *, read_only: bool
) -> tuple[UserAsk, ...] | Disabled:
    """What an action asks of each of the marked users: the same as of that user alone."""
    if read_only:
        return Disabled(READ_ONLY_REASON)
    if too_many := why_too_many(len(rows)):
        return too_many
    asks = tuple(UserAsk(row.label, ask_of(row, _BATCHES[action], minimum_age_hours)) for row in rows)
    refused = [each.ask for each in asks if isinstance(each.ask, Disabled)]
    return none_can(refused) if len(refused) == len(asks) else asks


@dataclass(frozen=True, slots=True)
class ListSelection:
    """What the actions refer to: the marked users; without marks the one under the cursor."""

    row: UserRow | None
    marked: tuple[UserRow, ...] = ()

    @property
    def title(self) -> str:
        """The marked users, as titles name them; empty without marks."""
        return marked_users(len(self.marked)) if self.marked else ""

    @property
    def short_name(self) -> str:
        """The subject, as the keys name it."""
        if self.marked:
            return f"{len(self.marked)} marked"
        return short_name(self.row.name, ()) if self.row else ""


def situation_of(state: AccountsState, selection: ListSelection, *, shows_users: bool, read_only: bool) -> Situation:
    """What each action needs and lacks, with the reason in words."""
    missing = dict(_missing(state, shows_users=shows_users))
    if shows_users:
        missing.update(_missing_of(selection, read_only=read_only))
    return Situation(read_only=read_only, missing=missing, about=selection.title)


def _missing_of(selection: ListSelection, *, read_only: bool) -> Iterator[tuple[Need, str]]:
    """What the subject lacks for each response."""
    row, marked = selection.row, selection.marked
    if marked:
        for action, need in _BATCHES.items():
            if isinstance(asked := asks_of(marked, action, 0.0, read_only=read_only), Disabled):
                yield need, asked.reason
        yield Need.RELEASABLE, "it works for one user: esc unmarks the others"
        return
    for need in _ASKS:
        if row is None:
            yield need, _NO_USER
        elif isinstance(asked_of_one := ask_of(row, need, 0.0), Disabled):
            yield need, asked_of_one.reason


def _missing(state: AccountsState, *, shows_users: bool) -> Iterator[tuple[Need, str]]:
    if state.running:
        yield Need.NO_RUN, "the accounts are being read; esc stops that"
    if state.header is None:
        yield Need.UNFINISHED, "there is no stored run to continue"
    elif not state.unfinished:
        yield Need.UNFINISHED, "every account was read completely"
    if not (state.error or state.gaps or state.unfinished):
        yield Need.WARNINGS, "there are no gaps"
    if not shows_users:
        yield from ((need, _NO_LIST) for need in _ASKS)
