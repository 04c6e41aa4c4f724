"""What is wrong with the values of credentials, in words that repeat none of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import NamedTuple

from dateutil.parser import parse

# What a signature and an HTTP header can hold; the keys of AWS use fewer characters.
_USABLE = re.compile(r"[!-~]+", re.ASCII)


class Flaw(NamedTuple):
    """What is wrong, and whether it is only that they have expired."""

    sentence: str
    has_expired: bool = False


def flaw_of_values(values: Mapping[str, object]) -> Flaw | None:
    """The first value that cannot be used, by its name; None for a token that is not there is well."""
    for name, value in values.items():
        if value is None and "TOKEN" in name.upper():
            continue
        if not isinstance(value, str):
            return Flaw(f"{name} is not a text" if value is not None else f"{name} is missing")
        if not value:
            return Flaw(f"{name} is empty")
        if not _USABLE.fullmatch(value):
            return Flaw(f"{name} holds a blank, a line break or another character that no key has")
    return None


def flaw_of_expiration(name: str, value: object) -> Flaw | None:
    """What is wrong with the moment at which credentials expire."""
    if not isinstance(value, str):
        return Flaw(f"{name} is not a text")
    try:
        moment = parse(value)
        now = datetime.now(timezone.utc)
        if moment.tzinfo is None:
            return Flaw(f"{name} has no time zone")
        return Flaw(f"{name} is in the past", has_expired=True) if moment <= now else None
    except (ValueError, OverflowError):
        return Flaw(f"{name} is not a time")
