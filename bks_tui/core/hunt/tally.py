"""Counts that stay small whatever a caller writes into its calls, and signals with their times."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from bks_tui.core.detection import Signal
from bks_tui.core.hunt.hunt import SeenSignal
from bks_tui.core.timeline.source import Counts

MOST_LISTED = 1_000
LONGEST_VALUE = 1_000


@dataclass(slots=True)
class TimeSpan:
    """The first and the last of some times, in any order."""

    first: datetime | None = None
    last: datetime | None = None

    def add(self, time: datetime | None) -> None:
        """One more; None is no time."""
        if time is not None:
            self.first = time if self.first is None or time < self.first else self.first
            self.last = time if self.last is None or time > self.last else self.last

    def merge(self, other: TimeSpan) -> None:
        """Those of another one as well."""
        self.add(other.first)
        self.add(other.last)


@dataclass(slots=True)
class Listed:
    """Values with their numbers of events; of too many different ones, only the first."""

    counts: Counter[str] = field(default_factory=Counter)
    has_more: bool = False

    def add(self, value: str | None, times: int = 1) -> None:
        """One more event with a value; None and an empty text are none."""
        if not value:
            return
        value = value[:LONGEST_VALUE]
        if value in self.counts or len(self.counts) < MOST_LISTED:
            self.counts[value] += times
        else:
            self.has_more = True

    def merge(self, other: Listed) -> None:
        """Those of another one as well."""
        self.has_more |= other.has_more
        for value, times in other.counts.items():
            self.add(value, times)

    @property
    def most_frequent(self) -> Counts:
        """The values, the most frequent first."""
        return tuple(sorted(self.counts.items(), key=lambda item: (-item[1], item[0])))


@dataclass(slots=True)
class _Given:
    """A signal that was given."""

    signal: Signal
    count: int = 0
    times: TimeSpan = field(default_factory=TimeSpan)


class Signals:
    """Signals with their counts and times."""

    def __init__(self) -> None:
        self._given: dict[str, _Given] = {}

    def add(self, signal: Signal, time: datetime | None) -> None:
        """A signal was given."""
        given = self._given.get(signal.name)
        if given is None:
            given = self._given[signal.name] = _Given(signal)
        given.count += 1
        given.times.add(time)

    def merge(self, other: Signals) -> None:
        """Those of another one as well."""
        for name, more in other._given.items():
            given = self._given.setdefault(name, _Given(more.signal))
            given.count += more.count
            given.times.merge(more.times)

    @property
    def names(self) -> frozenset[str]:
        """Which signals were given."""
        return frozenset(self._given)

    @property
    def seen(self) -> tuple[SeenSignal, ...]:
        """The signals, the most urgent and then the most frequent first."""
        rows = [SeenSignal(one.signal, one.count, one.times.first, one.times.last) for one in self._given.values()]
        return tuple(sorted(rows, key=lambda row: (row.signal.severity.urgency, -row.count, row.signal.name)))
