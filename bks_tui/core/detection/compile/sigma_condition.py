"""A condition as the detection of a Sigma rule: named selections, and an expression of their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from bks_tui.core.detection.compile.yaml_text import Scalar, Yaml
from bks_tui.core.detection.conditions import AllOf, AnyOf, AwsManagedPolicy, Comparison, Condition, Field, Not
from bks_tui.core.detection.fields import as_pattern
from bks_tui.core.detection.plain import NAMES, managed_policy_pattern

# Fields with values, of which one must match; all fields must. A selection is maps, of which one must match.
_Map: TypeAlias = dict[str, tuple[Scalar, ...]]
_Selection: TypeAlias = tuple[_Map, ...]

_MODIFIERS = {
    Comparison.STARTS_WITH: "|startswith",
    Comparison.ENDS_WITH: "|endswith",
    Comparison.CONTAINS: "|contains",
    Comparison.AT_LEAST: "|gte",
    Comparison.BLANK: "|re",
    Comparison.CONTAINS_WORD: "|re",
    Comparison.MATCHES: "|re",
}
# What a selection is called, by the part of the record that it is about.
_SUBJECTS = {
    "eventSource": "call",
    "eventName": "call",
    "errorCode": "error",
    "errorMessage": "error",
    "userIdentity": "identity",
    "userAgent": "agent",
    "requestParameters": "parameters",
    "responseElements": "answer",
    "readOnly": "change",
    "sessionCredentialFromConsole": "console",
}


def detection(condition: Condition) -> Mapping[str, Yaml]:
    """The detection of a rule."""
    selections = _Selections()
    expression = selections.expression(condition)
    return {**{name: _written(selection) for name, selection in selections.named.items()}, "condition": expression}


class _Selections:
    """The selections so far, by name."""

    def __init__(self) -> None:
        self.named: dict[str, _Selection] = {}

    def expression(self, condition: Condition) -> str:
        """The condition as an expression of names, whose selections are added."""
        selection = _selection(condition)
        if selection is not None:
            return self._name(selection, NAMES.get(condition))
        match condition:
            case Field(path, Comparison.PRESENT):
                return f"not {self.expression(Field(path, Comparison.ABSENT))}"
            case Not(Field(path, Comparison.PRESENT)):
                return self.expression(Field(path, Comparison.ABSENT))
            case Not(part):
                return f"not {self._operand(part)}"
            case AllOf(parts):
                return " and ".join(map(self._operand, _grouped(parts)))
            case AnyOf(parts):
                return " or ".join(map(self._operand, parts))
        raise TypeError(f"no detection of {type(condition).__name__}")

    def _operand(self, condition: Condition) -> str:
        expression = self.expression(condition)
        return f"({expression})" if " and " in expression or " or " in expression else expression

    def _name(self, selection: _Selection, name: str | None) -> str:
        wanted = name or _subject(selection)
        number, free = 1, wanted
        while self.named.setdefault(free, selection) != selection:
            number += 1
            free = f"{wanted}_{number}"
        return free


def _grouped(parts: tuple[Condition, ...]) -> list[Condition]:
    """The parts, of which those that follow each other and are about the same are one."""
    groups: list[Condition] = []
    for part in parts:
        joined = AllOf((groups[-1], part)) if groups else part
        selection = _selection(joined)
        if groups and selection and len({_subject(({key: values},)) for key, values in selection[0].items()}) == 1:
            groups[-1] = joined
        else:
            groups.append(part)
    return groups


def _selection(condition: Condition) -> _Selection | None:
    """The condition as one selection; None if it needs several."""
    if not isinstance(condition, AnyOf):
        alone = _map(condition)
        return None if alone is None else (alone,)
    maps = [_map(part) for part in condition.conditions]
    known = tuple(each for each in maps if each is not None)
    if len(known) < len(maps):
        return None
    keys = {key for each in known for key in each}
    if len(keys) == 1 and all(len(each) == 1 for each in known):
        return ({key: tuple(value for each in known for value in each[key]) for key in keys},)
    return known


def _map(condition: Condition) -> _Map | None:
    """The condition as fields that must all match; None if it is more than that."""
    match condition:
        case Field(path, comparison) if comparison is not Comparison.PRESENT:
            return {path + _MODIFIERS.get(comparison, ""): _values(condition)}
        case AwsManagedPolicy():
            return {"requestParameters.policyArn|re": (managed_policy_pattern(condition),)}
        case AllOf(parts):
            joined: _Map = {}
            for each in map(_map, parts):
                if each is None or not joined.keys().isdisjoint(each):
                    return None
                joined |= each
            return joined
    return None


def _values(field: Field) -> tuple[Scalar, ...]:
    match field.comparison:
        case Comparison.ABSENT:
            return (None,)
        case Comparison.TRUE:
            return (True, "true")
        case Comparison.FALSE:
            return (False, "false")
        case Comparison.AT_LEAST:
            return (int(field.values[0]),)
        case Comparison.BLANK:
            return (r"^\s*$",)
        case Comparison.CONTAINS_WORD | Comparison.MATCHES:
            return (as_pattern(field),)
    # These characters have a meaning in Sigma.
    return tuple(re.sub(r"([\\*?])", r"\\\1", str(value)) for value in field.values)


def _subject(selection: _Selection) -> str:
    path, values = next(iter(selection[0].items()))
    subject = _SUBJECTS.get(re.split(r"[.|]", path)[0], "record")
    return f"no_{subject}" if values == (None,) and len(selection) == 1 else subject


def _written(selection: _Selection) -> Yaml:
    maps = [{key: values[0] if len(values) == 1 else values for key, values in each.items()} for each in selection]
    return maps[0] if len(maps) == 1 else maps
