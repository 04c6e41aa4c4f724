"""An evaluator of Sigma rules, as pySigma parses them: which events of a history a file selects.

Texts are compared without case, and `null` is a field that is missing. A correlation is evaluated at each event of its
rules: a `value_count` selects an event that adds a value to enough others, an `event_count` one that completes a burst.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from sigma.collection import SigmaCollection
from sigma.conditions import ConditionAND, ConditionFieldEqualsValueExpression, ConditionNOT, ConditionOR
from sigma.correlations import (
    SigmaCorrelationCondition,
    SigmaCorrelationConditionOperator,
    SigmaCorrelationRule,
    SigmaCorrelationType,
)
from sigma.rule import SigmaRule
from sigma.types import (
    CompareOperators,
    SigmaBool,
    SigmaCompareExpression,
    SigmaNull,
    SigmaRegularExpression,
    SigmaString,
)

# The values of a record by their paths: `userIdentity.arn`.
Record: TypeAlias = Mapping[str, Any]
Test: TypeAlias = Callable[[Any], bool]


def selected_by_sigma(text: str, records: Iterable[Record]) -> set[str]:
    """The ids of the records, in the order of time, that the rules of a file select."""
    history = list(records)
    rules = SigmaCollection.from_yaml(text).rules
    correlations = [rule for rule in rules if isinstance(rule, SigmaCorrelationRule)]
    counted = {each.reference for rule in correlations for each in rule.rules or ()}
    selected: set[str] = set()
    for rule in rules:
        if isinstance(rule, SigmaCorrelationRule):
            selected |= _correlated(rule, history)
        elif isinstance(rule, SigmaRule) and rule.name not in counted:
            selected |= {record["eventID"] for record in filter(_test_of(rule), history)}
    return selected


def _test_of(rule: object) -> Test:
    assert isinstance(rule, SigmaRule)
    (condition,) = rule.detection.parsed_condition
    return _test(condition.parsed)


def _test(node: object) -> Test:
    """A part of a condition as a function of a record."""
    match node:
        case ConditionAND():
            parts = tuple(map(_test, node.args))
            return lambda record: all(part(record) for part in parts)
        case ConditionOR():
            parts = tuple(map(_test, node.args))
            return lambda record: any(part(record) for part in parts)
        case ConditionNOT():
            (part,) = map(_test, node.args)
            return lambda record: not part(record)
        case ConditionFieldEqualsValueExpression():
            path, holds = node.field, _comparison(node.value)
            return lambda record: holds(record.get(path))
    raise TypeError(f"no evaluation of {type(node).__name__}")


def _comparison(wanted: object) -> Test:
    match wanted:
        case SigmaNull():
            return lambda value: value is None
        case SigmaBool():
            return lambda value: value is wanted.boolean
        case SigmaString():
            pattern = re.compile(wanted.to_regex().regexp.to_plain(), re.IGNORECASE | re.DOTALL)
            return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None
        case SigmaRegularExpression():
            pattern = re.compile(wanted.regexp.to_plain())
            return lambda value: isinstance(value, str) and pattern.search(value) is not None
        case SigmaCompareExpression(op=CompareOperators.GTE):
            return lambda value: str(value).isdecimal() and int(value) >= wanted.number.number
    raise TypeError(f"no comparison with {type(wanted).__name__}")


def _correlated(rule: SigmaCorrelationRule, history: list[Record]) -> set[str]:
    tests = [_test_of(each.rule) for each in rule.rules or ()]
    condition = rule.condition
    assert isinstance(condition, SigmaCorrelationCondition)
    assert condition.op is SigmaCorrelationConditionOperator.GTE
    fields = [condition.fieldref] if isinstance(condition.fieldref, str) else condition.fieldref or []
    groups: dict[object, _Window] = {}
    selected: set[str] = set()
    for record in history:
        if not any(test(record) for test in tests):
            continue
        key = tuple(record.get(path) for path in rule.group_by or ())
        window = groups.setdefault(key, _Window(rule.timespan.seconds, condition.count))
        time = datetime.fromisoformat(record["eventTime"].replace("Z", "+00:00")).timestamp()
        values = tuple(record.get(path) for path in fields)
        is_counted = rule.type is SigmaCorrelationType.EVENT_COUNT
        if window.completes(time) if is_counted else window.adds(time, values):
            selected.add(record["eventID"])
    return selected


class _Window:
    """The events of one group within the time span."""

    def __init__(self, seconds: int, count: float) -> None:
        self._seconds, self._count = seconds, count
        self._seen: deque[tuple[float, object]] = deque()
        self._held = False

    def _add(self, time: float, value: object) -> set[object]:
        """What was in the window before."""
        while self._seen and time - self._seen[0][0] > self._seconds:
            self._seen.popleft()
        before = {value for _, value in self._seen}
        self._seen.append((time, value))
        return before

    def completes(self, time: float) -> bool:
        """Whether the count is reached with this event, and was not with the one before."""
        self._add(time, None)
        held, self._held = self._held, len(self._seen) >= self._count
        return self._held and not held

    def adds(self, time: float, values: tuple[object, ...]) -> bool:
        """Whether the values are new, and enough with them."""
        if all(value is None for value in values):
            return False
        before = self._add(time, values)
        return values not in before and len(before) + 1 >= self._count
