"""Checks of credential values, whose messages never repeat a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import NamedTuple

from dateutil.parser import parse

# Valid in a signature and an HTTP header; AWS keys use fewer characters.
_USABLE = re.compile(r"[!-~]+", re.ASCII)


class Flaw(NamedTuple):
    """What is wrong, and whether the only problem is the expiry."""

    sentence: str
    has_expired: bool = False


def flaw_of_values(values: Mapping[str, object]) -> Flaw | None:
    """The first value that cannot be used, by its name. A token may be None."""
    for name, value in values.items():
        if value is None and "TOKEN" in name.upper():
            continue
        if not isinstance(value, str):
            return Flaw(f"{name} is not text" if value is not None else f"{name} is missing")
        if not value:
            return Flaw(f"{name} is empty")
        if not _USABLE.fullmatch(value):
            return Flaw(f"{name} contains a space, a line break or another character that is not valid in a key")
    return None


def flaw_of_expiration(name: str, value: object) -> Flaw | None:
    """The flaw of an expiration time, if any."""
    if not isinstance(value, str):
        return Flaw(f"{name} is not text")
    try:
        moment = parse(value)
        now = datetime.now(timezone.utc)
        if moment.tzinfo is None:
            return Flaw(f"{name} has no time zone")
        return Flaw(f"{name} is in the past", has_expired=True) if moment <= now else None
    except (ValueError, OverflowError):
        return Flaw(f"{name} is not a time")
