"""The state of a timeline from Athena: what it found, which months it reads next, and its result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bks_tui.core.account.account import Account
from bks_tui.core.athena.query import Slice, month_slices
from bks_tui.core.athena.search import ATHENA_LIMITATIONS, AthenaSearch
from bks_tui.core.athena.table import LogTable
from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target, TargetKind
from bks_tui.core.detection import find_signals
from bks_tui.core.errors import AwsError
from bks_tui.core.evidence import Cause, Unread
from bks_tui.core.keys.access_key_id import AccessKeyClass, access_key_class
from bks_tui.core.settings import size_text
from bks_tui.core.timeline.log_query import LogQuery
from bks_tui.core.timeline.name_reuse import remarks_on_names
from bks_tui.core.timeline.source import (
    ATHENA,
    Coverage,
    EventsFound,
    Gap,
    ScanProgress,
)
from bks_tui.core.timeline.timeline import Timeline, TimelineUpdate
from bks_tui.operations.timeline.found_events import FoundEvents

IAM_REGION = "us-east-1"
# As long as a session of GetSessionToken and its late files.
_LONGEST_SESSION = timedelta(days=3)


class AthenaCollector:
    """The state of one timeline."""

    def __init__(self, account: Account, target: Target, search: AthenaSearch, table: LogTable, now: datetime) -> None:
        self.account_id = search.account_in(account, target)
        self.table, self.search, self.scanned = table, search, 0
        self._account, self._now, self._period = account, now, search.period(now)
        query = LogQuery(
            target,
            account_id=self.account_id,
            regions=search.regions,
            since=self._period.since,
            until=self._period.until,
        )
        self.query = query
        self._all = FoundEvents(query, search.most_events)
        self._gaps: dict[Gap, None] = {}
        self._searched: frozenset[str] = frozenset()
        self._done = self._queries = 0
        self._read: list[Slice] = []

    @property
    def regions(self) -> tuple[str, ...]:
        """The Regions that a query reads: the chosen ones, or all of the table."""
        return self.search.regions or self.table.regions

    def begin(self) -> Iterator[TimelineUpdate]:
        """What is known not to be read before anything is."""
        first = self.table.first_day
        if first and first > self._period.since.date():
            yield from self._note(f"the table {self.table.described} begins on {first}: nothing before was searched")
        if self.search.regions and IAM_REGION not in self.search.regions:
            reason = "IAM events are in this Region, but it was not chosen: they were not searched"
            yield from self._note(reason, IAM_REGION)
        unknown = set(self.search.regions) - set(self.table.regions) if self.table.region else ()
        if unknown:
            yield from self._note(f"the table {self.table.described} does not have {', '.join(sorted(unknown))}")

    def next_months(self) -> tuple[Slice, ...]:
        """The months that can contain what was not searched yet: at first all, then those of new credentials."""
        words = replace(self._all.query, searched=self._searched).words
        self._searched |= words
        if self._queries and self.query.target.kind is TargetKind.USER:
            # A call with a user's own key has the name of the user too.
            sessions = {key for key in self._all.days if access_key_class(key) is AccessKeyClass.SESSION}
            words -= self._all.days.keys() - sessions
        self._all.begin_pass()
        if not words:
            return ()
        self.query = self._all.query
        months = month_slices(self._period, self._now, self.table.first_day)
        if not words <= self._all.days.keys():
            return self._planned(months)
        days = [self._all.days[word] for word in words]
        return self._planned(tuple(_within(months, min(days), max(days) + _LONGEST_SESSION)))

    def _planned(self, months: tuple[Slice, ...]) -> tuple[Slice, ...]:
        self._queries += len(months)
        return months

    def add(self, events: Sequence[Event]) -> Iterator[TimelineUpdate]:
        """Events of a page of results, of which those of the target are kept."""
        new = self._all.add(event for event in events if self._all.query.concerns(event))
        if new:
            yield EventsFound(new)
            yield self.progress

    @property
    def progress(self) -> ScanProgress:
        """How far it is."""
        return ScanProgress(self._done, self._queries, self.scanned, len(self._all))

    def end_month(self, month: Slice) -> Iterator[TimelineUpdate]:
        """All rows of a month were read."""
        self._done += 1
        self._read.append(month)
        yield self.progress

    def fail(self, months: Sequence[Slice], why: str | AwsError) -> Iterator[TimelineUpdate]:
        """These months, the newest first, were not read, or not whole."""
        self._done += len(months)
        unread = Slice(months[-1].first, months[0].last)
        yield from self._note(
            f"{why}: {unread.first} to {unread.last} was not read completely; continue with {unread.options}"
        )

    def leave(self, words: str) -> Iterator[TimelineUpdate]:
        """What was learned on the way is not searched any more."""
        yield from self._note(f"what the target's further names and sessions did was not searched: {words}")

    def reach_limit(self, months: Sequence[Slice]) -> Iterator[TimelineUpdate]:
        """The queries have scanned as much as they may."""
        yield from self.fail(
            months, f"{size_text(self.scanned)} were scanned, and --max-scan is {size_text(self.search.max_scan)}"
        )

    def end(self) -> Iterator[TimelineUpdate]:
        """Yield what is only known at the end."""
        if self._read and not self.scanned:
            yield from self._note(
                f"no log file of account {self.account_id} is where the table {self.table.described} looks: "
                f"s3://{self.table.bucket}"
            )

    def _note(self, reason: str, region: str | None = None) -> Iterator[TimelineUpdate]:
        gap = Gap(region, ATHENA, reason)
        if gap not in self._gaps:
            self._gaps[gap] = None
            yield gap

    @property
    def result(self) -> Timeline:
        """Everything that was found, oldest first; the newest events if there are more than wanted."""
        events, target, coverage = tuple(self._all.events), self._all.target, self._coverage
        return Timeline(
            account=self._own_account,
            target=target,
            days=self._period.days,
            since=self._period.since,
            until=self._period.until,
            events=events,
            signals=find_signals(events, target),
            gaps=coverage.gaps,
            regions_searched=coverage.regions,
            capped=self._all.is_capped,
            remarks=tuple(remarks_on_names(target, events, ())),
            regions_chosen=self.search.regions,
            coverage=(coverage,),
            search_options=self.search.options(self._period),
        )

    @property
    def _own_account(self) -> Account:
        """The account of the events; nobody is signed in to another one than that of the session."""
        if self.account_id == self._account.account_id:
            return self._account
        alias = Unread(Cause.FAILED, ATHENA)
        return replace(self._account, account_id=self.account_id, alias=alias, caller_arn="", role=None)

    @property
    def _coverage(self) -> Coverage:
        days = [day for month in self._read for day in (month.first, month.last)]
        return Coverage(
            ATHENA,
            accounts=(self.account_id,),
            regions=tuple(sorted(self.regions)) if days else (),
            first_day=min(days, default=None),
            last_day=max(days, default=None),
            bytes=self.scanned,
            gaps=tuple(self._gaps),
            notes=tuple(self._notes()),
            limits=ATHENA_LIMITATIONS,
        )

    def _notes(self) -> Iterator[str]:
        yield f"The table is {self.table.described}."
        if not self.table.has_credential_id:
            yield "The table has no credentialid: a call with an API key is found by its user, not by the key."


def _within(months: Sequence[Slice], first: date, last: date) -> Iterator[Slice]:
    """The months from the first to the last day, and of these only the days between."""
    for month in months:
        if month.last >= first and month.first <= last:
            yield Slice(max(month.first, first), min(month.last, last))
