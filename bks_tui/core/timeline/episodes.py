"""Events → episodes: runs of alike events, so that a burst of hundreds is read as one thing that happened. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.detection import Signal
from bks_tui.core.detection.sighting import client
from bks_tui.core.timeline.tokens import Tokens, recorded_tokens

# The calls of a job that runs every hour are one episode, those of one that runs every day are not.
GAP = timedelta(hours=2)

_NO_SIGNALS: Mapping[str, Sequence[Signal]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Episode:
    """Alike events, oldest first: the same call and outcome, by the same actor, from the same address and program.

    `signals` are those of any of the events, the most urgent first.
    """

    events: tuple[Event, ...]
    signals: tuple[Signal, ...]

    @property
    def sample(self) -> Event:
        """An event that stands for all in what is alike: call, outcome, actor, address and program."""
        return self.events[0]

    @property
    def count(self) -> int:
        """The number of events."""
        return len(self.events)

    @property
    def first(self) -> datetime | None:
        """The time of the first event; None if it is unknown."""
        return self.events[0].time

    @property
    def last(self) -> datetime | None:
        """The time of the last event; None if it is unknown."""
        return self.events[-1].time

    @property
    def regions(self) -> tuple[str, ...]:
        """The Regions, in the order of their first event."""
        return tuple(dict.fromkeys([event.region for event in self.events if event.region]))

    @property
    def models(self) -> tuple[str, ...]:
        """The models, in the order of their first event."""
        return tuple(dict.fromkeys([event.model_id for event in self.events if event.model_id]))

    @property
    def tokens(self) -> Tokens | None:
        """The tokens that the events record; None if none does."""
        return recorded_tokens(self.events)


def find_episodes(
    events: Iterable[Event], signals: Mapping[str, Sequence[Signal]] = _NO_SIGNALS, gap: timedelta = GAP
) -> tuple[Episode, ...]:
    """The episodes of events in chronological order, in the order of their first events.

    An event belongs to the episode of the last event like it, if that is at most `gap` earlier, whatever happened
    in between. One without a time is an episode of its own. The time needed is linear in the number of events.
    """
    runs: list[list[Event]] = []
    latest: dict[tuple[object, ...], list[Event]] = {}
    for event in events:
        key = _likeness(event)
        run = latest.get(key)
        if run is None or not _is_within(gap, run[-1].time, event.time):
            run = latest[key] = []
            runs.append(run)
        run.append(event)
    return tuple([Episode(tuple(run), _signals(run, signals)) for run in runs])


def _is_within(gap: timedelta, before: datetime | None, after: datetime | None) -> bool:
    return before is not None and after is not None and after - before <= gap


def _likeness(event: Event) -> tuple[object, ...]:
    """What the events of an episode have in common. Another credential is another actor."""
    actor = event.actor
    return (
        event.name,
        event.source,
        event.source_ip,
        event.user_agent and client(event.user_agent),
        event.failure,
        event.problem,
        # The id of a kind, because the hash of an enum member is slow.
        id(actor.kind),
        actor.name,
        actor.arn,
        actor.issuer_arn,
        actor.access_key_id,
        actor.credential_id,
        actor.on_behalf_of,
    )


def _signals(events: Iterable[Event], signals: Mapping[str, Sequence[Signal]]) -> tuple[Signal, ...]:
    found: dict[Signal, None] = {}
    for event in events:
        if its := signals.get(event.event_id):
            found.update(dict.fromkeys(its))
    return tuple(sorted(found, key=lambda signal: signal.severity.urgency)) if found else ()
