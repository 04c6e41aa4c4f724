"""The settings of the config file: start options, skipped users, and the theme and keys of the app."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

MINIMUM_AGE = timedelta(hours=24)
# What a query of Athena may scan unless more is allowed: half a dollar at list price.
MAX_SCAN = 100_000_000_000

_AGE = re.compile(r"(?P<number>\d{1,5}(?:\.\d{1,3})?)(?P<unit>[hd]?)", re.ASCII)
_SIZE = re.compile(r"(?P<number>\d{1,6}(?:\.\d{1,3})?) ?(?P<unit>[KMGT]B)", re.ASCII | re.IGNORECASE)
_UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}


class Theme(Enum):
    """The colours of the app: dark, light, or those of the terminal."""

    DARK = "dark"
    LIGHT = "light"
    ANSI = "ansi"


@dataclass(frozen=True, slots=True)
class Config:
    """The settings. `keys` are the keys of the app's actions, by the action's name, as a person writes them.

    `role_name` is the role to assume in other accounts, and `external_id` what its trust policy demands, if anything.
    `max_scan` is how many bytes Athena may scan.
    """

    profile: str | None = None
    region: str | None = None
    role_name: str | None = None
    external_id: str | None = None
    minimum_age: timedelta = MINIMUM_AGE
    max_scan: int = MAX_SCAN
    read_only: bool = False
    theme: Theme = Theme.DARK
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def parse_age(text: str) -> timedelta | None:
    """An age as a person writes it, in hours or days: 24, 24h, 7d. None if the text is not an age."""
    age = _AGE.fullmatch(text.strip())
    return timedelta(hours=float(age["number"]) * (24 if age["unit"] == "d" else 1)) if age else None


def parse_size(text: str) -> int | None:
    """A size in bytes as a person writes it: 500MB, 100GB, 1.5TB. None if the text is not a size above 0."""
    size = _SIZE.fullmatch(text.strip())
    return round(float(size["number"]) * _UNITS[size["unit"].upper()]) or None if size else None


def size_text(size: int) -> str:
    """A size as a person reads it, with the unit in which it has at most three digits before the point."""
    unit = next((unit for unit in reversed(_UNITS) if size >= _UNITS[unit]), "KB")
    return f"{size / _UNITS[unit]:,.1f} {unit}".replace(".0 ", " ")
