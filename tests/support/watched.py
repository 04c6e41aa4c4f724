"""Records for what is made of the rules, in which they find much or little, and what the rules themselves select."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from bks_tui.core.cloudtrail.event import Event, chronological, parse_event
from bks_tui.core.detection import Rule
from bks_tui.core.detection.evaluate import predicate
from bks_tui.core.detection.sighting import EventHistory
from bks_tui.demo.story.account import demo_account
from tests.support.detection_patterns import PATTERNS
from tests.support.detections import FIRES, NEAR_MISSES
from tests.support.events import PHANTOM, START
from tests.support.ordinary_records import a_few_ordinary_events
from tests.support.signals import TARGET
from tests.support.users import NOW


@cache
def watched_events() -> tuple[Event, ...]:
    """All of them, in the order of time."""
    return tuple(sorted((*demo_events(), *noise_events(), *example_events()), key=chronological))


@cache
def demo_events() -> tuple[Event, ...]:
    """The history of the demo account, without the records that cannot be parsed."""
    events = (parse_event(stored.record) for stored in demo_account(NOW).trail.all())
    return tuple(event for event in events if event.problem is None)


@cache
def noise_events() -> tuple[Event, ...]:
    """Ordinary events, in which the rules find little."""
    return tuple(_again(event, event.event_id, event.time) for event in a_few_ordinary_events())


@cache
def example_events() -> tuple[Event, ...]:
    """The examples of each rule, and events that miss it by little; each pattern by a phantom user of its own."""
    single = [event for _, event in (*FIRES, *NEAR_MISSES)]
    events = [_again(event, f"example-{number}", START, PHANTOM) for number, event in enumerate(single)]
    histories = [events for _, found, missed in PATTERNS for events in (found, missed)]
    for number, history in enumerate(histories):
        for event in history:
            events.append(_again(event, f"pattern-{number}-{event.event_id}", event.time, f"{PHANTOM}{number}"))
    return tuple(events)


def _again(event: Event, event_id: str, time: datetime | None, phantom: str = PHANTOM) -> Event:
    """The event with a record of its own, by the phantom user of that name."""
    record = json.loads(event.record.replace(PHANTOM, phantom))
    moment = f"{time or START:%Y-%m-%dT%H:%M:%SZ}"
    return parse_event(json.dumps(record | {"eventID": event_id, "eventTime": moment}))


@cache
def watched_records() -> tuple[dict[str, Any], ...]:
    """Their records."""
    return tuple(json.loads(event.record) for event in watched_events())


def flat(record: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """The values of a record by their paths: `userIdentity.arn`. A list is one value."""
    values: dict[str, Any] = {}
    for name, value in record.items():
        values |= flat(value, f"{above}{name}.") if isinstance(value, dict) else {above + name: value}
    return values


@cache
def selected(rule: Rule) -> frozenset[str]:
    """The ids of the events that a rule selects."""
    return frozenset(selected_of(rule, watched_events()))


def selected_of(rule: Rule, events: Iterable[Event]) -> set[str]:
    """The ids of those of these events, in the order of time, that a rule selects."""
    holds, history = predicate(rule.condition), EventHistory(TARGET)
    return {event.event_id for event in events if holds(history.sighting(event))}
