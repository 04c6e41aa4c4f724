"""Rules as patterns of EventBridge. A pattern sees one event: what compares several calls cannot be expressed.

A pattern names `source`, since anybody who may call PutEvents can send events with any other content; only AWS can send
those whose source begins with `aws.`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from bks_tui.core.detection import Rule
from bks_tui.core.detection.compile.event_fields import EventFields, Fields
from bks_tui.core.detection.compile.event_needs import Needs, needs_of, wanted_of
from bks_tui.core.detection.compile.event_values import InexpressibleError, Json
from bks_tui.core.detection.compile.translation import Translation
from bks_tui.core.detection.conditions import AllOf, Burst, Condition, Distinct, Repeated
from bks_tui.core.detection.plain import pushed_down

# The limit of AWS for a pattern, without white space.
LONGEST = 2_048
SEVERAL_EVENTS = "A pattern sees one event, and this rule compares several."


@dataclass(frozen=True, slots=True)
class EventRule:
    """A rule of EventBridge. An event matches one of the patterns; each becomes a rule of its own."""

    name: str
    description: str
    patterns: tuple[Mapping[str, Json], ...]
    differences: tuple[str, ...]
    needs: Needs


def to_event_pattern(rule: Rule) -> Translation:
    """The rule, without a target, as a file of JSON."""
    try:
        made = event_rule(rule)
    except InexpressibleError as error:
        return Translation(None, (str(error),))
    document = {
        "Name": made.name,
        "Description": made.description,
        "State": made.needs.state,
        "EventPatterns": made.patterns,
        "IamRegionOnly": made.needs.in_iam_region,
        "Differences": made.differences,
        "Needs": made.needs.sentences,
    }
    return Translation(json.dumps(document, indent=2) + "\n", made.differences, made.needs.sentences)


def event_rule(rule: Rule) -> EventRule:
    """The rule of EventBridge. Raises InexpressibleError."""
    if isinstance(rule.condition, (Burst, Distinct, Repeated)):
        raise InexpressibleError(SEVERAL_EVENTS)
    fields = EventFields()
    factors = _factors(rule.condition, fields)
    if not all(factors):
        raise InexpressibleError("No event passes the condition.")
    return EventRule(
        f"bks-{rule.signal.name}",
        f"{rule.signal.title} ({rule.signal.severity.value}). {rule.signal.why}",
        tuple(_within_limit(factors)),
        tuple(fields.differences),
        needs_of(factors),
    )


def _factors(condition: Condition, fields: EventFields) -> list[list[Fields]]:
    """The alternatives of each part of a condition, of which all must hold; no field is in two of them."""
    pushed = pushed_down(condition)
    groups: list[tuple[set[str], list[Condition]]] = []
    for part in pushed.conditions if isinstance(pushed, AllOf) else (pushed,):
        paths, parts = {path for each in fields.alternatives(part) for path in each}, [part]
        for other in [group for group in groups if group[0] & paths]:
            groups.remove(other)
            paths, parts = paths | other[0], [*other[1], *parts]
        groups.append((paths, parts))
    return [fields.alternatives(AllOf(tuple(parts))) for _, parts in groups]


def _within_limit(factors: list[list[Fields]]) -> Iterator[Mapping[str, Json]]:
    """One pattern, or as many as its length needs: the longest factor is divided."""
    pattern = _pattern(factors)
    longest = max(factors, key=len)
    if len(json.dumps(pattern, separators=(",", ":"))) <= LONGEST or len(longest) == 1:
        yield pattern
        return
    half = (len(longest) + 1) // 2
    for part in (longest[:half], longest[half:]):
        yield from _within_limit([part if each is longest else each for each in factors])


def _pattern(factors: list[list[Fields]]) -> Mapping[str, Json]:
    """One pattern. An object has one `$or`, so that two factors have one each, and further ones are multiplied."""
    common: dict[str, Json] = {}
    several: list[list[Fields]] = []
    for alternatives in factors:
        first, *others = alternatives
        shared = {path: values for path, values in first.items() if all(each.get(path) == values for each in others)}
        _nest(common, shared)
        if others:
            several.append([{path: each[path] for path in each if path not in shared} for each in alternatives])
    several.sort(key=len)
    while len(several) > 2:
        one, other, *rest = several
        several = sorted([[{**a, **b} for a, b in product(one, other)], *rest], key=len)
    pattern: dict[str, Json] = {"source": _source(factors), "detail-type": [{"suffix": " via CloudTrail"}]}
    if len(several) == 2:
        pattern["$or"] = [{"detail": _nested(each)} for each in several[1]]
    if several:
        common["$or"] = [_nested(each) for each in several[0]]
    return {**pattern, "detail": common}


def _nested(fields: Fields) -> dict[str, Json]:
    nested: dict[str, Json] = {}
    _nest(nested, fields)
    return nested


def _nest(place: dict[str, Json], fields: Fields) -> None:
    for path, values in fields.items():
        *parents, name = path.split(".")
        inner: dict[str, Any] = place
        for parent in parents:
            inner = inner.setdefault(parent, {})
        inner[name] = [matcher for each in values for matcher in each.json]


def _source(factors: list[list[Fields]]) -> list[Json]:
    """The sources of the services of the calls: `aws.iam` for `iam.amazonaws.com`. Without any, all those of AWS."""
    services = wanted_of(factors, "eventSource")
    if services is None:
        return [{"prefix": "aws."}]
    return [f"aws.{each[:-1]}" if each.endswith(".") else {"prefix": f"aws.{each}"} for each in services]
