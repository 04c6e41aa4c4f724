"""Whether a policy statement applies to a request, by the rules of IAM: actions, resources, conditions and wildcards.

No maintained library evaluates policies with conditions (parliament and policy_sentry check policies, not requests).
The rules: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html.
What cannot be interpreted is UNKNOWN: it must count neither as allowed nor as denied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

from bks_tui.core.iam.wildcards import is_like, is_like_arn

_IF_EXISTS = "IfExists"
_ANY_VALUE, _ALL_VALUES = "ForAnyValue:", "ForAllValues:"
_VARIABLE = re.compile(r"\$\{([^}]*)\}")


class Answer(Enum):
    """Whether something holds: UNKNOWN if it could not be interpreted, or depends on something unknown."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def negated(self) -> Answer:
        """The answer to the opposite question."""
        return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(self, self)


def any_of(answers: Iterable[Answer]) -> Answer:
    """YES if one of them is, otherwise UNKNOWN if one of them is."""
    found = set(answers)
    return next((each for each in (Answer.YES, Answer.UNKNOWN) if each in found), Answer.NO)


def all_of(answers: Iterable[Answer]) -> Answer:
    """NO if one of them is, otherwise UNKNOWN if one of them is."""
    return any_of(answer.negated for answer in answers).negated


@dataclass(frozen=True, slots=True)
class RequestContext:
    """A request: its action, the ARN of its resource, and the condition keys that it contains.

    `absent` are the keys (in lower case) that it certainly does not contain; any other key is then unknown. None: it
    contains no other key than those of `context`.
    """

    action: str
    resource: str = "*"
    context: Mapping[str, str] = field(default_factory=dict)
    absent: frozenset[str] | None = None

    def find(self, key: str) -> str | Unknown | None:
        """The value of a condition key, whose name is case-insensitive; None if the request does not contain it."""
        name = key.casefold()
        found = next((value for each, value in self.context.items() if each.casefold() == name), None)
        return UNKNOWN if found is None and self.absent is not None and name not in self.absent else found


class Unknown(Enum):
    """The type of a value that is unknown, as opposed to absent."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN

Statement: TypeAlias = Mapping[str, Any]


def denies(policy: Mapping[str, Any], request: RequestContext) -> bool:
    """Whether a statement of the policy denies the request. Raises ValueError if that cannot be interpreted."""
    denying = [each for each in statements_of(policy) if each.get("Effect") == "Deny"]
    answer = any_of(applies(statement, request) for statement in denying)
    if answer is Answer.UNKNOWN:
        raise ValueError(next(part for each in denying for part in uninterpreted(each, request)))
    return answer is Answer.YES


def statements_of(policy: Mapping[str, Any]) -> list[Statement]:
    """The statements of a policy document; a single one may stand without a list."""
    found = policy["Statement"]
    return found if isinstance(found, list) else [found]


def applies(statement: Statement, request: RequestContext) -> Answer:
    """Whether a statement applies to a request, whatever its effect."""
    return all_of(answer for _, answer in _parts(statement, request))


def names_action(statement: Statement, action: str) -> Answer:
    """Whether a statement is about an action, whatever the resource and the conditions."""
    return _names(statement, "Action", lambda pattern: _yes(is_like(action.casefold(), pattern.casefold())))


def uninterpreted(statement: Statement, request: RequestContext) -> Iterator[str]:
    """What makes it unknown whether a statement applies to a request, part by part."""
    for what, answer in _parts(statement, request):
        if answer is Answer.UNKNOWN:
            yield what


def _parts(statement: Statement, request: RequestContext) -> Iterator[tuple[str, Answer]]:
    yield "the action", names_action(statement, request.action)
    yield "the resource", _names(statement, "Resource", lambda pattern: _resource_fits(pattern, request))
    conditions = statement.get("Condition") or {}
    if not (isinstance(conditions, dict) and all(isinstance(keys, dict) for keys in conditions.values())):
        yield "conditions that are none", Answer.UNKNOWN
        return
    for operator, keys in conditions.items():
        for key, values in keys.items():
            plain = operator.removeprefix(_ANY_VALUE).removeprefix(_ALL_VALUES).removesuffix(_IF_EXISTS)
            is_known = plain == "Null" or plain in _OPERATORS or plain in _NEGATED
            what = f"condition {operator} {key}" if is_known else f"unknown condition operator {operator}"
            yield what, _holds(operator, request.find(key), _values(values, request))


def _yes(is_so: bool) -> Answer:
    return Answer.YES if is_so else Answer.NO


def _names(statement: Statement, what: str, fits: Callable[[str], Answer]) -> Answer:
    """Whether one of the patterns of `what` matches, or none of those of `NotWhat`."""
    if what in statement:
        return any_of(map(fits, _listed(statement[what])))
    if f"Not{what}" in statement:
        return any_of(map(fits, _listed(statement[f"Not{what}"]))).negated
    return Answer.UNKNOWN


def _listed(value: Any) -> list[str]:
    return list(map(str, value)) if isinstance(value, list) else [str(value)]


def _resource_fits(pattern: str, request: RequestContext) -> Answer:
    resolved = resolve(pattern, request)
    if resolved == "*":
        return Answer.YES
    if resolved is None or (resolved.count(":") < 5 and "*" in resolved):
        # A wildcard instead of parts of an ARN: what it matches is not documented.
        return Answer.UNKNOWN
    return _yes(is_like_arn(request.resource, resolved))


def resolve(text: str, request: RequestContext) -> str | None:
    """A text of a policy with its variables replaced; None if the value of one is unknown.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """
    if "${" not in text:
        return text
    values = {name: request.find(name.strip()) for name in _VARIABLE.findall(text)}
    if not values or not all(isinstance(value, str) for value in values.values()):
        return None
    return _VARIABLE.sub(lambda found: str(values[found[1]]), text)


def _values(values: Any, request: RequestContext) -> list[str] | None:
    """The values of a condition; None if a variable in them is unknown."""
    resolved = [resolve(each, request) for each in _listed(values)]
    known = [each for each in resolved if each is not None]
    return known if len(known) == len(resolved) else None


def _numeric(compare: Callable[[float, float], bool]) -> _Compare:
    return lambda value, wanted: compare(float(value), float(wanted))


_Compare: TypeAlias = Callable[[str, str], bool]

# Whether the value of a request matches one value of the policy.
_OPERATORS: Mapping[str, _Compare] = {
    "StringEquals": lambda value, wanted: value == wanted,
    "StringEqualsIgnoreCase": lambda value, wanted: value.casefold() == wanted.casefold(),
    "StringLike": is_like,
    "NumericEquals": _numeric(lambda value, wanted: value == wanted),
    "NumericLessThan": _numeric(lambda value, wanted: value < wanted),
    "NumericLessThanEquals": _numeric(lambda value, wanted: value <= wanted),
    "NumericGreaterThan": _numeric(lambda value, wanted: value > wanted),
    "NumericGreaterThanEquals": _numeric(lambda value, wanted: value >= wanted),
    "Bool": lambda value, wanted: value.casefold() == wanted.casefold(),
    "ArnEquals": is_like_arn,
    "ArnLike": is_like_arn,
}

# These match if no value of the policy matches, and also if the request does not contain the key.
_NEGATED: Mapping[str, _Compare] = {
    "StringNotEquals": _OPERATORS["StringEquals"],
    "StringNotEqualsIgnoreCase": _OPERATORS["StringEqualsIgnoreCase"],
    "StringNotLike": _OPERATORS["StringLike"],
    "NumericNotEquals": _OPERATORS["NumericEquals"],
    "ArnNotEquals": is_like_arn,
    "ArnNotLike": is_like_arn,
}


def _holds(operator: str, found: str | Unknown | None, wanted: list[str] | None) -> Answer:
    """Whether a condition holds. `ForAnyValue` and `ForAllValues` are evaluated for keys with one value."""
    plain = operator.removeprefix(_ANY_VALUE).removeprefix(_ALL_VALUES).removesuffix(_IF_EXISTS)
    is_negated = plain in _NEGATED
    compare = _NEGATED.get(plain) or _OPERATORS.get(plain)
    if isinstance(found, Unknown) or wanted is None or (compare is None and plain != "Null"):
        return Answer.UNKNOWN
    if compare is None:
        # `Null` asks whether the key is absent.
        return _yes((found is None) is (bool(wanted) and wanted[0].casefold() == "true"))
    if found is None:
        if operator.startswith(_ANY_VALUE):
            return Answer.NO
        return _yes(is_negated or operator.startswith(_ALL_VALUES) or operator.endswith(_IF_EXISTS))
    try:
        is_one = any(compare(found, each) for each in wanted)
    except ValueError:
        # A number that is none.
        return Answer.UNKNOWN
    return _yes(is_one is not is_negated)
