"""The JSON in a pasted text: documents, JSON lines, and JSON within strings, read within bounds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

# More than any alert or page of findings that a person pastes.
_LARGEST = 8_000_000
_MOST_OBJECTS = 100_000
_DEEPEST = 60
# Brackets in the words around, and cut documents; each may be read to its end before it fails.
_MOST_FAILURES = 10

_OPENING = re.compile(r"[{\[]")
_DECODER = json.JSONDecoder()


def json_values(text: str) -> tuple[Any, ...]:
    """The JSON objects and lists in a text, one after the other, with any words between them.

    Raises nothing; a text beyond the bounds holds none.
    """
    values: list[Any] = []
    position, failures = 0, 0
    while len(text) <= _LARGEST and failures < _MOST_FAILURES and (opening := _OPENING.search(text, position)):
        try:
            value, position = _DECODER.raw_decode(text, opening.start())
            values.append(value)
        except (ValueError, RecursionError):
            failures, position = failures + 1, opening.end()
    return tuple(values)


def inner_values(value: Any) -> Iterator[Any]:
    """What a value of JSON contains directly; a string that contains JSON is what it contains."""
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value
    elif isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        yield from json_values(value)


class Budget:
    """How many objects may still be looked at; hostile JSON has millions."""

    def __init__(self) -> None:
        self._left = _MOST_OBJECTS

    def allows(self, depth: int) -> bool:
        """Whether one more value at this depth may be looked at."""
        self._left -= 1
        return self._left > 0 and depth <= _DEEPEST


def strings_in(value: Any) -> Iterator[str]:
    """All strings in a value of JSON, in order, without the names of its fields."""
    budget, waiting = Budget(), [(value, 0)]
    while waiting:
        each, depth = waiting.pop()
        if isinstance(each, str):
            yield each
        elif budget.allows(depth) and isinstance(each, dict | list):
            waiting += [(item, depth + 1) for item in reversed(list(inner_values(each)))]


def field(fields: Mapping[str, Any], name: str) -> Any:
    """A field by the name that events give it, or by that of the API, which begins with a capital."""
    value = fields.get(name)
    return fields.get(name[0].upper() + name[1:]) if value is None else value


def text_of(fields: Mapping[str, Any], name: str) -> str | None:
    """A field that is a text, by either name; None if it is missing or empty."""
    value = field(fields, name)
    return value if isinstance(value, str) and value else None


def object_of(fields: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """The object under a path of fields, each by either name; empty if there is none."""
    for name in names:
        value = field(fields, name)
        if not isinstance(value, dict):
            return {}
        fields = value
    return fields


def objects_of(fields: Mapping[str, Any], name: str) -> tuple[Mapping[str, Any], ...]:
    """The objects in a list, by either name."""
    value = field(fields, name)
    return tuple(each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()
