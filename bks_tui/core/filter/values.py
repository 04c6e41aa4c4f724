"""What a person writes behind a field: patterns, choices, ages and numbers, without regular expressions on rows."""

from __future__ import annotations

import re
from datetime import timedelta

from bks_tui.core.filter.fields import slug
from bks_tui.core.filter.terms import WILDCARD

_AGE = re.compile(r"(?P<number>\d{1,5})(?P<unit>[mhdw])", re.ASCII | re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,12}", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_filter_age(text: str) -> timedelta | None:
    """An age with its unit: 30m, 12h, 90d, 2w. None if the text is none."""
    age = _AGE.fullmatch(text)
    return timedelta(**{_UNITS[age["unit"].lower()]: int(age["number"])}) if age else None


def parse_number(text: str) -> int | None:
    """A whole number; None if the text is none."""
    return int(text) if _NUMBER.fullmatch(text) else None


def is_whole_like(value: str, pattern: str) -> bool:
    """Whether the whole value matches a pattern, in which `*` is any characters. In time linear to the value."""
    first, *others = pattern.split(WILDCARD)
    if not others:
        return value == pattern
    *middle, last = others
    if len(value) < len(first) + len(last) or not (value.startswith(first) and value.endswith(last)):
        return False
    return _has_in_order(value, middle, len(first), len(value) - len(last))


def is_in_a_line(text: str, parts: list[str]) -> bool:
    """Whether a line of a text has these parts of a pattern in their order. Each line is looked through once."""
    first, *others = parts
    place = text.find(first)
    while place >= 0:
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        if _has_in_order(text, others, place + len(first), end):
            return True
        place = text.find(first, end + 1) if end < len(text) else -1
    return False


def _has_in_order(value: str, parts: list[str], start: int, end: int) -> bool:
    for part in parts:
        found = value.find(part, start, end)
        if found < 0:
            return False
        start = found + len(part)
    return True


def chosen(choices: tuple[str, ...], value: str, *, is_quoted: bool, is_whole: bool) -> frozenset[str]:
    """The choices that a value names: itself, those with a word that begins so, or those that match its `*`."""
    wanted = slug(value)
    if WILDCARD in wanted and not is_quoted:
        return frozenset(choice for choice in choices if is_whole_like(choice, wanted))
    if wanted in choices or is_whole:
        return frozenset({wanted} & {*choices})
    return frozenset(choice for choice in choices if choice.startswith(wanted) or f"-{wanted}" in choice)
