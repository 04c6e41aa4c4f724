"""A condition as alternatives of fields with values: what an event pattern is made of, and what is lost on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TypeAlias

from bks_tui.core.detection.compile.event_values import InexpressibleError, Kind, Matcher, Values
from bks_tui.core.detection.conditions import AllOf, AnyOf, AwsManagedPolicy, Comparison, Condition, Field, Not

# The lists of matchers of a field: one of them must hold.
Fields: TypeAlias = Mapping[str, tuple[Values, ...]]

_CASE = "Upper and lower case are distinguished."
_WORD = "A word is found within a longer one as well."
_BLANK = "A text of blanks only is not found."
_NUMBER = "A number that is written as a text is not found."

_KINDS = {
    Comparison.EQUALS: Kind.EQUALS,
    Comparison.STARTS_WITH: Kind.PREFIX,
    Comparison.ENDS_WITH: Kind.SUFFIX,
    Comparison.CONTAINS: Kind.CONTAINS,
    Comparison.CONTAINS_WORD: Kind.CONTAINS,
}


@dataclass(slots=True)
class EventFields:
    """The alternatives of conditions, and the differences that they have from these."""

    differences: dict[str, None] = field(default_factory=dict)

    def alternatives(self, condition: Condition) -> list[Fields]:
        """The fields of each alternative. Negations must be pushed down. Raises InexpressibleError."""
        match condition:
            case AllOf(parts):
                return _distinct(_joined(each) for each in product(*map(self.alternatives, parts)))
            case AnyOf(parts):
                return _distinct(each for part in parts for each in self.alternatives(part))
            case Not(Field() | AwsManagedPolicy() as compared):
                path, values = self._values(compared)
                return [{path: (_opposite(values),)}]
            case Field() | AwsManagedPolicy():
                path, values = self._values(condition)
                return [{path: (values,)}]
        raise InexpressibleError(f"a {type(condition).__name__}")

    def _values(self, condition: Field | AwsManagedPolicy) -> tuple[str, Values]:
        if isinstance(condition, AwsManagedPolicy):
            return "requestParameters.policyArn", Values(tuple(map(_policy, condition.names)))
        path, values = condition.path, condition.values
        match condition.comparison:
            case Comparison.PRESENT:
                return path, Values()
            case Comparison.ABSENT:
                return path, Values((), or_missing=True)
            case Comparison.TRUE | Comparison.FALSE:
                flag = condition.comparison is Comparison.TRUE
                return path, Values((Matcher(Kind.EQUALS, flag), Matcher(Kind.IGNORE_CASE, str(flag).lower())))
            case Comparison.AT_LEAST:
                self.differences[_NUMBER] = None
                return path, Values((Matcher(Kind.AT_LEAST, values[0]),))
            case Comparison.BLANK:
                self.differences[_BLANK] = None
                return path, Values((Matcher(Kind.EQUALS, ""),))
            case Comparison.MATCHES:
                raise InexpressibleError("a regular expression")
        return path, Values(tuple(Matcher(self._kind(condition), value) for value in values))

    def _kind(self, condition: Field) -> Kind:
        kind = _KINDS[condition.comparison]
        if condition.cased or kind is Kind.EQUALS:
            return kind
        if kind is Kind.PREFIX:
            return Kind.PREFIX_IGNORE_CASE
        self.differences[_CASE] = None
        if condition.comparison is Comparison.CONTAINS_WORD:
            self.differences[_WORD] = None
        return kind


def _policy(name: str) -> Matcher:
    kind = Kind.PREFIX if name.endswith("*") else Kind.EQUALS
    return Matcher(kind, f"arn:aws:iam::aws:policy/{name.removesuffix('*')}")


def _opposite(values: Values) -> Values:
    """The values that these are not. A flag that is not true is false, or missing."""
    wanted = values.wanted or ()
    if any(isinstance(each.value, bool) for each in wanted):
        flag = Matcher(Kind.EQUALS, False) in wanted
        return Values((Matcher(Kind.EQUALS, flag), Matcher(Kind.IGNORE_CASE, str(flag).lower())), or_missing=True)
    return Values(unwanted=wanted, or_missing=True)


def _joined(parts: tuple[Fields, ...]) -> Fields | None:
    """The fields of all parts; None if no event can have them."""
    joined: dict[str, tuple[Values, ...]] = {}
    for each in parts:
        for path, values in each.items():
            known = joined.get(path)
            both = values if known is None else tuple(dict.fromkeys(one & other for one in known for other in values))
            joined[path] = tuple(one for one in both if not one.is_impossible)
            if not joined[path]:
                return None
    return joined


def _distinct(alternatives: Iterable[Fields | None]) -> list[Fields]:
    """The alternatives without those that are within another one; those that differ in one field only are one."""
    kept: list[Fields] = []
    for each in alternatives:
        if each is None or any(_is_within(each, other) for other in kept):
            continue
        kept = [other for other in kept if not _is_within(other, each)]
        kept.append(each)
    return _merged(kept)


def _is_within(one: Fields, other: Fields) -> bool:
    return all(one.get(path) == values for path, values in other.items())


def _merged(alternatives: list[Fields]) -> list[Fields]:
    for number, one in enumerate(alternatives):
        for later, other in enumerate(alternatives[number + 1 :], number + 1):
            if one.keys() != other.keys():
                continue
            different = [path for path in one if one[path] != other[path]]
            if len(different) == 1:
                (path,) = different
                both = {**one, path: tuple(dict.fromkeys((*one[path], *other[path])))}
                return _merged(
                    [*alternatives[:number], both, *alternatives[number + 1 : later], *alternatives[later + 1 :]]
                )
    return alternatives
