"""What patterns remember of an identity, whatever the order in which its events arrive.

Files are read in parallel, and CloudTrail gives the newest events first, while a pattern needs the order of time. So
each memory keeps only what decides, and says at the end when the pattern was complete: the same times as if all events
had been kept and sorted.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from functools import partial, singledispatch
from typing import Protocol, TypeAlias

from bks_tui.core.detection.conditions import Burst, Distinct, Pattern, Repeated
from bks_tui.core.detection.evaluate import predicate
from bks_tui.core.detection.fields import Reader, reader
from bks_tui.core.detection.patterns import Calls, Predicate, Window, affected_user
from bks_tui.core.detection.sighting import Sighting

# More values than any pattern needs; an attacker can make as many as there are calls.
MOST_VALUES = 1_000
LONGEST_VALUE = 1_000

# The size of an entry, about: of a value with its time, of one with two times, and of a time alone.
_VALUE_BYTES, _SPAN_BYTES, _TIME_BYTES = 150, 300, 8

# Of an event without a time: it comes last.
_NEVER = math.inf


class Memory(Protocol):
    """What a pattern remembers of one identity."""

    def see(self, sighting: Sighting) -> int:
        """Remember an event like those of the pattern. How many bytes more are kept now, about."""

    def completions(self) -> Iterator[datetime | None]:
        """The times of the events that completed the pattern."""


NewMemory: TypeAlias = Callable[[], Memory]


@singledispatch
def memory_of(pattern: Pattern) -> NewMemory:
    """What makes a memory of the pattern."""
    raise TypeError(f"no memory of {type(pattern).__name__}")


class _Values:
    """The first time of each value: from enough values on, each is a new one too many."""

    __slots__ = ("_first", "_least", "_read")

    def __init__(self, read: Reader, least: int) -> None:
        self._read, self._least = read, least
        self._first: dict[str, float] = {}

    def see(self, sighting: Sighting) -> int:
        value, before = _text(self._read(sighting)), len(self._first)
        if value is not None and (value in self._first or before < MOST_VALUES):
            self._first[value] = min(self._first.get(value, _NEVER), _seconds(sighting))
        return (len(self._first) - before) * _VALUE_BYTES

    def completions(self) -> Iterator[datetime | None]:
        yield from map(_moment, sorted(self._first.values())[self._least - 1 :])


class _Spans:
    """The first and the last time of each value in each stretch as long as the window.

    Those between are within a window of both, and so decide nothing.
    """

    __slots__ = ("_least", "_read", "_spans", "_window")

    def __init__(self, read: Reader, least: int, window: timedelta) -> None:
        self._read, self._least, self._window = read, least, window
        self._spans: dict[tuple[str, int], tuple[float, float]] = {}

    def see(self, sighting: Sighting) -> int:
        value, time, before = _text(self._read(sighting)), _seconds(sighting), len(self._spans)
        if value is not None and time != _NEVER:
            place = value, int(time // self._window.total_seconds())
            first, last = self._spans.get(place, (time, time))
            self._spans[place] = min(first, time), max(last, time)
        return (len(self._spans) - before) * _SPAN_BYTES

    def completions(self) -> Iterator[datetime | None]:
        times = sorted({(time, value) for (value, _), span in self._spans.items() for time in span})
        window = Window(self._least, self._window)
        for time, value in times:
            moment = datetime.fromtimestamp(time, timezone.utc)
            if window.adds(value, moment):
                yield moment


class _Times:
    """The times of all calls."""

    __slots__ = ("_pattern", "_times")

    def __init__(self, pattern: Burst) -> None:
        self._pattern, self._times = pattern, array("d")

    def see(self, sighting: Sighting) -> int:
        time = _seconds(sighting)
        if time == _NEVER:
            return 0
        self._times.append(time)
        return _TIME_BYTES

    def completions(self) -> Iterator[datetime | None]:
        calls = Calls(self._pattern)
        for time in sorted(self._times):
            moment = datetime.fromtimestamp(time, timezone.utc)
            if calls.completes(moment):
                yield moment


class _Repetitions:
    """For each user, the time of each event, and whether it shows that there were others; within a time, if any."""

    __slots__ = ("_longest", "_shown", "_times", "_users")

    def __init__(self, shown: Predicate, times: int, longest: float) -> None:
        self._shown, self._times, self._longest = shown, times, longest
        self._users: dict[str, list[tuple[float, str, bool]]] = {}

    def see(self, sighting: Sighting) -> int:
        known = self._users.setdefault(affected_user(sighting), [])
        known.append((_seconds(sighting), sighting.event.event_id, self._shown(sighting)))
        return _VALUE_BYTES

    def completions(self) -> Iterator[datetime | None]:
        for events in map(sorted, self._users.values()):
            for number, (time, _, shown) in enumerate(events, 1):
                is_any = self._longest == _NEVER
                earlier = 0 if is_any else bisect_left(events, (time - self._longest,))
                if (number - earlier >= self._times or shown) and (is_any or time < _NEVER):
                    yield _moment(time)


@memory_of.register
def _(pattern: Distinct) -> NewMemory:
    read = reader(pattern.path)
    if pattern.seconds is None:
        return partial(_Values, read, pattern.at_least)
    return partial(_Spans, read, pattern.at_least, timedelta(seconds=pattern.seconds))


@memory_of.register
def _(pattern: Burst) -> NewMemory:
    return partial(_Times, pattern)


@memory_of.register
def _(pattern: Repeated) -> NewMemory:
    longest = _NEVER if pattern.seconds is None else pattern.seconds
    return partial(_Repetitions, predicate(pattern.or_shown_by), pattern.times, longest)


def _text(value: object) -> str | None:
    return value[:LONGEST_VALUE] if isinstance(value, str) else None


def _seconds(sighting: Sighting) -> float:
    time = sighting.event.time
    return time.timestamp() if time else _NEVER


def _moment(seconds: float) -> datetime | None:
    return None if seconds == _NEVER else datetime.fromtimestamp(seconds, timezone.utc)
