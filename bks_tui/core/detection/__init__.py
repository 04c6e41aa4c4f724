"""Events → signals: tables of named rules for what an attacker does with a key. Pure.

A signal is a reason to look, not proof: the owner may have made the same call. A failed call does
not give the signals of a successful one, only that it was denied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.detection.access_rules import ACCESS_RULES
from bks_tui.core.detection.context_rules import CIRCUMSTANCE_RULES
from bks_tui.core.detection.event_context import event_contexts
from bks_tui.core.detection.signal import Rule, Severity, Signal
from bks_tui.core.detection.usage_rules import USE_RULES

__all__ = ["RULES", "Rule", "Severity", "Signal", "find_signals"]

# Most urgent first, for the rules and for the signals of an event.
RULES: tuple[Rule, ...] = tuple(
    sorted((*ACCESS_RULES, *USE_RULES, *CIRCUMSTANCE_RULES), key=lambda rule: rule.signal.severity.urgency)
)


def find_signals(events: Iterable[Event], target: Target) -> Mapping[str, tuple[Signal, ...]]:
    """The signals of each event that has any, by event id. The order of the events does not matter."""
    found: dict[str, tuple[Signal, ...]] = {}
    for sighting in event_contexts(events, target):
        signals = tuple(rule.signal for rule in RULES if rule.condition(sighting))
        if signals:
            found[sighting.event.event_id] = signals
    return found
