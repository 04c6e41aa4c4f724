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
TEXT_COMPARISONS = frozenset({Comparison.BLANK, Comparison.STARTS_WITH, Comparison.CONTAINS, Comparison.CONTAINS_WORD})

# Fields that an event has without its record.
_READERS: Mapping[str, Reader] = {
    "awsRegion": lambda sighting: sighting.event.region or None,
    "eventSource": lambda sighting: sighting.event.source or None,
    "sourceIPAddress": lambda sighting: sighting.event.source_ip,
    "userAgent": lambda sighting: sighting.event.user_agent,
    "errorCode": lambda sighting: sighting.event.error_code,
    "additionalEventData.inferenceRegion": lambda sighting: sighting.event.inference_region,
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


def matches(field: Field) -> Callable[[Sighting], bool]:
    """Whether the field of a sighting passes the comparison."""
    if field.comparison in TEXT_COMPARISONS:
        return matches_text(field)
    read, compare = reader(field.path), _comparison(field)
    return lambda sighting: compare(read(sighting))


def matches_text(*fields: Field) -> Callable[[Sighting], bool]:
    """Whether the text of a sighting passes one of the comparisons, which are all of the same path."""
    read, comparisons = reader(fields[0].path), tuple(map(_text_comparison, fields))

    def compare(text: str) -> bool:
        return any(passes(text) for passes in comparisons)

    # Few user agents and error codes make many events.
    remembered = lru_cache(maxsize=1024)(compare)

    def holds(sighting: Sighting) -> bool:
        text = read(sighting)
        if not isinstance(text, str):
            return False
        return remembered(text) if len(text) <= _LONGEST_REMEMBERED else compare(text)

    return holds


def _comparison(field: Field) -> Callable[[Any], bool]:
    if field.comparison is Comparison.PRESENT:
        return bool
    if field.comparison is Comparison.ABSENT:
        return lambda value: value is None
    if field.comparison is Comparison.EQUALS:
        wanted = frozenset(field.values)
        return lambda value: isinstance(value, str) and value in wanted
    return partial(_is_at_least, int(field.values[0]))


def _text_comparison(field: Field) -> Callable[[str], bool]:
    values = tuple(str(value).lower() for value in field.values)
    if field.comparison is Comparison.BLANK:
        return lambda text: not text.strip()
    if field.comparison is Comparison.STARTS_WITH:
        return lambda text: text.lower().startswith(values)
    if field.comparison is Comparison.CONTAINS:
        return lambda text: any(value in text.lower() for value in values)
    words = re.compile(rf"\b(?:{'|'.join(map(re.escape, values))})\b", re.IGNORECASE)
    return lambda text: words.search(text) is not None


def _is_at_least(least: int, value: object) -> bool:
    # Athena and some exports write numbers as text.
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20:
        value = int(value)
    return isinstance(value, (int, float)) and value >= least
