"""What a timeline yields: progress, events as they are found, gaps, and the whole timeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.detection import Signal
from bks_tui.core.errors import UsageError
from bks_tui.core.filter.narrowing import Narrowing
from bks_tui.core.harmless import is_harmless, safe_name
from bks_tui.core.timeline.episodes import Episode, find_episodes
from bks_tui.core.timeline.findings import SourceFinding, SourceRead, SourceReading, findings_of
from bks_tui.core.timeline.phases import PhaseSpan, find_phases
from bks_tui.core.timeline.source import EVENT_HISTORY, Coverage, Period
from bks_tui.core.timeline.source import Counts as Counts
from bks_tui.core.timeline.source import EventsFound as EventsFound
from bks_tui.core.timeline.source import FileProgress as FileProgress
from bks_tui.core.timeline.source import Gap as Gap
from bks_tui.core.timeline.source import ListingProgress as ListingProgress
from bks_tui.core.timeline.source import QueryProgress as QueryProgress
from bks_tui.core.timeline.source import RegionProgress as RegionProgress
from bks_tui.core.timeline.source import ScanEstimate as ScanEstimate

LONGEST_DAYS = 90

# These apply to every timeline, so they do not make one incomplete. They are always shown.
SOURCE_LIMITATIONS: tuple[str, ...] = (
    "CloudTrail delivers events late: those of about the last 15 minutes may be missing.",
    f"CloudTrail keeps {LONGEST_DAYS} days; for older events query the log files of a trail with Athena.",
    "Data events are not covered: inference through bedrock-mantle and the Claude Platform, agents, flows, "
    "knowledge bases, asynchronous and bidirectional invocations. An empty timeline does not mean unused.",
)


@dataclass(frozen=True, slots=True)
class TimelineOptions:
    """The range of a search of event history. No `regions` and not `current_region` means every enabled Region.

    `since` and `until` (aware) are used instead of `days`, as far as given.

    Raises UsageError if `days` is not 1 to 90, the range that CloudTrail keeps, or `max_events` is below 1.
    """

    days: int = 7
    regions: tuple[str, ...] = ()
    current_region: bool = False
    max_events: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.days <= LONGEST_DAYS:
            raise UsageError(
                f"CloudTrail's event history can be searched for 1 to {LONGEST_DAYS} days, not {self.days}.",
                "For older events, query the log files of a trail with Athena: add --athena.",
            )
        require_positive(self.max_events)
        for region in self.regions:
            if not is_harmless(region):
                # Gaps and the report would show it.
                raise UsageError(f"{safe_name(region)} is not a Region.", "Region names look like eu-west-1.")

    def period(self, now: datetime) -> Period:
        """The period of a search at `now`. Raises UsageError if CloudTrail does not keep its events any more."""
        until = min(self.until or now, now)
        period = Period(self.since or until - timedelta(days=self.days), until)
        require_ordered(period.since, period.until)
        if period.since < now - timedelta(days=LONGEST_DAYS):
            raise UsageError(
                f"CloudTrail's event history keeps {LONGEST_DAYS} days, and the period begins earlier.",
                "For older events, add --athena, or give the log files of a trail with --from.",
            )
        return period


def require_positive(max_events: int | None) -> None:
    """Raise UsageError for a limit that keeps no event."""
    if max_events is not None and max_events < 1:
        raise UsageError(f"The maximum number of events must be 1 or more, not {max_events}.", "Omit the limit.")


def require_ordered(since: datetime | None, until: datetime | None) -> None:
    """Raise UsageError for a period that contains no time."""
    if since and until and since >= until:
        raise UsageError(
            f"The period is empty: {since:%Y-%m-%d %H:%M} UTC is not before {until:%Y-%m-%d %H:%M} UTC.",
            "Give a --since that is before --until, and before now.",
        )


@dataclass(frozen=True, slots=True)
class TimelineSummary:
    """A timeline in numbers: each value with its number of events, the most frequent first.

    `actors` are described, so that a session is not counted as the user of its name; `actor_names`
    are the names alone. `first_use` and `last_use` are of the target itself: None if it made no
    dated call. `errors` counts failed calls.
    """

    actors: Counts
    actor_names: Counts
    calls: Counts
    addresses: Counts
    regions: Counts
    models: Counts
    user_agents: Counts
    first_use: datetime | None
    last_use: datetime | None
    errors: int
    signals: tuple[tuple[Signal, int], ...]

    @property
    def counted(self) -> tuple[tuple[str, Counts], ...]:
        """The counts by name, in reading order."""
        named = (
            ("actors", self.actors),
            ("calls", self.calls),
            ("addresses", self.addresses),
            ("Regions", self.regions),
            ("models", self.models),
            ("user agents", self.user_agents),
        )
        return tuple((name, counts) for name, counts in named if counts)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that was found: `events` oldest first, and `signals` by event id.

    `since` and `until` are the searched period. `capped`: more events exist than the limit.
    `regions_chosen` are the Regions that the user chose, empty for all enabled ones. `remarks` are
    caveats, a sentence each: nothing failed, but they are always shown. `coverage` is what each source
    says about itself. `sources` are the sources of each event by its id, if there is more than one source.
    `search_options` are the options of a command that repeats the search, if not those of the days alone.
    `readings` are what further sources say, if they were asked: no count and no signal includes it.
    `search_options` are the options of a command that repeats the search, if not those of the days alone. `origins`
    are the places in which each event was read, by its id: files, a table, or Regions of event history. `narrowing` is
    the filter, if the events are only those that match one; it hides `hidden_unparsed` records.
    """

    account: Account
    target: Target
    days: int
    since: datetime
    until: datetime
    events: tuple[Event, ...]
    signals: Mapping[str, tuple[Signal, ...]]
    gaps: tuple[Gap, ...]
    regions_searched: tuple[str, ...]
    capped: bool
    remarks: tuple[str, ...] = ()
    regions_chosen: tuple[str, ...] = ()
    coverage: tuple[Coverage, ...] = (Coverage(EVENT_HISTORY, limits=SOURCE_LIMITATIONS),)
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    search_options: tuple[str, ...] = ()
    readings: tuple[SourceReading, ...] = ()
    narrowing: Narrowing | None = None
    hidden_unparsed: int = 0

    @property
    def findings(self) -> tuple[SourceFinding, ...]:
        """What further sources found, the oldest first."""
        return findings_of(self.readings)

    def with_readings(self, readings: tuple[SourceReading, ...]) -> Timeline:
        """The same with what further sources say. What could not be read of them is a gap of this."""
        gaps = dict.fromkeys((*self.gaps, *(gap for reading in readings for gap in reading.gaps)))
        return replace(self, readings=readings, gaps=tuple(gaps))

    origins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether this has everything that its sources cover."""
        return not (self.gaps or self.capped or self.unparsed)

    @property
    def source_names(self) -> str:
        """Its sources, as a sentence names them."""
        return " and ".join(each.source for each in self.coverage)

    @property
    def limits(self) -> tuple[str, ...]:
        """What its sources can never contain, a sentence each."""
        return tuple(dict.fromkeys(limit for each in self.coverage for limit in each.limits))

    def sources_of(self, event: Event) -> tuple[str, ...]:
        """The sources that contain an event."""
        return self.sources.get(event.event_id) or tuple(each.source for each in self.coverage)

    @property
    def regions_with_activity(self) -> tuple[str, ...]:
        """The Regions that events name, sorted."""
        return tuple(sorted({event.region for event in self.events if event.region}))

    @property
    def unparsed(self) -> int:
        """The number of records that could not be parsed: kept among the events, or hidden by a filter."""
        return self.hidden_unparsed + sum(event.problem is not None for event in self.events)

    @property
    def episodes(self) -> tuple[Episode, ...]:
        """Runs of alike events, in the order of their first events."""
        return find_episodes(self.events, self.signals)

    @property
    def phases(self) -> tuple[PhaseSpan, ...]:
        """What was done, by phase of an incident."""
        return find_phases(self.events, self.signals, self.target)

    @property
    def summary(self) -> TimelineSummary:
        """Who, from where, with what, when."""
        uses = [event.time for event in self.events if event.time and self.target.is_actor(event.actor)]
        signals = Counter(signal for found in self.signals.values() for signal in found)
        return TimelineSummary(
            actors=_counts(event.actor.described for event in self.events),
            actor_names=_counts(event.actor.name for event in self.events),
            calls=_counts(event.name for event in self.events),
            addresses=_counts(event.source_ip for event in self.events),
            regions=_counts(event.region for event in self.events),
            models=_counts(event.model_id for event in self.events),
            user_agents=_counts(event.user_agent for event in self.events),
            first_use=min(uses, default=None),
            last_use=max(uses, default=None),
            errors=sum(event.failed for event in self.events),
            signals=tuple(sorted(signals.items(), key=lambda item: (item[0].severity.urgency, -item[1], item[0].name))),
        )


TimelineUpdate: TypeAlias = (
    Account
    | RegionProgress
    | FileProgress
    | ListingProgress
    | ScanEstimate
    | QueryProgress
    | EventsFound
    | Gap
    | SourceRead
    | Timeline
)


def _counts(texts: Iterable[str | None]) -> Counts:
    counted = Counter(text for text in texts if text)
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
