"""The queries: what may concern a target, in one month of the partitions. Pure.

A query finds candidates; which of them belong to the target is decided by `LogQuery.concerns`, as for log files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bks_tui.core.athena.sql import (
    LONGEST_QUERY,
    any_of,
    between,
    contains,
    one_of,
    resource_contains,
)
from bks_tui.core.athena.table import NEEDED_COLUMNS, OPTIONAL_COLUMNS, LogTable
from bks_tui.core.cloudtrail.target import Target, TargetKind
from bks_tui.core.detection.conditions import AnyOf, Burst, ByTarget, Condition, Distinct, OnTarget, Pattern, Repeated
from bks_tui.core.detection.sql import Sql, condition_sql
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


@dataclass(frozen=True, slots=True)
class QueryRange:
    """What a query reads: one slice of these accounts and Regions, and of it the events of the period. None is all."""

    month: Slice
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def candidates(table: LogTable, query: LogQuery, month: Slice, accounts: tuple[str, ...]) -> Sql:
    """The query for the events of a slice that may concern the target."""
    return select(table, QueryRange(month, accounts, query.regions, query.since, query.until), mentions(table, query))


def hunt_candidates(table: LogTable, read: QueryRange, listing: Sequence[Condition | Pattern]) -> Sql:
    """The query for the records of a slice that may list an identity in a hunt, which has no target.

    These are the calls by phantom users and to them, the calls with an API key, and those that a `listing` condition
    holds for, or counts.
    """
    conditions = (ByTarget(), OnTarget(), *(each for condition in listing for each in single_calls(condition)))
    return select(table, read, condition_sql(AnyOf(tuple(dict.fromkeys(conditions)))))


def naming_candidates(table: LogTable, read: QueryRange, names: Sequence[str]) -> Sql:
    """The query for the records of a slice by users and roles of these names, or that name them."""
    naming = (contains(column, f'"{name}"') for name in names for column in _OBJECTS)
    return select(table, read, any_of([*_by_names(names), *naming]))


def single_calls(condition: Condition | Pattern) -> tuple[Condition, ...]:
    """The conditions of single calls that a rule looks at."""
    if isinstance(condition, Repeated):
        return condition.of, condition.or_shown_by
    return (condition.of,) if isinstance(condition, (Burst, Distinct)) else (condition,)


def select(table: LogTable, read: QueryRange, condition: Sql) -> Sql:
    """The query for the records for which a condition holds. Raises UsageError if it is too long."""
    month = read.month
    parts = [*table.within(read.accounts, read.regions, month.first, month.last), *_time(read), condition]
    columns, where = ",\n    ".join(_columns(table)), "\n  AND ".join(part.text for part in parts)
    text = f"SELECT\n    {columns}\nFROM {table.source}\nWHERE {where}"
    if len(text) > LONGEST_QUERY:
        raise UsageError("the query is longer than Athena allows", "Search for fewer names or access keys.")
    return Sql(text, tuple(value for part in parts for value in part.parameters))


def _columns(table: LogTable) -> Iterator[str]:
    for name in (*NEEDED_COLUMNS, *(name for name in OPTIONAL_COLUMNS if name in table.columns)):
        yield f"json_format(CAST({name} AS JSON)) AS {name}" if name in _AS_JSON else name


def _time(read: QueryRange) -> Iterator[Sql]:
    if read.since and read.until:
        yield between("eventtime", *(f"{time:%Y-%m-%dT%H:%M:%SZ}" for time in (read.since, read.until)))


def mentions(table: LogTable, query: LogQuery) -> Sql:
    """Whether a record may be of the target: by who called, or by what the call names."""
    return any_of([*_by(table, query), *_naming(query)])


def _by(table: LogTable, query: LogQuery) -> Iterator[Sql]:
    target, ids = query.target, sorted(query.ids)
    if ids:
        yield one_of("useridentity.accesskeyid", ids)
        if table.has_credential_id:
            yield one_of("useridentity.credentialid", ids)
    if target.text.startswith("arn:"):
        yield one_of("useridentity.arn", (target.text,))
        yield one_of("useridentity.sessioncontext.sessionissuer.arn", (target.text,))
    yield from _by_names(target.names)


def _by_names(names: Sequence[str]) -> Iterator[Sql]:
    if names:
        yield one_of("useridentity.username", names)
    for name in names:
        # The name of a session ends its ARN, that of a user behind a session ends the ARN of the issuer.
        yield contains("useridentity.arn", f"/{name}")
        yield contains("useridentity.principalid", f":{name}")
        yield contains("useridentity.sessioncontext.sessionissuer.arn", f"/{name}")
    if "root" in names:
        yield one_of("useridentity.type", ("Root",))


def _naming(query: LogQuery) -> Iterator[Sql]:
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
