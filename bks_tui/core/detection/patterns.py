"""The evaluation of patterns: conditions over several events, with what they remember of earlier ones."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(slots=True)
class _Calls:
    times: deque[datetime]
    in_burst: bool = False


def burst(pattern: Burst, holds: Predicate) -> Predicate:
    """Remember the times of the last calls of each identity, and give the call that completes a burst."""
    key, longest = object(), timedelta(seconds=pattern.seconds)

    def completes(sighting: Sighting) -> bool:
        time = sighting.event.time
        if time is None or not holds(sighting):
            return False
        known: _Calls | None = sighting.caller.habits.get(key)
        if known is None:
            known = sighting.caller.habits[key] = _Calls(deque(maxlen=pattern.calls))
        times, was_in_burst = known.times, known.in_burst
        times.append(time)
        known.in_burst = len(times) == pattern.calls and time - times[0] <= longest
        return known.in_burst and not was_in_burst

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


def _distinct_within(pattern: Distinct, window: timedelta, holds: Predicate) -> Predicate:
    key, read = object(), reader(pattern.path)

    def adds(sighting: Sighting) -> bool:
        value, time, habits = read(sighting), sighting.event.time, sighting.caller.habits
        if time is None or not isinstance(value, str) or not holds(sighting):
            return False
        known: dict[str, datetime] | None = habits.get(key)
        if known is None:
            known = habits[key] = {}
        seen, known[value] = known.get(value), time
        if seen is not None and time - seen <= window:
            return False
        for other in [other for other, seen in known.items() if time - seen > window]:
            del known[other]
        return len(known) >= pattern.at_least

    return adds
