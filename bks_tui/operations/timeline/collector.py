"""The state of a timeline: what it knows, what it requests next, and its result.

Separate from the generator, which owns the threads: nothing here waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.event import Event, chronological
from bks_tui.core.cloudtrail.target import Target, TargetKind
from bks_tui.core.detection import find_signals
from bks_tui.core.errors import AwsError
from bks_tui.core.evidence import Known, Unread
from bks_tui.core.keys.alias import former_names
from bks_tui.core.timeline.learned_names import other_name
from bks_tui.core.timeline.name_reuse import remarks_on_names
from bks_tui.core.timeline.source import EventsFound, Period
from bks_tui.core.timeline.timeline import Timeline, TimelineOptions, TimelineUpdate
from bks_tui.operations.timeline import gaps as timeline_gaps
from bks_tui.operations.timeline import tasks as timeline_tasks
from bks_tui.operations.timeline.lookups import lookup_of_access_key, lookups_of, lookups_of_user
from bks_tui.operations.timeline.region_search import RegionSearch
from bks_tui.operations.timeline.tasks import (
    AccessKeysListed,
    AliasesListed,
    HoldersFound,
    LookupEnded,
    LookupScheduler,
    PageRead,
    RegionsListed,
    TimelineMessage,
)


class TimelineCollector:
    """The state of one timeline. Used by one thread only."""

    def __init__(
        self, account: Account, target: Target, options: TimelineOptions, period: Period, scheduler: LookupScheduler
    ) -> None:
        self._account = account
        self._target = target
        self._options = options
        self._period = period
        self._scheduler = scheduler
        self._search = RegionSearch(account, options, period, scheduler, lookups_of(target))
        self._names: set[str] = set()
        self._users_today: set[str] = set()
        self._has_no_holder = False
        self._access_key_ids: dict[str, None] = dict.fromkeys(target.access_key_ids)
        self._events: dict[str, Event] = {}
        self._origins: dict[str, tuple[str, ...]] = {}

    def begin(self) -> Iterator[TimelineUpdate]:
        """Start with what is known about the target, and request the rest."""
        yield from self._search.begin()
        if self._target.kind is TargetKind.ARN and self._target.role_name:
            yield from self._search.note(timeline_gaps.no_sessions(self._target.role_name))
        if self._target.kind is TargetKind.USER and self._target.user_name:
            for name in self._target.names:
                yield from self._learn_name(name)
            if self._target.alias:
                self._scheduler.start(partial(timeline_tasks.find_holders, alias=self._target.alias), "iam")

    def take(self, report: TimelineMessage) -> Iterator[TimelineUpdate]:
        """Process a message of a thread, start the next requests, and yield updates."""
        match report:
            case RegionsListed(regions):
                yield from self._search.listed(regions)
            case HoldersFound() | AliasesListed() | AccessKeysListed():
                yield from self._learn(report)
            case PageRead(region, events):
                yield from self._add(region, events)
            case LookupEnded(region, error):
                yield from self._search.end_lookup(region, error)

    def _learn(self, report: HoldersFound | AliasesListed | AccessKeysListed) -> Iterator[TimelineUpdate]:
        """Process what IAM returned about the user."""
        match report:
            case HoldersFound(Known(names)):
                self._has_no_holder = not names
                for name in names:
                    yield from self._learn_name(name)
            case HoldersFound(Unread() as unread):
                yield from self._search.note(timeline_gaps.no_holder(unread))
            case AliasesListed(user, Known(aliases)):
                if aliases is not None:
                    self._users_today.add(user)
                for name in former_names(aliases or (), user):
                    yield from self._learn_name(name)
            case AliasesListed(user, Unread() as unread):
                yield from self._search.note(timeline_gaps.no_former_names(user, unread))
            case AccessKeysListed(Known(access_key_ids)):
                self._access_key_ids |= dict.fromkeys(access_key_ids)
                yield from self._search.look_for(map(lookup_of_access_key, access_key_ids))
            case AccessKeysListed(Unread() as unread):
                yield from self._search.note(timeline_gaps.no_access_keys(unread))

    def stop(self) -> Iterator[TimelineUpdate]:
        """The user cancelled."""
        yield from self._search.note(timeline_gaps.stopped())

    def fail(self, error: AwsError) -> Iterator[TimelineUpdate]:
        """No further calls are possible. What was found is kept."""
        yield from self._search.note(timeline_gaps.ended(error))

    def end(self) -> Iterator[TimelineUpdate]:
        """Yield what is only known at the end."""
        yield from self._search.end()

    @property
    def result(self) -> Timeline:
        """Everything that was found, oldest first; if there is a limit, the newest events."""
        found = sorted(self._events.values(), key=chronological)
        events = tuple(found[-self._options.max_events :] if self._options.max_events else found)
        coverage = self._search.coverage
        # With the names and access keys that AWS returned, so that calls with them count as its own.
        target = replace(
            self._target,
            access_key_ids=tuple(self._access_key_ids),
            other_names=tuple(sorted(self._names - {self._target.user_name})),
        )
        return Timeline(
            account=self._account,
            target=target,
            days=self._period.days,
            since=self._period.since,
            until=self._period.until,
            events=events,
            signals=find_signals(events, target),
            gaps=coverage.gaps,
            regions_searched=coverage.regions,
            capped=len(events) < len(found),
            remarks=tuple(self._remarks(target, events)),
            regions_chosen=self._search.chosen,
            coverage=(coverage,),
            origins={event.event_id: self._origins[event.event_id] for event in events},
        )

    def _remarks(self, target: Target, events: tuple[Event, ...]) -> Iterator[str]:
        if self._has_no_holder:
            yield (
                f"No user holds the key {target.text} today: the key or its user was deleted. If the user was renamed "
                "before this period, its events under the new name are missing."
            )
        yield from remarks_on_names(target, events, self._users_today)

    def _learn_name(self, name: str) -> Iterator[TimelineUpdate]:
        """Search for a current or former name of the user."""
        if name not in self._names:
            self._names.add(name)
            for task in (timeline_tasks.list_access_keys, timeline_tasks.list_aliases):
                self._scheduler.start(partial(task, user=name), "iam")
            yield from self._search.look_for(lookups_of_user(name))

    def _add(self, region: str, events: Iterable[Event]) -> Iterator[TimelineUpdate]:
        new = {event.event_id: event for event in events if event.event_id not in self._events}
        self._events |= new
        self._origins |= dict.fromkeys(new, (region,))
        if new:
            yield EventsFound(tuple(new.values()))
        yield self._search.read(region, len(new))
        for event in new.values():
            for name in [other_name(event, name) for name in self._names]:
                if name:
                    yield from self._learn_name(name)
