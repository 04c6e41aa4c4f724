"""Read a field of a sighting by its path, as cheaply as possible, and compare it with values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any, TypeAlias

from bks_tui.core.cloudtrail.record import object_in
from bks_tui.core.detection.conditions import CLIENT, MODEL, Field, Test
from bks_tui.core.detection.sighting import Sighting, client

Reader: TypeAlias = Callable[[Sighting], Any]


def _client_of(sighting: Sighting) -> str | None:
    agent = sighting.event.user_agent
    return None if agent is None else client(agent)


_OF_TEXT = frozenset({Test.BLANK, Test.STARTS_WITH, Test.CONTAINS, Test.CONTAINS_WORD})

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
    """Whether the field of a sighting passes one of the tests. All are of the same path."""
    read = reader(fields[0].path)
    if all(field.test in _OF_TEXT for field in fields):
        comparisons = [
            _text_comparison(field.test, tuple(str(value).lower() for value in field.values)) for field in fields
        ]
        # Few user agents and error codes make many events.
        compare = lru_cache(maxsize=1024)(lambda text: any(compare(text) for compare in comparisons))
        return lambda sighting: isinstance(value := read(sighting), str) and compare(value)
    tests = [_comparison(field.test, field.values) for field in fields]
    if len(tests) == 1:
        (test,) = tests
        return lambda sighting: test(read(sighting))
    return lambda sighting: any(test(read(sighting)) for test in tests)


def _comparison(test: Test, values: tuple[str | int, ...]) -> Callable[[Any], bool]:
    if test is Test.PRESENT:
        return bool
    if test is Test.ABSENT:
        return lambda value: value is None
    if test is Test.EQUALS:
        wanted = frozenset(values)
        return lambda value: isinstance(value, str) and value in wanted
    return partial(_is_at_least, int(values[0]))


def _text_comparison(test: Test, values: tuple[str, ...]) -> Callable[[str], bool]:
    if test is Test.BLANK:
        return lambda text: not text.strip()
    if test is Test.STARTS_WITH:
        return lambda text: text.lower().startswith(values)
    if test is Test.CONTAINS:
        return lambda text: any(value in text.lower() for value in values)
    words = re.compile(rf"\b(?:{'|'.join(map(re.escape, values))})\b", re.IGNORECASE)
    return lambda text: words.search(text) is not None


def _is_at_least(least: int, value: object) -> bool:
    # Athena and some exports write numbers as text.
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20:
        value = int(value)
    return isinstance(value, (int, float)) and value >= least
