"""A month in which nothing bad happens gives at most one signal that is not LOW.

LOW signals are observations, such as a call with an API key, and are expected there.
"""

from __future__ import annotations

from collections import Counter

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target, parse_target
from bks_tui.core.detection import Severity, find_signals
from bks_tui.core.detection.context_rules import CONTEXT_RULES
from tests.support.events import START
from tests.support.ordinary_records import RECORDS, SUSPECTS, ordinary_events

CONTEXT = {rule.signal.name for rule in CONTEXT_RULES}


def concerns(event: Event, target: Target) -> bool:
    return target.is_actor(event.actor) or target.is_affected(event.resources)


def false_detections(events: tuple[Event, ...], target: Target) -> set[tuple[str, str]]:
    """What is found. The context of calls is of interest only where they concern the target, as in its timeline."""
    found = find_signals(events, target)
    return {
        (event.event_id, signal.name)
        for event in events
        for signal in found.get(event.event_id, ())
        if signal.severity is not Severity.LOW and (signal.name not in CONTEXT or concerns(event, target))
    }


def test_ordinary_records_give_at_most_one_false_detection() -> None:
    events = ordinary_events()
    found = [false_detections(events, parse_target(suspect, START)) for suspect in SUSPECTS]
    assert len(events) == RECORDS
    assert len(set[tuple[str, str]]().union(*found)) <= 1


def test_the_records_are_of_suspects_and_of_others() -> None:
    events = ordinary_events()
    targets = [parse_target(suspect, START) for suspect in SUSPECTS]
    of_suspects = Counter(target.text for event in events for target in targets if target.is_actor(event.actor))
    assert min(of_suspects[target.text] for target in targets) > RECORDS / 100
    assert sum(of_suspects.values()) < RECORDS * 0.8
