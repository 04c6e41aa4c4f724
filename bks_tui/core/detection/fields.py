"""Read a field of a sighting by its path, as cheaply as possible, and compare it with values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any, TypeAlias

from bks_tui.core.cloudtrail.record import object_in
from bks_tui.core.detection.conditions import CLIENT, MODEL, Comparison, Field
from bks_tui.core.detection.sighting import Sighting, client

Reader: TypeAlias = Callable[[Sighting], Any]


def _client_of(sighting: Sighting) -> str | None:
    agent = sighting.event.user_agent
    return None if agent is None else client(agent)


_LONGEST_REMEMBERED = 1000
_OF_TEXT = frozenset({Comparison.BLANK, Comparison.STARTS_WITH, Comparison.CONTAINS, Comparison.CONTAINS_WORD})

# Fields that an event has without its record.
_READERS: Mapping[str, Reader] = {
    "awsRegion": lambda sighting: sighting.event.region or None,
    "eventSource": lambda sighting: sighting.event.source or None,
    "sourceIPAddress": lambda sighting: sighting.event.source_ip,
    "userAgent": lambda sighting: sighting.event.user_agent,
    "errorCode": lambda sighting: sighting.event.error_code,
    "errorMessage": lambda sighting: sighting.event.error_message,
    MODEL: lambda sighting: sighting.event.model_id,
    CLIENT: _client_of,
}


def reader(path: str) -> Reader:
    """A function that reads the field; it gives None if the record lacks it."""
    return _READERS.get(path) or _record_reader(path)


def _record_reader(path: str) -> Reader:
    *parents, name = path.split(".")
    # The names in a record are plain: one that does not occur in its text need not be parsed.
    quoted = f'"{name}"'

    def read(sighting: Sighting) -> Any:
        if quoted not in sighting.event.record:
            return None
        return object_in(sighting.fields, *parents).get(name)

    return read


def matches(*fields: Field) -> Callable[[Sighting], bool]:
    """Whether the field of a sighting passes one of the comparisons. All are of the same path."""
    read = reader(fields[0].path)
    if all(field.comparison in _OF_TEXT for field in fields):
        comparisons = [
            _text_comparison(field.comparison, tuple(str(value).lower() for value in field.values)) for field in fields
        ]
        compare = _remembered(lambda text: any(compare(text) for compare in comparisons))
        return lambda sighting: isinstance(value := read(sighting), str) and compare(value)
    tests = [_comparison(field.comparison, field.values) for field in fields]
    if len(tests) == 1:
        (test,) = tests
        return lambda sighting: test(read(sighting))
    return lambda sighting: any(test(read(sighting)) for test in tests)


def _remembered(compare: Callable[[str], bool]) -> Callable[[str], bool]:
    """The same comparison, which remembers short texts: few user agents and error codes make many events."""
    remembered = lru_cache(maxsize=1024)(compare)
    return lambda text: remembered(text) if len(text) <= _LONGEST_REMEMBERED else compare(text)


def _comparison(comparison: Comparison, values: tuple[str | int, ...]) -> Callable[[Any], bool]:
    if comparison is Comparison.PRESENT:
        return bool
    if comparison is Comparison.ABSENT:
        return lambda value: value is None
    if comparison is Comparison.EQUALS:
        wanted = frozenset(values)
        return lambda value: isinstance(value, str) and value in wanted
    return partial(_is_at_least, int(values[0]))


def _text_comparison(comparison: Comparison, values: tuple[str, ...]) -> Callable[[str], bool]:
    if comparison is Comparison.BLANK:
        return lambda text: not text.strip()
    if comparison is Comparison.STARTS_WITH:
        return lambda text: text.lower().startswith(values)
    if comparison is Comparison.CONTAINS:
        return lambda text: any(value in text.lower() for value in values)
    words = re.compile(rf"\b(?:{'|'.join(map(re.escape, values))})\b", re.IGNORECASE)
    return lambda text: words.search(text) is not None


def _is_at_least(least: int, value: object) -> bool:
    # Athena and some exports write numbers as text.
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20:
        value = int(value)
    return isinstance(value, (int, float)) and value >= least
