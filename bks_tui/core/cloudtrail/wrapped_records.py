"""The CloudTrail records within a JSON value, however a tool has wrapped them.

Known are the files of S3 (`Records`), the answer of LookupEvents (`Events`), EventBridge (`detail`), CloudWatch Logs
(`events[].message`, `logEvents[].message`, `@message`), Splunk (`result._raw`), Panther (`p_…` beside the fields),
Elastic (`_source`, `event.original`) and the JSON that Athena makes. What is inside a record is never taken for one:
whoever made the call may have written it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from bks_tui.core.cloudtrail.athena_row import is_athena_row, record_of_athena_row
from bks_tui.core.cloudtrail.event import Event, parse_event
from bks_tui.core.cloudtrail.listed_event import listed_event

# Under these names a tool puts records, alone or in lists.
WRAPPERS = (
    *("Records", "Events", "events", "logEvents", "hits", "cases"),
    *("detail", "event", "original", "event.original", "_source", "result", "_raw", "message", "@message"),
)
# A record has one of each: its name, and whatever else says that this is a call.
_NAME, _OTHERS = "eventName", ("eventSource", "userIdentity", "eventTime")
_ADDED_BY_PANTHER = "p_"
_DEEPEST = 8

# The export of a log group writes the time before each record.
_AFTER_A_TIME = re.compile(r"\s*(?:[^\s{\[]{1,40}\s+){0,2}(?=[{\[])")


def is_record(value: Mapping[str, Any]) -> bool:
    """Whether an object is a record itself."""
    return isinstance(value.get(_NAME), str) and any(name in value for name in _OTHERS)


Contains: TypeAlias = Callable[[str], bool]


def events_in(value: object, contains: Contains, depth: int = 0) -> Iterator[Event]:
    """The event of each record in a JSON value, or in JSON within a string, whose text `contains` what is searched.

    Raises nothing.
    """
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from events_in(each, contains, depth + 1)
    elif isinstance(value, str):
        yield from _in_text(value, contains, depth)
    elif isinstance(value, dict):
        yield from _in_object(value, contains, depth)


def _in_object(value: dict[str, Any], contains: Contains, depth: int) -> Iterator[Event]:
    if isinstance(value.get("CloudTrailEvent"), str):
        if contains(value["CloudTrailEvent"]) or contains(json.dumps(value)):
            yield listed_event(value)
    elif is_record(value):
        yield from _parsed(json.dumps(_without_additions(value)), contains)
    elif is_athena_row(value):
        yield from _parsed(json.dumps(record_of_athena_row(value)), contains)
    else:
        for name in WRAPPERS:
            if name in value:
                yield from events_in(value[name], contains, depth + 1)


def _parsed(record: str, contains: Contains) -> Iterator[Event]:
    if contains(record):
        yield parse_event(record)


def _without_additions(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if not name.startswith(_ADDED_BY_PANTHER)}


def _in_text(text: str, contains: Contains, depth: int) -> Iterator[Event]:
    """JSON within a string, after a time or not."""
    start = _AFTER_A_TIME.match(text)
    if start is None:
        return
    try:
        value = json.loads(text[start.end() :])
    except (ValueError, RecursionError):
        # Kept as what it is: a record that cannot be read.
        yield from _parsed(text[start.end() :], contains)
        return
    yield from events_in(value, contains, depth + 1)
