"""Events → signals: tables of named rules for what an attacker does with a key. Pure.

A signal is a reason to look, not proof: the owner may have made the same call. A failed call does
not give the signals of a successful one; what was attempted has rules of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from bks_tui.core.cloudtrail.event import Event, chronological
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.detection.access_rules import ACCESS_RULES
from bks_tui.core.detection.attempt_rules import ATTEMPT_RULES
from bks_tui.core.detection.context_rules import CONTEXT_RULES
from bks_tui.core.detection.index import RuleIndex
from bks_tui.core.detection.probe_rules import PROBE_RULES
from bks_tui.core.detection.sighting import EventHistory
from bks_tui.core.detection.signal import Rule, Severity, Signal
from bks_tui.core.detection.tampering_rules import TAMPERING_RULES
from bks_tui.core.detection.usage_rules import USAGE_RULES

__all__ = ["RULES", "RULES_BY_SUBJECT", "Rule", "Severity", "Signal", "find_signals"]

RULES_BY_SUBJECT: Mapping[str, tuple[Rule, ...]] = {
    "Access": ACCESS_RULES,
    "Search for access": PROBE_RULES,
    "Use of models": USAGE_RULES,
    "Hiding, destruction and manipulation": TAMPERING_RULES,
    "Refused attempts": ATTEMPT_RULES,
    "Context of any call": CONTEXT_RULES,
}

# Most urgent first, for the rules and for the signals of an event.
RULES: tuple[Rule, ...] = tuple(
    sorted(chain.from_iterable(RULES_BY_SUBJECT.values()), key=lambda rule: rule.signal.severity.urgency)
)

_INDEX = RuleIndex(RULES)


def find_signals(events: Iterable[Event], target: Target) -> Mapping[str, tuple[Signal, ...]]:
    """The signals of each event that has any, by event id. The order of the events does not matter."""
    found: dict[str, tuple[Signal, ...]] = {}
    history = EventHistory(target)
    for event in sorted(events, key=chronological):
        if event.problem is None:
            signals = _INDEX.signals(history.sighting(event))
            if signals:
                found[event.event_id] = signals
    return found
