"""Which accounts and users the lists show, and in which order: values that describe themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from bks_tui.core.filter.match import FilteredRows, filter_rows, text_test
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.filter_fields import MEMBER_USER_FIELDS
from bks_tui.core.scan.organization import AccountOutcome
from bks_tui.core.scan.run import StatusCounts
from bks_tui.tui.accounts.filter_fields import ACCOUNT_FIELDS
from bks_tui.tui.accounts.rows import UserRow
from bks_tui.tui.accounts.state import AccountEntry
from bks_tui.tui.kit.sorting import ListOrders, SortOrder

T = TypeVar("T")
View = TypeVar("View", bound="ListView")


def _count(number: Callable[[StatusCounts], int]) -> Callable[[AccountEntry], int | None]:
    return lambda entry: number(entry.record.summary) if entry.record and entry.record.summary else None


def _account_age(entry: AccountEntry) -> float | None:
    read_at = entry.record.scan_time if entry.record else None
    return -read_at.timestamp() if read_at else None


def _outcome_text(entry: AccountEntry) -> str | None:
    return entry.record.outcome.label if entry.record else None


# Accounts are given by urgency, worst first; each order in the order of the columns.
ACCOUNT_ORDERS: ListOrders[AccountEntry] = ListOrders(
    {
        "urgency": None,
        "name": lambda entry: (entry.member.name.casefold(), entry.key),
        "account id": lambda entry: entry.member.account_id,
        "OU": lambda entry: (entry.member.ou_path.casefold(), entry.member.name.casefold(), entry.key),
        "outcome": _outcome_text,
        "at risk": _count(lambda counts: counts.at_risk),
        "unknown": _count(lambda counts: counts.unknown),
        "active": _count(lambda counts: counts.active),
        "orphaned": _count(lambda counts: counts.orphaned),
        "age": _account_age,
    },
    usual=(
        SortOrder("urgency", descending=True),
        SortOrder("name"),
        SortOrder("OU"),
        SortOrder("age", descending=True),
    ),
    largest_first=frozenset({"at risk", "unknown", "active", "orphaned"}),
)
# Users are given by urgency; ties keep that order.
ALL_USER_ORDERS: ListOrders[UserRow] = ListOrders(
    {
        "urgency": None,
        "name": lambda row: row.name,
        "account": lambda row: (row.account_name, row.account_id),
        "account id": lambda row: row.account_id,
        "API keys": lambda row: row.api_keys,
        "access keys": lambda row: row.access_keys,
        "age": lambda row: -row.created.timestamp() if row.created else None,
    },
    usual=(
        SortOrder("urgency", descending=True),
        SortOrder("account"),
        SortOrder("name"),
        SortOrder("age", descending=True),
    ),
    largest_first=frozenset({"API keys", "access keys"}),
)


@dataclass(frozen=True)
class ListView:
    """What a list shows: rows that match the filter `text`, of one outcome or status or of all, sorted."""

    text: str = ""
    only: Enum | None = None
    sort: SortOrder = ACCOUNT_ORDERS.usual[0]

    def containing(self: View, text: str) -> View:
        """The same view of the rows that match another filter."""
        return replace(self, text=text)

    def of_all(self: View) -> View:
        """The same view of every outcome or status."""
        return replace(self, only=None)

    def narrowed(self: View) -> View:
        """The same view of the next outcome or status, and after the last one of all."""
        return replace(self, only=_next([None, *self._kinds()], self.only))

    def resorted(self: View) -> View:
        """The same view in the next of the usual orders."""
        return replace(self, sort=self.orders.next(self.sort))

    def sorted_by(self: View, by: str) -> View:
        """The same view by a column; in the other direction, if that is its order."""
        return replace(self, sort=self.orders.choose(self.sort, by))

    @property
    def orders(self) -> ListOrders[Any]:
        """The orders of the list."""
        return ACCOUNT_ORDERS

    def describe(self) -> str:
        """The view in words, for the title of the list."""
        text = f"'{self.text}'" if self.text else ""
        only = str(self.only.value).replace("_", " ") if self.only else ""
        return " · ".join(filter(None, (text, only, self.orders.describe(self.sort))))

    def _kinds(self) -> Sequence[Enum]:
        return list(AccountOutcome)


@dataclass(frozen=True)
class AccountView(ListView):
    """What the list of accounts shows."""

    def apply(self, entries: Iterable[AccountEntry], now: datetime) -> FilteredRows[AccountEntry]:
        """The accounts to show, in order."""
        wanted = (entry for entry in entries if self.only in (None, _outcome(entry)))
        found = filter_rows(wanted, text_test(self.text, ACCOUNT_FIELDS, now))
        by_urgency = sorted(found.rows, key=lambda entry: entry.urgency)
        return replace(found, rows=ACCOUNT_ORDERS.apply(by_urgency, self.sort))


@dataclass(frozen=True)
class AllUsersView(ListView):
    """What the list of all users shows."""

    sort: SortOrder = ALL_USER_ORDERS.usual[0]

    def apply(self, rows: Iterable[UserRow], now: datetime) -> FilteredRows[UserRow]:
        """The users to show, in order; given by urgency."""
        only, test = self.only, text_test(self.text, MEMBER_USER_FIELDS, now)
        found = filter_rows((row for row in rows if only is None or row.status is only), lambda row: test(row.facts))
        return replace(found, rows=ALL_USER_ORDERS.apply(found.rows, self.sort))

    @property
    def orders(self) -> ListOrders[Any]:
        """The orders of the list."""
        return ALL_USER_ORDERS

    def _kinds(self) -> Sequence[Enum]:
        return list(Status)


def _outcome(entry: AccountEntry) -> AccountOutcome | None:
    return entry.record.outcome if entry.record else None


def _next(choices: Sequence[T], current: T) -> T:
    return choices[(choices.index(current) + 1) % len(choices)]
