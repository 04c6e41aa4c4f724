"""Which accounts and users the lists show, and in which order: values that describe themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from enum import Enum
from typing import Any, TypeVar

from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.organization import AccountOutcome
from bks_tui.tui.accounts.rows import UserRow
from bks_tui.tui.accounts.state import AccountEntry

T = TypeVar("T")
View = TypeVar("View", bound="ListView")

_NEVER = datetime.min.replace(tzinfo=timezone.utc)


class AccountSort(Enum):
    """An order of the accounts."""

    URGENCY = "urgency"
    NAME = "name"
    UNIT = "OU"
    AGE = "age"


class UserSort(Enum):
    """An order of the users of all accounts; ties keep the order by urgency."""

    URGENCY = "urgency"
    ACCOUNT = "account"
    NAME = "name"
    AGE = "age"


_ACCOUNT_ORDER: dict[Enum, Callable[[AccountEntry], Any]] = {
    AccountSort.URGENCY: lambda entry: entry.urgency,
    AccountSort.NAME: lambda entry: (entry.member.name.casefold(), entry.key),
    AccountSort.UNIT: lambda entry: (entry.member.ou_path.casefold(), entry.member.name.casefold(), entry.key),
    AccountSort.AGE: lambda entry: (entry.record and entry.record.scan_time) or _NEVER,
}
_USER_ORDER: dict[Enum, Callable[[UserRow], Any] | None] = {
    UserSort.URGENCY: None,
    UserSort.ACCOUNT: lambda row: (row.account_name, row.account_id),
    UserSort.NAME: lambda row: row.name,
    UserSort.AGE: lambda row: row.created or _NEVER,
}


@dataclass(frozen=True)
class ListView:
    """What a list shows: rows that contain `text`, of one outcome or status or of all, sorted."""

    text: str = ""
    only: Enum | None = None
    sort: Enum = AccountSort.URGENCY

    def containing(self: View, text: str) -> View:
        """The same view of the rows that contain a text."""
        return replace(self, text=text)

    def of_all(self: View) -> View:
        """The same view of every outcome or status."""
        return replace(self, only=None)

    def narrowed(self: View) -> View:
        """The same view of the next outcome or status, and after the last one of all."""
        return replace(self, only=_next([None, *self._kinds()], self.only))

    def resorted(self: View) -> View:
        """The same view in the next order."""
        return replace(self, sort=_next(list(type(self.sort)), self.sort))

    def describe(self) -> str:
        """The view in words, for the title of the list."""
        text = f"'{self.text}'" if self.text else ""
        return " · ".join(
            filter(None, (text, str(self.only.value).replace("_", " ") if self.only else "", f"by {self.sort.value}"))
        )

    def _kinds(self) -> Sequence[Enum]:
        return list(AccountOutcome)


@dataclass(frozen=True)
class AccountView(ListView):
    """What the list of accounts shows."""

    def apply(self, entries: Iterable[AccountEntry]) -> Sequence[AccountEntry]:
        """The accounts to show, in order."""
        needle, only = self.text.casefold(), self.only
        wanted = (entry for entry in entries if only in (None, _outcome(entry)) and needle in _text(entry))
        return sorted(wanted, key=_ACCOUNT_ORDER[self.sort])


@dataclass(frozen=True)
class AllUsersView(ListView):
    """What the list of all users shows."""

    sort: Enum = UserSort.URGENCY

    def apply(self, rows: Iterable[UserRow]) -> Sequence[UserRow]:
        """The users to show, in order; given by urgency."""
        needle, only, order = self.text.casefold(), self.only, _USER_ORDER[self.sort]
        wanted = [row for row in rows if (only is None or row.status is only) and needle in row.text]
        return sorted(wanted, key=order) if order else wanted

    def _kinds(self) -> Sequence[Enum]:
        return list(Status)


def _outcome(entry: AccountEntry) -> AccountOutcome | None:
    return entry.record.outcome if entry.record else None


def _next(choices: Sequence[T], current: T) -> T:
    return choices[(choices.index(current) + 1) % len(choices)]


def _text(entry: AccountEntry) -> str:
    member, record = entry.member, entry.record
    outcome = record.outcome.label if record else "not read"
    return "\n".join((member.name, member.account_id, member.ou_path, outcome, entry.progress)).casefold()
