"""Whether a policy denies a request, by the rules of IAM: actions, resources and conditions with wildcards.

No maintained library evaluates denies with conditions (parliament and policy_sentry check policies, not requests).
The rules: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html.
An unknown operator raises an error: what cannot be evaluated must not count as allowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

_IF_EXISTS = "IfExists"


@dataclass(frozen=True, slots=True)
class RequestContext:
    """A request: its action, the ARN of its resource, and the condition keys that it contains."""

    action: str
    resource: str = "*"
    context: Mapping[str, str] = field(default_factory=dict)


def denies(policy: Mapping[str, Any], request: RequestContext) -> bool:
    """Whether a statement of the policy denies the request. Raises ValueError for an unknown condition operator."""
    statements = policy["Statement"]
    return any(
        statement["Effect"] == "Deny" and _applies(statement, request)
        for statement in (statements if isinstance(statements, list) else [statements])
    )


def _applies(statement: Mapping[str, Any], request: RequestContext) -> bool:
    return (
        _names(statement, "Action", lambda pattern: _is_like(request.action, pattern, ignore_case=True))
        and _names(statement, "Resource", lambda pattern: pattern == "*" or _is_like_arn(request.resource, pattern))
        and all(
            _holds(operator, key, _listed(values), request.context)
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def _names(statement: Mapping[str, Any], what: str, fits: Callable[[str], bool]) -> bool:
    """Whether one of the patterns of `what` matches, or none of those of `NotWhat`."""
    if what in statement:
        return any(map(fits, _listed(statement[what])))
    return not any(map(fits, _listed(statement[f"Not{what}"])))


def _listed(value: Any) -> list[str]:
    return list(map(str, value)) if isinstance(value, list) else [str(value)]


def _is_like(value: str, pattern: str, *, ignore_case: bool = False) -> bool:
    """Whether a text matches a pattern: `*` is any characters, with slashes and colons, and `?` is one character."""
    expression = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)
    return re.fullmatch(expression, value, re.DOTALL | (re.IGNORECASE if ignore_case else 0)) is not None


def _is_like_arn(value: str, pattern: str) -> bool:
    """The same for ARNs, part by part: no wildcard matches a colon between parts."""
    parts, patterns = value.split(":", 5), pattern.split(":", 5)
    return len(parts) == len(patterns) and all(map(_is_like, parts, patterns))


def _numeric(compare: Callable[[float, float], bool]) -> Callable[[str, str], bool]:
    return lambda value, wanted: compare(float(value), float(wanted))


_Compare: TypeAlias = Callable[[str, str], bool]

# Whether the value of a request matches one value of the policy.
_OPERATORS: Mapping[str, _Compare] = {
    "StringEquals": lambda value, wanted: value == wanted,
    "StringEqualsIgnoreCase": lambda value, wanted: value.casefold() == wanted.casefold(),
    "StringLike": _is_like,
    "NumericEquals": _numeric(lambda value, wanted: value == wanted),
    "NumericLessThan": _numeric(lambda value, wanted: value < wanted),
    "NumericLessThanEquals": _numeric(lambda value, wanted: value <= wanted),
    "NumericGreaterThan": _numeric(lambda value, wanted: value > wanted),
    "NumericGreaterThanEquals": _numeric(lambda value, wanted: value >= wanted),
    "Bool": lambda value, wanted: value.casefold() == wanted.casefold(),
    "ArnEquals": _is_like_arn,
    "ArnLike": _is_like_arn,
}

# These match if no value of the policy matches, and also if the request does not contain the key.
_NEGATED: Mapping[str, _Compare] = {
    "StringNotEquals": _OPERATORS["StringEquals"],
    "StringNotEqualsIgnoreCase": _OPERATORS["StringEqualsIgnoreCase"],
    "StringNotLike": _OPERATORS["StringLike"],
    "NumericNotEquals": _OPERATORS["NumericEquals"],
    "ArnNotEquals": _is_like_arn,
    "ArnNotLike": _is_like_arn,
}


def _holds(operator: str, key: str, wanted: list[str], context: Mapping[str, str]) -> bool:
    # Names of condition keys are case-insensitive.
    found = next((value for name, value in context.items() if name.casefold() == key.casefold()), None)
    if operator == "Null":
        return (found is None) is (wanted[0].casefold() == "true")
    plain = operator.removesuffix(_IF_EXISTS)
    if plain in _OPERATORS:
        if found is None:
            return operator.endswith(_IF_EXISTS)
        return any(_OPERATORS[plain](found, each) for each in wanted)
    if plain in _NEGATED:
        return found is None or not any(_NEGATED[plain](found, each) for each in wanted)
    raise ValueError(f"unknown condition operator {operator}")
