"""Rules as queries of CloudWatch Logs Insights, over a log group to which a trail sends its events.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html. A pattern is a list of the identities for
which it is complete: the language cannot compare a call with earlier ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from bks_tui.core.detection import Rule
from bks_tui.core.detection.compile.translation import Translation, comments
from bks_tui.core.detection.conditions import (
    CLIENT,
    MODEL,
    AllOf,
    AnyOf,
    AwsManagedPolicy,
    Burst,
    Comparison,
    Condition,
    Distinct,
    Field,
    Not,
    Pattern,
    Repeated,
)
from bks_tui.core.detection.fields import as_pattern
from bks_tui.core.detection.plain import managed_policy_pattern, pushed_down

# The limit of AWS for the text of a query.
LONGEST = 10_000
_NEEDS = ("Query the log group to which the trail sends its events. The trail must log the calls of the rule.",)
_IDENTITIES = "Lists who did it, not the events, for the period of the query."
_FIXED = "Counts in fixed periods: what lies across the border of two can be missed."
_SHOWN = "A key whose alias shows that there was another one is not found by itself."
_FIELDS = "eventID, eventSource, eventName, awsRegion, userIdentity.arn, sourceIPAddress, userAgent, errorCode"
_FLAGS = {Comparison.TRUE: "true|1", Comparison.FALSE: "false|0"}
_FRAMES = {Comparison.STARTS_WITH: "^{}", Comparison.ENDS_WITH: "{}$", Comparison.CONTAINS: "{}"}

# Values that are derived: the line that derives them, what is counted, and how that differs.
_DERIVED = {
    MODEL: (
        "fields coalesce(requestParameters.modelId, requestParameters.model) as model",
        "model",
        "A model that is called by its name and by its ARNs in several Regions counts as several models.",
    ),
    CLIENT: (
        r"parse userAgent /^(?<program>[^\/\s]*)/",
        "program",
        "Only the program counts, not its operating system.",
    ),
}


def to_logs_insights(rule: Rule) -> Translation:
    """The rule, without a target, as a file with a query."""
    condition = rule.condition
    if isinstance(condition, (Repeated, Burst, Distinct)):
        differences = tuple(_differences(condition))
        lines = [*_filters(condition.of), *_grouped(condition)]
    else:
        differences = ()
        lines = [*_filters(condition), "sort @timestamp desc", "limit 10000"]
    query = "\n| ".join((f"fields @timestamp, {_FIELDS}", *lines))
    return Translation(f"{comments('#', rule, differences, _NEEDS)}\n{query}\n", differences, _NEEDS)


def _filters(condition: Condition) -> Iterator[str]:
    pushed = pushed_down(condition)
    parts = pushed.conditions if isinstance(pushed, AllOf) else (pushed,)
    return (f"filter {_text(part)}" for part in parts)


def _text(condition: Condition) -> str:
    match condition:
        case AllOf(parts):
            return " and ".join(map(_operand, parts))
        case AnyOf(parts):
            return " or ".join(map(_operand, parts))
        case Not(Field() | AwsManagedPolicy() as compared):
            path, operator, value = _compared(compared)
            # A comparison does not hold for a field that is missing, and neither does its opposite.
            return f"not ispresent({path}) or {path} {'!=' if operator == '=' else f'not {operator}'} {value}"
        case Field(path, Comparison.PRESENT):
            return f"ispresent({path})"
        case Field(path, Comparison.ABSENT):
            return f"not ispresent({path})"
        case Field() | AwsManagedPolicy():
            return " ".join(_compared(condition))
    raise TypeError(f"no query for {type(condition).__name__}")


def _operand(condition: Condition) -> str:
    return f"({_text(condition)})" if isinstance(condition, (AllOf, AnyOf, Not)) else _text(condition)


def _compared(condition: Field | AwsManagedPolicy) -> tuple[str, str, str]:
    """The field, the operator and the value of a comparison."""
    if isinstance(condition, AwsManagedPolicy):
        return "requestParameters.policyArn", "like", _regex(managed_policy_pattern(condition))
    path, values = condition.path, [str(value) for value in condition.values]
    match condition.comparison:
        case Comparison.EQUALS:
            return (path, "=", json.dumps(values[0])) if len(values) == 1 else (path, "in", json.dumps(values))
        case Comparison.AT_LEAST:
            return path, ">=", values[0]
        case Comparison.BLANK:
            return path, "like", _regex(r"^\s*$")
        case Comparison.TRUE | Comparison.FALSE:
            return path, "like", _regex(f"(?i)^(?:{_FLAGS[condition.comparison]})$")
        case Comparison.CONTAINS_WORD | Comparison.MATCHES:
            return path, "like", _regex(as_pattern(condition))
    pattern = _FRAMES[condition.comparison].format(f"(?:{'|'.join(map(re.escape, values))})")
    return path, "like", _regex(pattern if condition.cased else f"(?i){pattern}")


def _regex(pattern: str) -> str:
    return f"/{pattern.replace('/', chr(92) + '/')}/"


def _differences(pattern: Pattern) -> Iterator[str]:
    yield _IDENTITIES
    if isinstance(pattern, Burst) or (isinstance(pattern, Distinct) and _is_short(pattern)):
        yield _FIXED
    if isinstance(pattern, Distinct) and pattern.path in _DERIVED:
        yield _DERIVED[pattern.path][2]
    if isinstance(pattern, Repeated):
        yield _SHOWN


def _is_short(pattern: Distinct) -> bool:
    """Whether the window is shorter than the period of a query as a rule is."""
    return (pattern.seconds or 0) < 86_400


def _grouped(pattern: Pattern) -> Iterator[str]:
    times = "min(@timestamp) as first, max(@timestamp) as last"
    if isinstance(pattern, Distinct):
        derive, value, _ = _DERIVED.get(pattern.path, ("", pattern.path, ""))
        if derive:
            yield derive
        by = f"userIdentity.arn, bin({pattern.seconds}s)" if _is_short(pattern) else "userIdentity.arn"
        yield f"stats count_distinct({value}) as number, count(*) as calls, {times} by {by}"
        yield f"filter number >= {pattern.at_least}"
    elif isinstance(pattern, Burst):
        yield f"stats count(*) as calls, {times} by userIdentity.arn, bin({pattern.seconds}s)"
        yield f"filter calls >= {pattern.calls}"
    else:
        yield f"stats count(*) as calls, {times} by requestParameters.userName"
        yield f"filter calls >= {pattern.times}"
    yield "sort first asc"
