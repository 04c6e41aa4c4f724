"""Rules by the name of a call, so that an event is compared with the few that can apply to it."""

from __future__ import annotations

from collections.abc import Iterable

from bks_tui.core.detection.conditions import (
    AllOf,
    AnyOf,
    Burst,
    Call,
    CallOutcome,
    Comparison,
    Condition,
    Distinct,
    Ended,
    Field,
    Pattern,
    Repeated,
)
from bks_tui.core.detection.evaluate import predicate
from bks_tui.core.detection.patterns import Predicate
from bks_tui.core.detection.sighting import Sighting
from bks_tui.core.detection.signal import Rule, Signal


class RuleIndex:
    """Rules, compiled, by the calls that they can apply to, and whether these failed. Their order is kept."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        rows = [
            (rule, call_names(rule.condition), outcome(rule.condition), predicate(rule.condition)) for rule in rules
        ]
        self._names = frozenset[str]().union(*(names for _, names, _, _ in rows if names is not None))
        self._rules: dict[tuple[str, bool], tuple[tuple[Signal, Predicate], ...]] = {
            (name, failed): tuple(
                (rule.signal, holds)
                for rule, names, wanted, holds in rows
                if (names is None or name in names) and wanted in (None, failed)
            )
            for name in (*self._names, "")
            for failed in (True, False)
        }

    def signals(self, sighting: Sighting) -> tuple[Signal, ...]:
        """The signals of the rules whose condition holds."""
        event = sighting.event
        rules = self._rules[event.name if event.name in self._names else "", event.failed]
        return tuple([signal for signal, holds in rules if holds(sighting)])


def call_names(condition: Condition | Pattern) -> frozenset[str] | None:
    """The names of all calls that a condition can hold for; None if it can hold for any."""
    if isinstance(condition, Call):
        return frozenset(condition.names) or None
    if isinstance(condition, Field):
        is_of_name = condition.path == "eventName" and condition.comparison is Comparison.EQUALS
        return frozenset(map(str, condition.values)) if is_of_name else None
    if isinstance(condition, (Repeated, Burst, Distinct)):
        return call_names(condition.of)
    if isinstance(condition, AllOf):
        known = [names for part in condition.conditions if (names := call_names(part)) is not None]
        return frozenset.intersection(*known) if known else None
    if isinstance(condition, AnyOf):
        parts = [call_names(part) for part in condition.conditions]
        return None if None in parts else frozenset[str]().union(*(names for names in parts if names is not None))
    return None


def outcome(condition: Condition | Pattern) -> bool | None:
    """Whether a condition can only hold for calls that failed, or only for others; None if for both."""
    if isinstance(condition, Ended):
        return condition.outcome is not CallOutcome.SUCCEEDED
    if isinstance(condition, (Repeated, Burst, Distinct)):
        return outcome(condition.of)
    if isinstance(condition, AllOf):
        return next((found for part in condition.conditions if (found := outcome(part)) is not None), None)
    if isinstance(condition, AnyOf):
        outcomes = {outcome(part) for part in condition.conditions}
        return outcomes.pop() if len(outcomes) == 1 else None
    return None
