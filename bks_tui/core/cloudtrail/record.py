"""Parse the JSON of a CloudTrail record without secrets, and read fields with the expected type.

Separate from `event`, which gives the fields their meaning: this module makes sure that no shape,
size or type of a record can do harm.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from bks_tui.core.cloudtrail.redaction import parse_json, redact, redact_text

# CloudTrail's own limit is 256 KB; a trail can be asked for events of up to 1 MB.
_LARGEST_RECORD = 1_000_000
_KEPT_OF_LARGER = 10_000

# Parts that Athena returns as JSON within a string.
_OBJECTS = ("userIdentity", "requestParameters", "responseElements", "additionalEventData")

_USUAL_TIME = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\dZ", re.ASCII)
_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Record:
    """A record as JSON text without secrets, its fields, and why it could not be read, if so."""

    text: str
    fields: Mapping[str, Any]
    problem: str | None = None


def read_record(text: str) -> Record:
    """Read a record. Raises nothing: what is not a JSON object is kept, without secrets, and has a `problem`."""
    if len(text) > _LARGEST_RECORD:
        return Record(redact_text(text[:_KEPT_OF_LARGER]), {}, f"The record is too large: {len(text)} characters.")
    try:
        value = parse_json(text)
        if isinstance(value, dict):
            for name in _OBJECTS:
                if isinstance(value.get(name), str):
                    value[name] = _unwrapped(value[name])
        redacted, kept = redact(value)
    except RecursionError:
        return Record(redact_text(text), {}, "The record is nested too deeply.")
    except ValueError:
        return Record(redact_text(text), {}, "The record is not valid JSON.")
    if not isinstance(redacted, dict):
        return Record(kept, {}, "The record is JSON, but not an object.")
    return Record(kept, redacted)


def _unwrapped(text: str) -> Any:
    try:
        return parse_json(text) if text.startswith("{") else text
    except ValueError:
        return text


def object_in(fields: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """The object under a path of names; empty if there is none."""
    for name in names:
        value = fields.get(name)
        if not isinstance(value, dict):
            return {}
        fields = value
    return fields


def text_in(fields: Mapping[str, Any], name: str) -> str | None:
    """The text of that name; None if missing or empty."""
    value = fields.get(name)
    return value if isinstance(value, str) and value else None


def flag_in(fields: Mapping[str, Any], name: str) -> bool | None:
    """The flag of that name, which CloudTrail writes as a boolean or as a word; None if missing."""
    return flag_of(fields.get(name))


def flag_of(value: object) -> bool | None:
    """The flag that a value of a record is, whether a boolean or a word; None if it is none."""
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower())
    return value if isinstance(value, bool) else None


def time_in(fields: Mapping[str, Any], name: str) -> datetime | None:
    """The moment of that name in UTC, with `T` and `Z` or as Athena writes it; None if missing."""
    text = text_in(fields, name) or ""
    try:
        # As CloudTrail writes it: many times faster, and for any other form too strict or too lenient.
        if _USUAL_TIME.fullmatch(text):
            return datetime.fromisoformat(f"{text[:-1]}+00:00")
        match = _TIME.fullmatch(text)
        if match is None:
            return None
        year, month, day, hour, minute, second = map(int, match.groups()[:6])
        moment = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
        if match["sign"] is None:
            return moment
        ahead = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
        # More than a day ahead of UTC is no zone.
        zone = timezone(ahead if match["sign"] == "+" else -ahead)
        return moment.replace(tzinfo=zone).astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None
