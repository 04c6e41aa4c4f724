"""The evaluation of patterns: conditions over several events, with what they remember of earlier ones."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeAlias

from bks_tui.core.cloudtrail.record import object_in
from bks_tui.core.detection.conditions import Burst, Distinct, Repeated
from bks_tui.core.detection.fields import reader
from bks_tui.core.detection.sighting import Sighting

Predicate: TypeAlias = Callable[[Sighting], bool]


def repeated(pattern: Repeated, holds: Predicate, shown: Predicate) -> Predicate:
    """Count the events that affect each user, and give those from the wanted number on."""
    key = object()

    def is_repeated(sighting: Sighting) -> bool:
        if not holds(sighting):
            return False
        counts: Counter[str] = sighting.history.affected.setdefault(key, Counter())
        user = affected_user(sighting)
        counts[user] += 1
        return counts[user] >= pattern.times or shown(sighting)

    return is_repeated


def affected_user(sighting: Sighting) -> str:
    """The user whose credentials a call of IAM changes: without a name, the caller itself."""
    return str(object_in(sighting.fields, "requestParameters").get("userName") or sighting.event.actor.name)


class Calls:
    """The times of the last calls of an identity, which must be given in order."""

    __slots__ = ("_in_burst", "_longest", "_times")

    def __init__(self, pattern: Burst) -> None:
        self._times = deque[datetime](maxlen=pattern.calls)
        self._longest = timedelta(seconds=pattern.seconds)
        self._in_burst = False

    def completes(self, time: datetime) -> bool:
        """Whether a call at this time completes a burst."""
        times, was_in_burst = self._times, self._in_burst
        times.append(time)
        self._in_burst = len(times) == times.maxlen and time - times[0] <= self._longest
        return self._in_burst and not was_in_burst


def burst(pattern: Burst, holds: Predicate) -> Predicate:
    """Remember the times of the last calls of each identity, and give the call that completes a burst."""
    key = object()

    def completes(sighting: Sighting) -> bool:
        time = sighting.event.time
        if time is None or not holds(sighting):
            return False
        known: Calls | None = sighting.caller.habits.get(key)
        if known is None:
            known = sighting.caller.habits[key] = Calls(pattern)
        return known.completes(time)

    return completes


def distinct(pattern: Distinct, holds: Predicate) -> Predicate:
    """Remember the values of each identity, and give the event that adds one to enough others."""
    if pattern.seconds is None:
        return _distinct_ever(pattern, holds)
    return _distinct_within(pattern, timedelta(seconds=pattern.seconds), holds)


def repeated_within(pattern: Repeated, longest: timedelta, holds: Predicate, shown: Predicate) -> Predicate:
    """Remember the times of the events that affect each user, and give those that are enough within a time."""
    key = object()

    def is_repeated(sighting: Sighting) -> bool:
        time = sighting.event.time
        if time is None or not holds(sighting):
            return False
        known: dict[str, list[datetime]] = sighting.history.affected.setdefault(key, {})
        user = affected_user(sighting)
        known[user] = [*(one for one in known.get(user, ()) if time - one <= longest), time]
        return len(known[user]) >= pattern.times or shown(sighting)

    return is_repeated


def _distinct_ever(pattern: Distinct, holds: Predicate) -> Predicate:
    key, read = object(), reader(pattern.path)

    def adds(sighting: Sighting) -> bool:
        value, habits = read(sighting), sighting.caller.habits
        known: set[str] | None = habits.get(key)
        if known is None:
            known = habits[key] = set()
        # Most values are known, which is quicker to see than whether the condition holds.
        if not isinstance(value, str) or value in known or not holds(sighting):
            return False
        known.add(value)
        return len(known) >= pattern.at_least

    return adds


class Window:
    """The values of an identity that were seen within a time. They must be given in order."""

    __slots__ = ("_least", "_longest", "_seen")

    def __init__(self, at_least: int, longest: timedelta) -> None:
        self._least, self._longest = at_least, longest
        self._seen: dict[str, datetime] = {}

    def adds(self, value: str, time: datetime) -> bool:
        """Whether a value at this time adds one to enough others."""
        known, longest = self._seen, self._longest
        seen, known[value] = known.get(value), time
        if seen is not None and time - seen <= longest:
            return False
        for other in [other for other, seen in known.items() if time - seen > longest]:
            del known[other]
        return len(known) >= self._least


def _distinct_within(pattern: Distinct, longest: timedelta, holds: Predicate) -> Predicate:
    key, read = object(), reader(pattern.path)

    def adds(sighting: Sighting) -> bool:
        value, time, habits = read(sighting), sighting.event.time, sighting.caller.habits
        if time is None or not isinstance(value, str) or not holds(sighting):
            return False
        known: Window | None = habits.get(key)
        if known is None:
            known = habits[key] = Window(pattern.at_least, longest)
        return known.adds(value, time)

    return adds
