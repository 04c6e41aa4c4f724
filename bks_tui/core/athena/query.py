"""The queries: what may concern a target, in one month of the partitions. Pure.

A query finds candidates; which of them belong to the target is decided by `LogQuery.concerns`, as for log files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bks_tui.core.athena.sql import (
    LONGEST_QUERY,
    Fragment,
    any_of,
    between,
    contains,
    one_of,
    resource_contains,
)
from bks_tui.core.athena.table import NEEDED_COLUMNS, OPTIONAL_COLUMNS, LogTable
from bks_tui.core.cloudtrail.target import Target, TargetKind
from bks_tui.core.errors import UsageError
from bks_tui.core.timeline.log_query import LogQuery
from bks_tui.core.timeline.source import Period

# CloudTrail delivers some files a day late, under the day of delivery.
_LATE = timedelta(days=1)
_AS_JSON = ("useridentity", "resources")
_OBJECTS = ("requestparameters", "responseelements")


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the period within one month: its first and last day of delivery."""

    first: date
    last: date

    @property
    def days(self) -> tuple[date, ...]:
        """Its days."""
        return tuple(self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))

    @property
    def options(self) -> str:
        """The options of a command that reads it again."""
        return f"--since {self.first} --until {self.last}"


def month_slices(period: Period, now: datetime, first_day: date | None = None) -> tuple[Slice, ...]:
    """The days on which events of the period can have been delivered, by months, the newest first.

    `first_day` is the first that the table has.
    """
    first = max(filter(None, (period.since.date(), first_day)))
    end = min(period.until + _LATE, now).date()
    slices = []
    while first <= end:
        after = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        slices.append(Slice(first, min(after - timedelta(days=1), end)))
        first = after
    return tuple(reversed(slices))


def candidates(table: LogTable, query: LogQuery, month: Slice, accounts: tuple[str, ...]) -> Fragment:
    """The query for the events of a slice that may concern the target."""
    return select(table, query, month, accounts, mentions(table, query))


def select(table: LogTable, query: LogQuery, month: Slice, accounts: tuple[str, ...], condition: Fragment) -> Fragment:
    """The query for the records of a slice for which a condition holds. Raises UsageError if it is too long."""
    parts = [*table.within(accounts, query.regions, month.first, month.last), *_time(query), condition]
    columns, where = ",\n    ".join(_columns(table)), "\n  AND ".join(part.text for part in parts)
    text = f"SELECT\n    {columns}\nFROM {table.source}\nWHERE {where}"
    if len(text) > LONGEST_QUERY:
        raise UsageError("the query is longer than Athena allows", "Search for fewer names or access keys.")
    return Fragment(text, tuple(value for part in parts for value in part.parameters))


def _columns(table: LogTable) -> Iterator[str]:
    for name in (*NEEDED_COLUMNS, *(name for name in OPTIONAL_COLUMNS if name in table.columns)):
        yield f"json_format(CAST({name} AS JSON)) AS {name}" if name in _AS_JSON else name


def _time(query: LogQuery) -> Iterator[Fragment]:
    if query.since and query.until:
        yield between("eventtime", *(f"{time:%Y-%m-%dT%H:%M:%SZ}" for time in (query.since, query.until)))


def mentions(table: LogTable, query: LogQuery) -> Fragment:
    """Whether a record may be of the target: by who called, or by what the call names."""
    return any_of([*_by(table, query), *_naming(query)])


def _by(table: LogTable, query: LogQuery) -> Iterator[Fragment]:
    target, ids = query.target, sorted(query.ids)
    if ids:
        yield one_of("useridentity.accesskeyid", ids)
        if table.has_credential_id:
            yield one_of("useridentity.credentialid", ids)
    if target.text.startswith("arn:"):
        yield one_of("useridentity.arn", (target.text,))
        yield one_of("useridentity.sessioncontext.sessionissuer.arn", (target.text,))
    if target.names:
        yield one_of("useridentity.username", target.names)
    for name in target.names:
        # The name of a session ends its ARN, that of a user behind a session ends the ARN of the issuer.
        yield contains("useridentity.arn", f"/{name}")
        yield contains("useridentity.principalid", f":{name}")
        yield contains("useridentity.sessioncontext.sessionissuer.arn", f"/{name}")
    if "root" in target.names:
        yield one_of("useridentity.type", ("Root",))


def _naming(query: LogQuery) -> Iterator[Fragment]:
    for word in sorted(_named(query.target) | query.ids):
        for column in _OBJECTS:
            yield contains(column, f'"{word}"')
            if not word.startswith("arn:"):
                yield contains(column, f'/{word}"')
        yield resource_contains(word if word.startswith("arn:") or word in query.ids else f"/{word}")


def _named(target: Target) -> frozenset[str]:
    """The words by which the parameters, the answer or the resources of a call name the target."""
    of_role = (target.role_name,) if target.role_name else ()
    text = () if target.kind is TargetKind.USER and target.names else (target.text,)
    return frozenset(filter(None, (*target.names, *of_role, *text)))
