"""Read a field of a sighting by its path, as cheaply as possible, and compare it with values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any, TypeAlias

from bks_tui.core.cloudtrail.record import flag_of, object_in
from bks_tui.core.detection.conditions import CLIENT, MODEL, Comparison, Field
from bks_tui.core.detection.sighting import Sighting, client

Reader: TypeAlias = Callable[[Sighting], Any]


def _client_of(sighting: Sighting) -> str | None:
    agent = sighting.event.user_agent
    return None if agent is None else client(agent)


_LONGEST_REMEMBERED = 1000
TEXT_COMPARISONS = frozenset(
    {
        Comparison.BLANK,
        Comparison.STARTS_WITH,
        Comparison.ENDS_WITH,
        Comparison.CONTAINS,
        Comparison.CONTAINS_WORD,
        Comparison.MATCHES,
    }
)

# Fields that an event has without its record.
_READERS: Mapping[str, Reader] = {
    "eventName": lambda sighting: sighting.event.name or None,
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
    if field.comparison in (Comparison.TRUE, Comparison.FALSE):
        flag = field.comparison is Comparison.TRUE
        return lambda value: flag_of(value) is flag
    return partial(_is_at_least, int(field.values[0]))


def _text_comparison(field: Field) -> Callable[[str], bool]:
    if field.comparison is Comparison.BLANK:
        return lambda text: not text.strip()
    if field.comparison in (Comparison.CONTAINS_WORD, Comparison.MATCHES):
        return partial(_is_found, re.compile(as_pattern(field)))
    values = tuple(str(value) if field.cased else str(value).lower() for value in field.values)
    compare = _TEXT_TESTS[field.comparison]
    return lambda text: compare(text if field.cased else text.lower(), values)


_TEXT_TESTS: Mapping[Comparison, Callable[[str, tuple[str, ...]], bool]] = {
    Comparison.STARTS_WITH: str.startswith,
    Comparison.ENDS_WITH: str.endswith,
    Comparison.CONTAINS: lambda text, values: any(value in text for value in values),
}


def as_pattern(field: Field) -> str:
    """The regular expression of a comparison that has one, as all query languages understand it."""
    values = [str(value) for value in field.values]
    if field.comparison is Comparison.CONTAINS_WORD:
        return rf"(?i)\b(?:{'|'.join(map(re.escape, values))})\b"
    return "|".join(values)


def _is_found(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(text) is not None


def _is_at_least(least: int, value: object) -> bool:
    # Athena and some exports write numbers as text.
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20:
        value = int(value)
    return isinstance(value, (int, float)) and value >= least
