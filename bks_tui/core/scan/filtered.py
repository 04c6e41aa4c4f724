"""The users of a scan that a filter leaves, for what is printed: what is stored or changed is never filtered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any

from bks_tui.core.filter.match import FilteredRows, filter_rows, text_test
from bks_tui.core.filter.narrowing import Narrowing
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.filter_fields import MEMBER_USER_FIELDS, USER_FIELDS
from bks_tui.core.scan.findings import ScanResult
from bks_tui.core.scan.run import AccountRecord, StatusCounts, StoredRun
from bks_tui.core.scan.stored_facts import stored_facts
from bks_tui.core.scan.user_facts import facts_of

# An account that was not read has no users.
_NO_TIME = datetime.max.replace(tzinfo=timezone.utc)


def filter_scan(result: ScanResult, text: str) -> tuple[ScanResult, Narrowing]:
    """The same scan with the users that match. Raises UsageError for a text that is no filter."""
    now = result.scanned_at
    test = text_test(text, USER_FIELDS, now)
    found = filter_rows(result.findings, lambda finding: test(facts_of(finding, now)))
    hidden = len(result.findings) - len(found.rows)
    return replace(result, findings=tuple(found.rows)), Narrowing(text).plus(len(found.rows), hidden, found.unread)


@dataclass(frozen=True, slots=True)
class FilteredRun:
    """A run with the users that match, their accounts, and what was left out."""

    run: StoredRun
    records: tuple[AccountRecord, ...]
    narrowing: Narrowing


def filter_run(run: StoredRun, records: Iterable[AccountRecord], text: str) -> FilteredRun:
    """The same for many accounts; the counts of each are those of the users that match."""
    shown, narrowing = list[AccountRecord](), Narrowing(text)
    for record in records:
        filtered, unread = filter_record(record, text)
        shown.append(filtered)
        number = _number(filtered)
        narrowing = narrowing.plus(number, _number(record) - number, unread)
    return FilteredRun(replace(run, records=_without_users(run, shown)), tuple(shown), narrowing)


def filter_record(record: AccountRecord, text: str) -> tuple[AccountRecord, int]:
    """An account with the users that match, and how many others may match."""
    test = text_test(text, MEMBER_USER_FIELDS, record.scan_time or _NO_TIME)

    def matching(users: tuple[Mapping[str, Any], ...]) -> FilteredRows[Mapping[str, Any]]:
        return filter_rows(users, lambda user: test(stored_facts(user, record)))

    phantoms, others = matching(record.phantom_users), matching(record.other_users)
    filtered = replace(
        record,
        phantom_users=tuple(phantoms.rows),
        other_users=tuple(others.rows),
        summary=_counts(phantoms.rows) if record.summary else None,
    )
    return filtered, phantoms.unread + others.unread


def _without_users(run: StoredRun, shown: Iterable[AccountRecord]) -> Mapping[str, AccountRecord]:
    return {**run.records, **{record.key: record.without_users() for record in shown}}


def _number(record: AccountRecord) -> int:
    return len(record.phantom_users) + len(record.other_users)


def _counts(users: Iterable[Mapping[str, Any]]) -> StatusCounts:
    statuses = [str(user.get("status")) for user in users]
    return StatusCounts(
        total=len(statuses),
        active=statuses.count(Status.ACTIVE.value),
        orphaned=statuses.count(Status.ORPHANED.value),
        at_risk=statuses.count(Status.AT_RISK.value),
        unknown=statuses.count(Status.UNKNOWN.value),
    )
