"""The index of rules only saves work: it leaves out no rule that applies."""

from __future__ import annotations

import pytest

from bks_tui.core.cloudtrail.event import chronological
from bks_tui.core.detection import RULES, find_signals
from bks_tui.core.detection.evaluate import predicate
from bks_tui.core.detection.sighting import EventHistory
from tests.support.detection_patterns import PATTERNS
from tests.support.detections import FIRES, NEAR_MISSES
from tests.support.signals import TARGET

HISTORIES = {
    "events that give a signal": [event for _, event in FIRES],
    "near misses": [event for _, event in NEAR_MISSES],
    **{f"the pattern {name} {number}": events for number, (name, events, _) in enumerate(PATTERNS)},
}


@pytest.mark.parametrize("name", HISTORIES)
def test_the_signals_are_those_of_evaluating_every_rule_on_every_event(name: str) -> None:
    events, history = HISTORIES[name], EventHistory(TARGET)
    rules = [(rule.signal, predicate(rule.condition)) for rule in RULES]
    expected: dict[str, tuple[object, ...]] = {}
    for event in sorted(events, key=chronological):
        signals = tuple([signal for signal, holds in rules if holds(history.sighting(event))])
        expected |= {event.event_id: signals} if signals else {}
    assert find_signals(events, TARGET) == expected
