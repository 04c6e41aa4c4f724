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
_OBJECTS = ("userIdentity", "requestParameters", "responseElements", "additionalEventData", "resources", "tlsDetails")
# No name in an identity contains a blank, so a comma and a blank end a value.
_FIELD = re.compile(r"(?P<name>\w+)=(?P<value>\{|\[|[^,{}\[\]]*(?:,(?! )[^,{}\[\]]*)*)")
_DEEPEST = 6


def is_athena_row(row: Mapping[str, Any]) -> bool:
    """Whether these are columns of a CloudTrail table."""
    return "eventname" in row and ("eventsource" in row or "useridentity" in row)


def record_of_athena_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a row. A column that CloudTrail does not have is left out, and so is an empty one."""
    record = {_NAMES[name.lower()]: value for name, value in row.items() if name and name.lower() in _NAMES}
    filled = {name: value for name, value in record.items() if value not in ("", None)}
    return {name: _object(value) if name in _OBJECTS else value for name, value in filled.items()}


def _object(value: Any) -> Any:
    if not isinstance(value, str):
        return _recased(value)
    try:
        return _recased(json.loads(value))
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


def _recased(value: Any) -> Any:
    """An identity that was cast to JSON: its names are in lower case as well."""
    if isinstance(value, dict) and "type" in value and ("principalid" in value or "accountid" in value):
        return {_IDENTITY.get(name, name): _renamed(each) for name, each in value.items()}
    return value


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {_IDENTITY.get(name, name): _renamed(each) for name, each in value.items()}
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
