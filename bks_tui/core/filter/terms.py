"""A filter as data: its terms, and the pieces of the text that they were read from.

A text is never refused here: `pieces` reads any text, so that what is half typed can be completed. `parse` judges it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

QUOTE = '"'
WILDCARD = "*"
NEGATION = "-"

# Ids and addresses have digits, so that `2001:db8::1` is a word.
_FIELD = re.compile(r"(?P<name>[A-Za-z][A-Za-z-]*)(?P<comparator>:|=|>=|<=|>|<)", re.ASCII)


class Comparator(Enum):
    """How a field is compared; the value is how people write it."""

    CONTAINS = ":"
    EQUALS = "="
    AT_LEAST = ">="
    AT_MOST = "<="
    ABOVE = ">"
    BELOW = "<"


@dataclass(frozen=True, slots=True)
class FilterTerm:
    """One condition: a text to find in a row, or a `field` that is compared with a value.

    `field` is empty for a text. In a quoted value, `*` is no wildcard.
    """

    value: str
    field: str = ""
    comparator: Comparator = Comparator.CONTAINS
    is_negated: bool = False
    is_quoted: bool = False

    def __str__(self) -> str:
        value = quote(self.value) if self.is_quoted else self.value
        compared = f"{self.field}{self.comparator.value}" if self.field else ""
        return f"{NEGATION if self.is_negated else ''}{compared}{value}"


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Terms that must all hold."""

    terms: tuple[FilterTerm, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))


def quote(value: str) -> str:
    """A value in quotation marks; those within it are doubled."""
    return f"{QUOTE}{value.replace(QUOTE, QUOTE * 2)}{QUOTE}"


@dataclass(frozen=True, slots=True)
class FilterPiece:
    """A term and its places in a text. `is_open`: its quotation mark is not closed; `is_joined`: more follows it."""

    term: FilterTerm
    start: int
    value_start: int
    end: int
    is_open: bool = False
    is_joined: bool = False


def pieces(text: str) -> Iterator[FilterPiece]:
    """The terms of any text, in order."""
    place = _after_spaces(text, 0)
    while place < len(text):
        piece = _piece(text, place)
        yield piece
        place = _after_spaces(text, piece.end)


def _piece(text: str, start: int) -> FilterPiece:
    is_negated = text[start] == NEGATION
    found = _FIELD.match(text, start + is_negated)
    value_start = found.end() if found else start + is_negated
    is_quoted = text[value_start : value_start + 1] == QUOTE
    value_end = _closing(text, value_start + 1) if is_quoted else _before_space(text, value_start)
    is_open = value_end is None
    last = len(text) if value_end is None else value_end
    value = text[value_start + 1 : last].replace(QUOTE * 2, QUOTE) if is_quoted else text[value_start:last]
    # Past the closing quotation mark; what is joined to it belongs to no other term.
    after = min(last + is_quoted, len(text))
    end = _before_space(text, after)
    term = FilterTerm(
        value,
        found["name"].lower() if found else "",
        Comparator(found["comparator"]) if found else Comparator.CONTAINS,
        is_negated,
        is_quoted,
    )
    return FilterPiece(term, start, value_start, end, is_open, is_quoted and end > after)


def _closing(text: str, place: int) -> int | None:
    """The place of the closing quotation mark; a doubled one is none."""
    while (place := text.find(QUOTE, place)) >= 0:
        if text[place + 1 : place + 2] != QUOTE:
            return place
        place += 2
    return None


def _before_space(text: str, place: int) -> int:
    while place < len(text) and not text[place].isspace():
        place += 1
    return place


def _after_spaces(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place
