"""The state of a timeline from log files: what it found, which files it reads next, and its result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from heapq import nlargest

from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.event import Event, chronological
from bks_tui.core.cloudtrail.target import Target, TargetKind
from bks_tui.core.detection import find_signals
from bks_tui.core.evidence import Cause, Unread
from bks_tui.core.keys.access_key_id import AccessKeyClass, access_key_class
from bks_tui.core.timeline.learned_names import issued_ids, other_name
from bks_tui.core.timeline.log_query import LogQuery
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.name_reuse import remarks_on_names
from bks_tui.core.timeline.source import LOG_FILES, EventsFound, Gap, Period
from bks_tui.core.timeline.timeline import Timeline, TimelineUpdate
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
        self._events: dict[str, Event] = {}
        self._seen: set[str] = set()
        self._twice: set[str] = set()
        # The days from which on the files of this pass can contain a credential that the last one found.
        self._days: dict[str, date] = {}
        self._is_capped = False
        self._learned = self._query
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
        self._query = replace(self._learned, searched=self._searched)
        new = self._query.words
        self._searched |= new
        self._seen = set()
        self._reading.begin_pass()
        if not new:
            return ()
        if not new <= self._days.keys():
            return self._reading.files
        first, last = min(self._days[word] for word in new), max(self._days[word] for word in new) + _LONGEST_SESSION
        return [file for file in self._reading.files if not file.log_path or first <= file.log_path.day <= last]

    def take(self, update: FileUpdate) -> Iterator[TimelineUpdate]:
        """Process what was read."""
        if isinstance(update, EventsRead):
            yield from self._add(update.events)
        else:
            yield from self._reading.take(update, len(self._events))

    def leave(self) -> Iterator[TimelineUpdate]:
        """No more passes are made."""
        if self._learned.words - self._searched:
            reason = "not every session was followed: each led to another one"
            yield from self._reading.note(Gap(None, LOG_FILES, reason))

    def stop(self) -> Iterator[TimelineUpdate]:
        """The user cancelled."""
        yield from self._reading.stop()

    def end(self) -> Iterator[TimelineUpdate]:
        """Yield what is only known at the end."""
        yield from self._reading.end()

    def _add(self, events: Sequence[Event]) -> Iterator[TimelineUpdate]:
        new = []
        for event in events:
            known = self._events.get(event.event_id)
            if known is None or (known.problem and not event.problem):
                self._events[event.event_id] = event
                new.append(event)
            if event.event_id in self._seen:
                self._twice.add(event.event_id)
            self._seen.add(event.event_id)
        if new:
            yield EventsFound(tuple(new))
        for event in new:
            self._learn(event)
        if len(self._events) > 2 * self._search.most_events:
            self._keep_newest()

    def _learn(self, event: Event) -> None:
        target = self._learned.target
        names = {name for known in target.names if (name := other_name(event, known))} - set(target.names)
        if names and target.kind is TargetKind.USER:
            target = replace(target, other_names=tuple(sorted({*target.other_names, *names})))
        acting = replace(target, access_key_ids=tuple(self._learned.ids))
        ids = [key for key in issued_ids(event, acting) if key not in self._learned.ids]
        if event.time:
            self._days |= {key: event.time.date() for key in ids}
        credential_ids = (*self._learned.credential_ids, *ids)
        self._learned = replace(self._learned, target=target, credential_ids=credential_ids)

    def _keep_newest(self) -> None:
        newest = nlargest(self._search.most_events, self._events.values(), key=chronological)
        self._is_capped |= len(newest) < len(self._events)
        self._events = {event.event_id: event for event in newest}

    @property
    def result(self) -> Timeline:
        """Everything that was found, oldest first; the newest events if there are more than wanted."""
        self._keep_newest()
        events = tuple(sorted(self._events.values(), key=chronological))
        of_keys = (key for key in self._learned.credential_ids if access_key_class(key) is not AccessKeyClass.OTHER)
        ids = dict.fromkeys((*self._learned.target.access_key_ids, *of_keys))
        target = replace(self._learned.target, access_key_ids=tuple(ids))
        coverage, period = self._reading.coverage(len(self._twice)), self._period(events)
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
            capped=self._is_capped,
            remarks=(*remarks_on_names(target, events, ()), *self._remarks_on_accounts(events)),
            regions_chosen=self._search.regions,
            coverage=(coverage,),
            search_options=self._search.options,
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
