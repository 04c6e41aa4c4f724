"""The state of a timeline from Athena: what it found, which months it reads next, and its result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bks_tui.core.account.account import Account
from bks_tui.core.athena.query import Slice, month_slices
from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.athena.table import LogTable
from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target, TargetKind
from bks_tui.core.detection import find_signals
from bks_tui.core.evidence import Cause, Unread
from bks_tui.core.keys.access_key_id import AccessKeyClass, access_key_class
from bks_tui.core.timeline.log_query import LogQuery
from bks_tui.core.timeline.name_reuse import remarks_on_names
from bks_tui.core.timeline.source import ATHENA, EventsFound, Gap
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.operations.timeline.athena_reading import AthenaReading
from bks_tui.operations.timeline.found_events import FoundEvents

# As long as a session of GetSessionToken and its late files.
_LONGEST_SESSION = timedelta(days=3)


class AthenaCollector:
    """The state of one timeline."""

    def __init__(self, account: Account, target: Target, search: AthenaSearch, table: LogTable, now: datetime) -> None:
        self.account_id = search.account_in(account, target)
        self.reading = AthenaReading(search, table, (self.account_id,), now)
        self._account, period = account, self.reading.period
        self.query = LogQuery(
            target, account_id=self.account_id, regions=search.regions, since=period.since, until=period.until
        )
        self._all = FoundEvents(self.query, search.most_events)
        self._searched: frozenset[str] = frozenset()

    @property
    def number_of_events(self) -> int:
        """The events so far."""
        return len(self._all)

    def next_months(self) -> tuple[Slice, ...]:
        """The months that can contain what was not searched yet: at first all, then those of new credentials."""
        words = replace(self._all.query, searched=self._searched).words
        if self._searched and self.query.target.kind is TargetKind.USER:
            # A call with a user's own key has the name of the user too.
            sessions = {key for key in self._all.days if access_key_class(key) is AccessKeyClass.SESSION}
            words -= self._all.days.keys() - sessions
        self._searched |= words
        self._all.begin_pass()
        self.query = self._all.query
        months = self._months(words)
        self.reading.plan(months)
        return months

    def _months(self, words: frozenset[str]) -> tuple[Slice, ...]:
        if not words:
            return ()
        months = month_slices(self.reading.period, self.reading.now, self.reading.table.first_day)
        if not words <= self._all.days.keys():
            return months
        days = [self._all.days[word] for word in words]
        return tuple(_within(months, min(days), max(days) + _LONGEST_SESSION))

    def add(self, events: Sequence[Event]) -> Iterator[EventsFound]:
        """Events of a page of results, of which those of the target are kept."""
        new = self._all.add(
            (event for event in events if self._all.query.concerns(event)), self.reading.table.described
        )
        if new:
            yield EventsFound(new)

    def leave(self, words: str) -> Iterator[Gap]:
        """What was learned on the way is not searched any more."""
        yield from self.reading.note(f"what the target's further names and sessions did was not searched: {words}")

    @property
    def result(self) -> Timeline:
        """Everything that was found, oldest first; the newest events if there are more than wanted."""
        events, target, coverage = tuple(self._all.events), self._all.target, self.reading.coverage
        search, period = self.reading.search, self.reading.period
        return Timeline(
            account=self._own_account,
            target=target,
            days=period.days,
            since=period.since,
            until=period.until,
            events=events,
            signals=find_signals(events, target),
            gaps=coverage.gaps,
            regions_searched=coverage.regions,
            capped=self._all.is_capped,
            remarks=tuple(remarks_on_names(target, events, ())),
            regions_chosen=search.regions,
            coverage=(coverage,),
            search_options=search.options(period),
            origins=self._all.origins,
        )

    @property
    def _own_account(self) -> Account:
        """The account of the events; nobody is signed in to another one than that of the session."""
        if self.account_id == self._account.account_id:
            return self._account
        alias = Unread(Cause.FAILED, ATHENA)
        return replace(self._account, account_id=self.account_id, alias=alias, caller_arn="", role=None)


def _within(months: Sequence[Slice], first: date, last: date) -> Iterator[Slice]:
    """The months from the first to the last day, and of these only the days between."""
    for month in months:
        if month.last >= first and month.first <= last:
            yield Slice(max(month.first, first), min(month.last, last))
