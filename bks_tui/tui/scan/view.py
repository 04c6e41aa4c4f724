"""Which users the list shows, and in which order: values that compose and describe themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from bks_tui.core.evidence import Known, Unread, known_items
from bks_tui.core.filter.match import FilteredRows, filter_rows, text_test
from bks_tui.core.iam.user import User
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.filter_fields import USER_FIELDS
from bks_tui.core.scan.findings import Finding
from bks_tui.core.scan.live_credentials import live_access_keys, live_api_keys
from bks_tui.core.scan.user_facts import UserFacts
from bks_tui.tui.kit.sorting import ListOrders, SortOrder


def created(user: User) -> datetime | None:
    """When the user was created, if that could be read."""
    return user.record.value.created if isinstance(user.record, Known) else None


def last_used(user: User) -> datetime | None:
    """The latest known use of an access key; IAM keeps none for API keys."""
    uses = (key.last_used for key in known_items(user.access_keys))
    return max((use.value.when for use in uses if isinstance(use, Known) and use.value), default=None)


def is_use_unread(user: User) -> bool:
    """Whether a use of an access key could not be read: one that is known may not be the last one."""
    keys = user.access_keys
    return isinstance(keys, Unread) or any(isinstance(key.last_used, Unread) for key in keys.value)


def _age(finding: Finding) -> float | None:
    since = created(finding.user)
    return -since.timestamp() if since else None


def _since_use(finding: Finding) -> float | None:
    """The negative time of the last use: the latest first; a user without a use is as one of long ago."""
    if is_use_unread(finding.user):
        return None
    used = last_used(finding.user)
    return -used.timestamp() if used else float("inf")


def _api_keys(finding: Finding, now: datetime) -> tuple[int, int] | None:
    user = finding.user
    return None if isinstance(user.service_credentials, Unread) else (len(live_api_keys(user, now)), len(user.api_keys))


def _access_keys(finding: Finding) -> tuple[int, int] | None:
    keys = finding.user.access_keys
    return None if isinstance(keys, Unread) else (len(live_access_keys(finding.user)), len(keys.value))


def _orders(now: datetime) -> ListOrders[Finding]:
    """The orders at a point in time, which decides what API keys work: in the order of the columns.

    Findings are given by urgency, which sorting again would cost at every letter typed.
    """
    return ListOrders(
        {
            "urgency": None,
            "name": lambda finding: finding.user.name.casefold(),
            "kind": lambda finding: finding.user.kind.value,
            "API keys": lambda finding: _api_keys(finding, now),
            "access keys": _access_keys,
            "age": _age,
            "last used": _since_use,
        },
        usual=(
            SortOrder("urgency", descending=True),
            SortOrder("name"),
            SortOrder("age", descending=True),
            SortOrder("last used"),
        ),
        largest_first=frozenset({"API keys", "access keys"}),
    )


_LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)
USER_ORDERS = _orders(_LONG_AGO)


@dataclass(frozen=True, slots=True)
class UserView:
    """What the list shows: users that match the filter `text`, of one status or of all, sorted."""

    text: str = ""
    status: Status | None = None
    sort: SortOrder = USER_ORDERS.usual[0]

    def apply(
        self, findings: Iterable[Finding], facts_of: Callable[[Finding], UserFacts], now: datetime
    ) -> FilteredRows[Finding]:
        """The findings to show, in order; given by urgency. What has expired at `now` counts as no key that works."""
        of_status = [one for one in findings if self.status in (None, one.assessment.status)]
        found = FilteredRows(of_status)
        if self.text:
            test = text_test(self.text, USER_FIELDS, now)
            found = filter_rows(of_status, lambda finding: test(facts_of(finding)))
        return replace(found, rows=_orders(now).apply(found.rows, self.sort))

    def describe(self) -> str:
        """The view in words, for the title of the list."""
        parts = [f"'{self.text}'"] if self.text else []
        if self.status:
            parts.append(self.status.value)
        return " · ".join([*parts, USER_ORDERS.describe(self.sort)])

    def next_status(self) -> UserView:
        """The same view of the next status, and after the last one of all."""
        choices = [None, *Status]
        return replace(self, status=choices[(choices.index(self.status) + 1) % len(choices)])

    def next_sort(self) -> UserView:
        """The same view in the next of the usual orders."""
        return replace(self, sort=USER_ORDERS.next(self.sort))

    def sorted_by(self, by: str) -> UserView:
        """The same view by a column; in the other direction, if that is its order."""
        return replace(self, sort=USER_ORDERS.choose(self.sort, by))
