"""Rules in Sigma: https://sigmahq.io/sigma-specification/. A pattern is a correlation over a rule for its calls.

How often a tool alerts while a correlation holds is left to the tool. One alert is meant for each value that is counted
from the wanted number on (`value_count`), and for the begin of each burst (`event_count`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from bks_tui.core.detection import Rule, Severity
from bks_tui.core.detection.compile.sigma_condition import detection
from bks_tui.core.detection.compile.translation import Translation
from bks_tui.core.detection.compile.yaml_text import Yaml, to_yaml
from bks_tui.core.detection.conditions import (
    CLIENT,
    MODEL,
    Burst,
    Condition,
    Distinct,
    Pattern,
    Repeated,
    all_of,
)
from bks_tui.core.detection.plain import plain
from bks_tui.core.detection.watch import noise_of

# The ids of rules are the same in every export.
_NAMESPACE = uuid.UUID("5a0f6c1e-6f0b-5d0a-9a43-6b1c3d2e7f80")
_IDENTITY = "userIdentity.arn"
_LEVELS = {Severity.HIGH: "high", Severity.MEDIUM: "medium", Severity.LOW: "low"}
_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))

# Sigma counts values as they are in the record.
_FIELDS: dict[str, Yaml] = {
    MODEL: ("requestParameters.modelId", "requestParameters.model"),
    CLIENT: "userAgent",
}
_DIFFERENCES = {
    MODEL: "A model that is called by its name and by its ARNs in several Regions counts as several models.",
    CLIENT: "Each version of a program counts as another program.",
}


def to_sigma(rule: Rule) -> Translation:
    """The rule, without a target, as a file of Sigma."""
    path = rule.condition.path if isinstance(rule.condition, Distinct) else ""
    differences = (_DIFFERENCES[path],) if path in _DIFFERENCES else ()
    return Translation(to_yaml(list(_documents(rule, differences))), differences)


def _documents(rule: Rule, differences: tuple[str, ...]) -> Iterator[dict[str, Yaml]]:
    name, title, condition = rule.signal.name, rule.signal.title, rule.condition
    if not isinstance(condition, (Repeated, Burst, Distinct)):
        yield {**_head(rule, title, name, differences), **_of_calls(condition), **_tail(rule)}
        return
    calls = f"bks-{name}-calls"
    yield {"title": f"{title}: the calls", "id": _id(calls), "name": calls, **_of_calls(condition.of)}
    correlation = {"correlation": _correlation(condition, calls)}
    yield {**_head(rule, title, name, differences), **correlation, **_tail(rule)}
    if isinstance(condition, Repeated):
        shown = plain(all_of(condition.of, condition.or_shown_by))
        yield {**_head(rule, f"{title}: the call shows it", f"{name}-shown"), **_of_calls(shown), **_tail(rule)}


def _head(rule: Rule, title: str, name: str, differences: tuple[str, ...] = ()) -> dict[str, Yaml]:
    differing = [f"Differs from bks: {difference}" for difference in differences]
    return {
        "title": title,
        "id": _id(f"bks-{name}"),
        "status": "experimental",
        "description": " ".join((rule.signal.why, *differing)),
        "author": "bks",
        "tags": [f"attack.{rule.signal.technique.partition(' ')[0].lower()}"],
    }


def _of_calls(condition: Condition) -> dict[str, Yaml]:
    return {"logsource": {"product": "aws", "service": "cloudtrail"}, "detection": detection(condition)}


def _tail(rule: Rule) -> dict[str, Yaml]:
    return {"falsepositives": [noise_of(rule.signal.name)], "level": _LEVELS[rule.signal.severity]}


def _correlation(pattern: Pattern, calls: str) -> dict[str, Yaml]:
    kind, group = "value_count", _IDENTITY
    condition: dict[str, Yaml]
    if isinstance(pattern, Burst):
        kind, condition = "event_count", {"gte": pattern.calls}
    elif isinstance(pattern, Distinct):
        condition = {"gte": pattern.at_least, "field": _FIELDS.get(pattern.path, pattern.path)}
    else:
        # Each event adds its id.
        group, condition = "requestParameters.userName", {"gte": pattern.times, "field": "eventID"}
    span = _timespan(pattern.seconds or 0)
    return {"type": kind, "rules": [calls], "group-by": [group], "timespan": span, "condition": condition}


def _timespan(seconds: int) -> str:
    unit, size = next((unit, size) for unit, size in _UNITS if seconds % size == 0)
    return f"{seconds // size}{unit}"


def _id(name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, name))
