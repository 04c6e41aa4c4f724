"""What a timeline yields: progress, events as they are found, gaps, and the whole timeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.detection import Signal
from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import is_harmless, safe_name

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
    """The range of the search. No `regions` and not `current_region` means every enabled Region.

    Raises UsageError if `days` is not 1 to 90, the range that CloudTrail keeps, or `max_events` is below 1.
    """

    days: int = 7
    regions: tuple[str, ...] = ()
    current_region: bool = False
    max_events: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.days <= LONGEST_DAYS:
            raise UsageError(
                f"CloudTrail's event history can be searched for 1 to {LONGEST_DAYS} days, not {self.days}.",
                "For older events, query the log files of a trail with Athena.",
            )
        if self.max_events is not None and self.max_events < 1:
            raise UsageError(
                f"The maximum number of events must be 1 or more, not {self.max_events}.", "Omit the limit."
            )
        for region in self.regions:
            if not is_harmless(region):
                # Gaps and the report would show it.
                raise UsageError(f"{safe_name(region)} is not a Region.", "Region names look like eu-west-1.")


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be read. `source` is the call, `region` is None if no single one failed."""

    region: str | None
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class RegionProgress:
    """The progress of one Region: numbers of pages and events so far."""

    region: str
    pages: int
    events: int
    done: bool


@dataclass(frozen=True, slots=True)
class EventsFound:
    """Events as they arrive, in no particular order, each once."""

    events: tuple[Event, ...]


Counts: TypeAlias = tuple[tuple[str, int], ...]


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
    caveats, a sentence each: nothing failed, but they are always shown.
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

    @property
    def complete(self) -> bool:
        """Whether this has everything that the event history covers."""
        return not (self.gaps or self.capped)

    @property
    def regions_with_activity(self) -> tuple[str, ...]:
        """The Regions that events name, sorted."""
        return tuple(sorted({event.region for event in self.events if event.region}))

    @property
    def unparsed(self) -> int:
        """The number of records that could not be parsed. They are kept among the events."""
        return sum(event.problem is not None for event in self.events)

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


TimelineUpdate: TypeAlias = Account | RegionProgress | EventsFound | Gap | Timeline


def _counts(texts: Iterable[str | None]) -> Counts:
    counted = Counter(text for text in texts if text)
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
