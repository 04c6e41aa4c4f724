"""A row that Athena returned for a CloudTrail table, as a record: its names are in lower case, and objects are texts.

A column of type struct is written without quotes: `{type=IAMUser, username=alice, sessioncontext={…}}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from bks_tui.core.cloudtrail.field_names import IDENTITY_FIELDS, RECORD_FIELDS

_NAMES = {name.lower(): name for name in RECORD_FIELDS}
_IDENTITY = {name.lower(): name for name in IDENTITY_FIELDS}
# What the struct of a resource has, whose names CloudTrail writes otherwise than those of an identity.
_RESOURCE = {"arn": "ARN", "accountid": "accountId", "type": "type"}
_OBJECTS = ("userIdentity", "requestParameters", "responseElements", "additionalEventData", "resources", "tlsDetails")
# No name in an identity contains a blank, so a comma and a blank end a value.
_FIELD = re.compile(r"(?P<name>\w+)=(?P<value>\{|\[|[^,{}\[\]]*(?:,(?! )[^,{}\[\]]*)*)")
_DEEPEST = 6


def is_athena_row(row: Mapping[str, Any]) -> bool:
    """Whether these are columns of a CloudTrail table."""
    return "eventname" in row and ("eventsource" in row or "useridentity" in row)


def record_of_athena_row(row: Mapping[str, Any], *, knows_missing: bool = False) -> dict[str, Any]:
    """The record of a row. A column that CloudTrail does not have is left out, and so is one without a value.

    A CSV file does not tell an empty value from a missing one; what does, `knows_missing`.
    """
    record = {_NAMES[name.lower()]: value for name, value in row.items() if name and name.lower() in _NAMES}
    nothing = (None,) if knows_missing else ("", None)
    filled = {name: value for name, value in record.items() if value not in nothing}
    read = {name: _object(value) if name in _OBJECTS else value for name, value in filled.items()}
    recased = {"userIdentity": _renamed, "resources": _resources}
    return {name: recased[name](value) if name in recased else value for name, value in read.items()}


def _resources(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [
        {_RESOURCE.get(name.lower(), name): each for name, each in one.items()} if isinstance(one, dict) else one
        for one in value
    ]


def _object(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return _structs(value)


def _structs(value: str) -> Any:
    """A struct, a list of structs, or any other text as it is."""
    if value.startswith("[{"):
        structs, position = [], 1
        while value.startswith("{", position):
            struct, position = _struct(value, position)
            structs.append(struct)
            position += 2 if value.startswith(", ", position) else 0
        return structs
    return _struct(value, 0)[0] if value.startswith("{") and "=" in value else value


def _renamed(value: Any, depth: int = 0) -> Any:
    """An identity whose names are in lower case, as when it was cast to JSON."""
    if isinstance(value, dict) and depth < _DEEPEST:
        return {_IDENTITY.get(name, name): _renamed(each, depth + 1) for name, each in value.items()}
    return value


def _struct(text: str, start: int, depth: int = 0) -> tuple[dict[str, Any], int]:
    """The struct that begins at a position, and where it ends."""
    fields: dict[str, Any] = {}
    position = start + 1
    while depth < _DEEPEST and (found := _FIELD.match(text, position)):
        name, value = _IDENTITY.get(found["name"].lower(), found["name"]), found["value"]
        position = found.end()
        if value == "{":
            fields[name], position = _struct(text, position - 1, depth + 1)
        elif value != "null":
            fields[name] = value
        if text.startswith(", ", position):
            position += 2
    return fields, position + 1 if text.startswith("}", position) else position
