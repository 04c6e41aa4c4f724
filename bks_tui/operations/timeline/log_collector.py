"""The state of a timeline from log files: what it found, which files it reads next, and its result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.log_path import LogPath
from bks_tui.core.cloudtrail.target import Target, TargetKind
from bks_tui.core.detection import find_signals
from bks_tui.core.evidence import Cause, Unread
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.log_days import missing_days, quiet_regions
from bks_tui.core.timeline.log_query import LogQuery
from bks_tui.core.timeline.log_search import FILES_LIMITATIONS, LogSearch
from bks_tui.core.timeline.name_reuse import remarks_on_names
from bks_tui.core.timeline.source import LOG_FILES, Coverage, EventsFound, FileProgress, Gap, Period
from bks_tui.core.timeline.timeline import Timeline, TimelineUpdate
from bks_tui.operations.timeline.found_events import FoundEvents
from bks_tui.storage.logs.find import FoundFiles, LogFile, gap_of
from bks_tui.storage.logs.reader import EventsRead, FileUpdate

_IAM_REGION = "us-east-1"
# As long as a session of GetSessionToken and its late files.
_LONGEST_SESSION = timedelta(days=3)


class LogCollector:
    """The state of one timeline from files."""

    def __init__(self, search: LogSearch, target: Target, now: datetime) -> None:
        self._search, self._now = search, now
        self._query = LogQuery(target, (), search.account_id, search.regions, search.since, search.until)
        self._found = FoundFiles()
        self._all = FoundEvents(self._query, search.most_events)
        self._gaps: dict[Gap, None] = {}
        self._sizes: dict[LogFile, int] = {}
        self._done = 0
        self._skipped: set[LogFile] = set()
        self._searched: frozenset[str] = frozenset()

    @property
    def query(self) -> LogQuery:
        """What this pass searches."""
        return self._query

    def begin(self, found: FoundFiles) -> Iterator[TimelineUpdate]:
        """Start with the files that were found."""
        self._found = found
        for gap in found.gaps:
            yield from self._note(gap)
        if self._search.regions and _IAM_REGION not in self._search.regions:
            reason = "IAM events are in this Region, but it was not chosen: they were not searched"
            yield from self._note(Gap(_IAM_REGION, LOG_FILES, reason))
        yield self._progress

    def next_files(self) -> Sequence[LogFile]:
        """The files that can contain what was not searched yet: at first all, then those from a day on."""
        self._query = replace(self._all.query, searched=self._searched)
        new = self._query.words
        self._searched |= new
        self._done = 0
        self._all.begin_pass()
        if not new:
            return ()
        days = self._all.days
        if not new <= days.keys():
            return [file for file in self._found.files if file not in self._skipped]
        # The files that can contain a credential that the last pass found.
        first, last = min(days[word] for word in new), max(days[word] for word in new) + _LONGEST_SESSION
        return [
            file
            for file in self._found.files
            if file not in self._skipped and (not file.log_path or first <= file.log_path.day <= last)
        ]

    def take(self, update: FileUpdate) -> Iterator[TimelineUpdate]:
        """Process what was read."""
        if isinstance(update, EventsRead):
            yield from self._add(update.events)
            return
        self._done += 1
        if update.problem:
            yield from self._note(gap_of(update.file.name, update.problem))
        if update.skipped:
            self._skipped.add(update.file)
            self._found.skipped[update.skipped] += 1
        else:
            self._sizes[update.file] = update.bytes
        yield self._progress

    def leave(self) -> Iterator[TimelineUpdate]:
        """No more passes are made."""
        if self._all.query.words - self._searched:
            reason = "not every session was followed: each led to another one"
            yield from self._note(Gap(None, LOG_FILES, reason))

    def stop(self) -> Iterator[TimelineUpdate]:
        """The user cancelled."""
        yield from self._note(Gap(None, LOG_FILES, "stopped by you before everything was read"))

    def end(self) -> Iterator[TimelineUpdate]:
        """Yield what is only known at the end."""
        if not self._found.files and not self._gaps:
            yield from self._note(Gap(None, LOG_FILES, "no log file was found"))
        paths = [file.log_path for file in self._found.files if file.log_path]
        since, until = self._search.since, self._search.until
        # The files of the last day may still be on their way.
        last = min(until, self._now - timedelta(days=1)).date() if until else None
        for gap in missing_days(paths, since.date() if since else None, last):
            yield from self._note(gap)

    def _add(self, events: Sequence[Event]) -> Iterator[TimelineUpdate]:
        new = self._all.add(events)
        if new:
            yield EventsFound(new)

    def _note(self, gap: Gap) -> Iterator[TimelineUpdate]:
        if gap not in self._gaps:
            self._gaps[gap] = None
            yield gap

    @property
    def _progress(self) -> FileProgress:
        return FileProgress(self._done, len(self._found.files), len(self._all))

    @property
    def result(self) -> Timeline:
        """Everything that was found, oldest first; the newest events if there are more than wanted."""
        events, target = tuple(self._all.events), self._all.target
        coverage, period = self._coverage, self._period(events)
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
        )

    @property
    def _coverage(self) -> Coverage:
        paths = self._paths
        days = [path.day for path in paths]
        return Coverage(
            LOG_FILES,
            accounts=tuple(sorted({path.account_id for path in paths})),
            regions=tuple(sorted({path.region for path in paths})),
            first_day=min(days, default=None),
            last_day=max(days, default=None),
            files=len(self._sizes),
            bytes=sum(self._sizes.values()),
            gaps=tuple(sorted(self._gaps, key=lambda gap: (gap.region or "", gap.source, gap.reason))),
            skipped=tuple(sorted((reason, count) for reason, count in self._found.skipped.items())),
            notes=(*quiet_regions(paths), *self._duplicates()),
            limits=FILES_LIMITATIONS,
        )

    def _duplicates(self) -> Iterator[str]:
        if self._all.twice:
            yield (
                f"{pluralize(len(self._all.twice), 'event')} found in more than one file, as when the trails of an "
                "account and of its organization record the same; each is shown once."
            )

    def _period(self, events: Sequence[Event]) -> Period:
        """The chosen period, or that of the files and events."""
        times = [event.time for event in events if event.time]
        days = [datetime.combine(path.day, datetime.min.time(), timezone.utc) for path in self._paths]
        since = self._search.since or min((*times, *days), default=self._now - timedelta(days=1))
        ends = (*times, *(day + timedelta(days=1) for day in days))
        until = self._search.until or min(max(ends, default=self._now), max((self._now, *times[-1:])))
        return Period(since, max(until, since + timedelta(seconds=1)))

    @property
    def _paths(self) -> Sequence[LogPath]:
        return [file.log_path for file in self._sizes if file.log_path]

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
            region=_IAM_REGION,
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
