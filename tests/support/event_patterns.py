"""An evaluator of EventBridge's pattern language, as https://github.com/aws/event-ruler defines it.

EventBridge makes rules of a pattern, one for each way through its `$or`s. A field that is named twice on one
way is an error, since the second would replace the first.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

Rule: TypeAlias = dict[str, list[Any]]
# The values of an event by their paths.
Values: TypeAlias = Mapping[str, list[Any]]
_COMPARISONS = {
    "<": lambda value, bound: value < bound,
    "<=": lambda value, bound: value <= bound,
    "=": lambda value, bound: value == bound,
    ">": lambda value, bound: value > bound,
    ">=": lambda value, bound: value >= bound,
}


def matches(pattern: Mapping[str, Any], values: Values, above: str = "") -> bool:
    """Whether an event passes a valid pattern: all its fields, and one of each `$or`."""
    for name, value in pattern.items():
        if name == "$or":
            holds = any(matches(each, values, above) for each in value)
        elif isinstance(value, Mapping):
            holds = matches(value, values, f"{above}{name}.")
        else:
            holds = _passes(values.get(above + name, []), value)
        if not holds:
            return False
    return True


def values_of(event: Mapping[str, Any]) -> Values:
    """The values of an event."""
    values = dict[str, list[Any]]()
    for path, value in _leaves(event, ""):
        values.setdefault(path, []).append(value)
    return values


def event_of(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The event of a record, as CloudTrail sends it. It leaves out what a record does not have."""
    service = str(record.get("eventSource")).partition(".")[0]
    kind = "AWS Console Sign In" if record["eventName"] == "ConsoleLogin" else "AWS API Call"
    detail = {name: value for name, value in record.items() if value is not None}
    return {"source": f"aws.{service}", "detail-type": f"{kind} via CloudTrail", "detail": detail}


def rules_of(pattern: Mapping[str, Any]) -> list[Rule]:
    """The rules that a pattern becomes. AssertionError: EventBridge would refuse or misread it."""
    return _expanded([{}], pattern, "")


def _expanded(rules: list[Rule], pattern: Mapping[str, Any], above: str) -> list[Rule]:
    assert pattern, "Empty objects are not allowed"
    for name, value in pattern.items():
        if name == "$or":
            assert len(value) >= 2, "There must be at least 2 objects in $or"
            rules = [one for each in value for one in _expanded([dict(rule) for rule in rules], each, above)]
        elif isinstance(value, Mapping):
            rules = _expanded(rules, value, f"{above}{name}.")
        else:
            assert value, "Empty arrays are not allowed"
            assert not any(above + name in rule for rule in rules), f"{above}{name} is named twice"
            rules = [{**rule, above + name: list(value)} for rule in rules]
    return rules


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _leaves(each, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each, path)
    else:
        yield path, value


def _passes(values: list[Any], matchers: list[Any]) -> bool:
    if not values:
        return {"exists": False} in matchers
    return any(_match(value, matcher) for value in values for matcher in matchers)


def _match(value: Any, matcher: Any) -> bool:
    if not isinstance(matcher, Mapping):
        return type(value) is type(matcher) and bool(value == matcher)
    ((kind, wanted),) = matcher.items()
    match kind:
        case "exists":
            return bool(wanted)
        case "anything-but":
            return not _excluded(value, wanted)
        case "numeric":
            pairs = zip(wanted[::2], wanted[1::2], strict=True)
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            return is_number and all(_COMPARISONS[sign](value, bound) for sign, bound in pairs)
    return isinstance(value, str) and _match_text(value, kind, wanted)


def _excluded(value: Any, wanted: Any) -> bool:
    if not isinstance(wanted, Mapping):
        return value in (wanted if isinstance(wanted, list) else [wanted])
    ((kind, texts),) = wanted.items()
    assert kind in ("prefix", "suffix", "wildcard", "equals-ignore-case"), f"anything-but {kind}"
    return isinstance(value, str) and any(
        _match_text(value, kind, text) for text in (texts if isinstance(texts, list) else [texts])
    )


def _match_text(value: str, kind: str, wanted: Any) -> bool:
    match kind, wanted:
        case (("prefix" | "suffix"), {"equals-ignore-case": text}):
            return _match_text(value.lower(), kind, text.lower())
        case "prefix", str():
            return value.startswith(wanted)
        case "suffix", str():
            return value.endswith(wanted)
        case "equals-ignore-case", str():
            return value.lower() == wanted.lower()
        case "wildcard", str():
            return re.fullmatch(_wildcard(wanted), value, re.DOTALL) is not None
        case "cidr", str():
            return ipaddress.ip_address(value) in ipaddress.ip_network(wanted)
    raise AssertionError(f"no matcher {kind}")


def _wildcard(text: str) -> str:
    assert "**" not in text.replace("\\*", ""), "Consecutive wildcards are not allowed"
    assert not re.search(r"\\[^\\*]", text.replace("\\\\", "")), "A backslash escapes * and itself only"
    return "".join(
        ".*" if part == "*" else re.escape(part.removeprefix("\\"))
        for part in re.findall(r"\\.|\*|[^\\*]", text, re.DOTALL)
    )
