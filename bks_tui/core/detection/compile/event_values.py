"""What a pattern of EventBridge can say of one field: matchers, of which one must hold.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html. A pattern cannot name a field
twice, so two conditions on a field must become one list of matchers. What has no value is `null` or missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json]"


class InexpressibleError(Exception):
    """A pattern of EventBridge cannot say this."""


class Kind(Enum):
    """How a matcher compares."""

    EQUALS = "equals"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    CONTAINS = "contains"
    IGNORE_CASE = "equals-ignore-case"
    PREFIX_IGNORE_CASE = "prefix-ignore-case"
    AT_LEAST = "at-least"


@dataclass(frozen=True, slots=True)
class Matcher:
    """One comparison with a value."""

    kind: Kind
    value: str | int | bool

    @property
    def json(self) -> Json:
        """The matcher in a pattern."""
        match self.kind:
            case Kind.EQUALS:
                return self.value
            case Kind.PREFIX_IGNORE_CASE:
                return {"prefix": {"equals-ignore-case": self.value}}
            case Kind.AT_LEAST:
                return {"numeric": [">=", self.value]}
            case Kind.CONTAINS:
                return {"wildcard": self.wildcard}
        return {self.kind.value: self.value}

    @property
    def wildcard(self) -> str:
        """The same as a wildcard, which can say most."""
        text = str(self.value).replace("\\", "\\\\").replace("*", "\\*")
        begin = "" if self.kind in (Kind.EQUALS, Kind.PREFIX) else "*"
        return begin + text + ("" if self.kind in (Kind.EQUALS, Kind.SUFFIX) else "*")

    def matches(self, text: object) -> bool:
        """Whether a value that must be equal passes."""
        if not (isinstance(text, str) and isinstance(self.value, str)):
            return text is self.value
        if self.kind is Kind.PREFIX:
            return text.startswith(self.value)
        if self.kind is Kind.SUFFIX:
            return text.endswith(self.value)
        if self.kind is Kind.CONTAINS:
            return self.value in text
        if self.kind is Kind.PREFIX_IGNORE_CASE:
            return text.lower().startswith(self.value.lower())
        return text == self.value


@dataclass(frozen=True, slots=True)
class Values:
    """The values that a field may have: one of the wanted (None: any), and none of the unwanted; or none at all."""

    wanted: tuple[Matcher, ...] | None = None
    unwanted: tuple[Matcher, ...] = ()
    or_missing: bool = False

    def __and__(self, other: Values) -> Values:
        """What both allow. Raises InexpressibleError if no list of matchers says that."""
        unwanted = tuple(dict.fromkeys((*self.unwanted, *other.unwanted)))
        wanted = _in_both(self.wanted, other.wanted)
        if wanted is not None:
            wanted = tuple(each for each in wanted if not any(_excludes(one, each) for one in unwanted))
            unwanted = ()
        return Values(wanted, unwanted, self.or_missing and other.or_missing)

    @property
    def is_impossible(self) -> bool:
        """Whether no value passes."""
        return self.wanted == () and not self.or_missing

    @property
    def json(self) -> list[Json]:
        """The matchers in a pattern."""
        missing: list[Json] = [{"exists": False}] if self.or_missing else []
        if self.wanted is not None:
            return [*missing, *(each.json for each in self.wanted)]
        return [*missing, {"anything-but": _unwanted(self.unwanted)} if self.unwanted else {"exists": True}]


def _excludes(unwanted: Matcher, wanted: Matcher) -> bool:
    """Whether no value that is wanted remains. Raises InexpressibleError if only some remain."""
    if wanted.kind is Kind.EQUALS:
        return unwanted.matches(wanted.value)
    if wanted.kind is Kind.PREFIX and unwanted.kind in (Kind.PREFIX, Kind.EQUALS):
        if unwanted.kind is Kind.PREFIX and unwanted.matches(wanted.value):
            return True
        if not wanted.matches(unwanted.value):
            return False
    raise InexpressibleError("a field that passes one comparison and not another")


def _in_both(one: tuple[Matcher, ...] | None, other: tuple[Matcher, ...] | None) -> tuple[Matcher, ...] | None:
    if one is None or other is None or one == other:
        return other if one is None else one
    if all(each.kind is Kind.PREFIX for each in (*one, *other)):
        longer = [(each, test) for each in one for test in other] + [(each, test) for each in other for test in one]
        return tuple(dict.fromkeys(each for each, test in longer if test.matches(each.value)))
    equal, tests = (one, other) if all(each.kind is Kind.EQUALS for each in one) else (other, one)
    if any(each.kind is not Kind.EQUALS for each in equal):
        raise InexpressibleError("a field that passes two comparisons")
    return tuple(each for each in equal if any(test.matches(each.value) for test in tests))


def _unwanted(matchers: tuple[Matcher, ...]) -> Json:
    kinds = {each.kind for each in matchers}
    if kinds == {Kind.EQUALS}:
        return [each.value for each in matchers]
    if kinds in ({Kind.PREFIX}, {Kind.SUFFIX}):
        return {kinds.pop().value: [each.value for each in matchers]}
    if kinds <= {Kind.EQUALS, Kind.PREFIX, Kind.SUFFIX, Kind.CONTAINS}:
        return {"wildcard": [each.wildcard for each in matchers]}
    raise InexpressibleError("none of values, whatever their case")
