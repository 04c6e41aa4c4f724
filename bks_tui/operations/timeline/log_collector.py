"""The state of a timeline from log files: what it found, which files it reads next, and its result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target, TargetKind
from bks_tui.core.detection import find_signals
from bks_tui.core.evidence import Cause, Unread
from bks_tui.core.timeline.log_query import LogQuery
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.name_reuse import remarks_on_names
from bks_tui.core.timeline.source import LOG_FILES, EventsFound, Gap, Period
from bks_tui.core.timeline.timeline import Timeline, TimelineUpdate
from bks_tui.operations.timeline.found_events import FoundEvents
from bks_tui.operations.timeline.log_reading import IAM_REGION, LogReading
from bks_tui.storage.logs.find import FoundFiles, LogFile
from bks_tui.storage.logs.reader import EventsRead, FileUpdate

# As long as a session of GetSessionToken and its late files.
_LONGEST_SESSION = timedelta(days=3)


class LogCollector:
    """The state of one timeline from files."""

    def __init__(self, search: LogSearch, target: Target, now: datetime) -> None:
        self._search, self._now = search, now
        self._query = LogQuery(
            target, account_id=search.account_id, regions=search.regions, since=search.since, until=search.until
        )
        self._reading = LogReading(search, now)
        self._all = FoundEvents(self._query, search.most_events)
        self._searched: frozenset[str] = frozenset()

    @property
    def query(self) -> LogQuery:
        """What this pass searches."""
        return self._query

    def begin(self, found: FoundFiles) -> Iterator[TimelineUpdate]:
        """Start with the files that were found."""
        yield from self._reading.begin(found)

    def next_files(self) -> Sequence[LogFile]:
        """The files that can contain what was not searched yet: at first all, then those from a day on."""
        self._query = replace(self._all.query, searched=self._searched)
        new = self._query.words
        self._searched |= new
        self._all.begin_pass()
        self._reading.begin_pass()
        if not new:
            return ()
        days = self._all.days
        if not new <= days.keys():
            return self._reading.files
        # The files that can contain a credential that the last pass found.
        first, last = min(days[word] for word in new), max(days[word] for word in new) + _LONGEST_SESSION
        return [file for file in self._reading.files if not file.log_path or first <= file.log_path.day <= last]

    def take(self, update: FileUpdate) -> Iterator[TimelineUpdate]:
        """Process what was read."""
        if isinstance(update, EventsRead):
            yield from self._add(update)
        else:
            yield from self._reading.take(update, len(self._all))

    def leave(self) -> Iterator[TimelineUpdate]:
        """No more passes are made."""
        if self._all.query.words - self._searched:
            reason = "not every session was followed: each led to another one"
            yield from self._reading.note(Gap(None, LOG_FILES, reason))

    def stop(self) -> Iterator[TimelineUpdate]:
        """The user cancelled."""
        yield from self._reading.stop()

    def end(self) -> Iterator[TimelineUpdate]:
        """Yield what is only known at the end."""
        yield from self._reading.end()

    def _add(self, read: EventsRead) -> Iterator[TimelineUpdate]:
        new = self._all.add(read.events, read.file.name)
        if new:
            yield EventsFound(new)

    @property
    def result(self) -> Timeline:
        """Everything that was found, oldest first; the newest events if there are more than wanted."""
        events, target = tuple(self._all.events), self._all.target
        coverage, period = self._reading.coverage(len(self._all.twice)), self._period(events)
        return Timeline(
            account=self._account(events),
            target=target,
            days=period.days,
            since=period.since,
            until=period.until,
            events=events,
            signals=find_signals(events, target),
            gaps=coverage.gaps,
            regions_searched=coverage.regions,
            capped=self._all.is_capped,
            remarks=(*remarks_on_names(target, events, ()), *self._remarks_on_accounts(events)),
            regions_chosen=self._search.regions,
            coverage=(coverage,),
            search_options=self._search.options,
            origins=self._all.origins,
        )

    def _period(self, events: Sequence[Event]) -> Period:
        """The chosen period, or that of the files and events."""
        times = [event.time for event in events if event.time]
        days = [datetime.combine(path.day, datetime.min.time(), timezone.utc) for path in self._reading.paths]
        since = self._search.since or min((*times, *days), default=self._now - timedelta(days=1))
        ends = (*times, *(day + timedelta(days=1) for day in days))
        until = self._search.until or min(max(ends, default=self._now), max((self._now, *times[-1:])))
        return Period(since, max(until, since + timedelta(seconds=1)))

    def _account(self, events: Sequence[Event]) -> Account:
        """The account of the target, as far as the files show it; nobody is signed in to it."""
        accounts = {event.account_id for event in events if event.account_id}
        named = self._search.account_id or self._query.target.named_account_id
        arns = [event.actor.arn.split(":")[1] for event in events if event.actor.arn and event.actor.arn.count(":") > 4]
        return Account(
            account_id=named or (accounts.pop() if len(accounts) == 1 else ""),
            alias=Unread(Cause.FAILED, LOG_FILES),
            caller_arn="",
            partition=arns[0] if arns else "aws",
            region=IAM_REGION,
            region_is_default=True,
            profile=None,
            demo=False,
        )

    def _remarks_on_accounts(self, events: Sequence[Event]) -> Iterator[str]:
        """A user name means another user in each account."""
        target = self._query.target
        if target.kind is not TargetKind.USER or self._search.account_id or target.account_id:
            return
        accounts = sorted({event.account_id for event in events if event.account_id})
        if len(accounts) > 1:
            yield (
                f"The events are of {len(accounts)} accounts ({', '.join(accounts[:5])}): they may belong to different "
                "users of the same name. Give --account, or the ARN of the user."
            )
