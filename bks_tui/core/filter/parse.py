"""Text → filter: every mistake is one clear sentence, before any row is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from bks_tui.core.errors import UsageError
from bks_tui.core.filter.fields import FieldKind, FieldTable, FilterField
from bks_tui.core.filter.terms import QUOTE, WILDCARD, Comparator, FilterPiece, FilterTerm, RowFilter, pieces
from bks_tui.core.filter.values import chosen, parse_filter_age, parse_number
from bks_tui.core.harmless import quoted

# More than anyone types: a filter must stay fast on every row.
LONGEST_FILTER = 500
MOST_TERMS = 32
MOST_WILDCARDS = 16

_ORDERED = (Comparator.ABOVE, Comparator.BELOW, Comparator.AT_LEAST, Comparator.AT_MOST)
_COMPARATORS = {
    FieldKind.TEXT: (Comparator.CONTAINS, Comparator.EQUALS),
    FieldKind.CHOICE: (Comparator.CONTAINS, Comparator.EQUALS),
    FieldKind.AGE: _ORDERED,
    FieldKind.NUMBER: (*_ORDERED, Comparator.CONTAINS, Comparator.EQUALS),
}


def parse_filter(text: str, table: FieldTable[Any]) -> RowFilter:
    """The filter in a text, checked against the fields of a table. Raises UsageError."""
    if len(text) > LONGEST_FILTER:
        raise UsageError(f"the filter is longer than {LONGEST_FILTER} characters", "Write a shorter one.")
    if text.count(WILDCARD) > MOST_WILDCARDS:
        raise UsageError(f"the filter has more than {MOST_WILDCARDS} wildcards", "Write fewer.")
    found = tuple(pieces(text))
    if len(found) > MOST_TERMS:
        raise UsageError(f"the filter has more than {MOST_TERMS} terms", "Write fewer.")
    return RowFilter(tuple(_checked(found, table)))


def finished_part(text: str, table: FieldTable[Any]) -> str:
    """A text without its last term, if that is a field whose value is still to be typed."""
    *_, last = (None, *pieces(text))
    if last and last.end == len(text) and table.named(last.term.field) and not (last.term.value or last.term.is_quoted):
        return text[: last.start].rstrip()
    return text


def _checked(found: tuple[FilterPiece, ...], table: FieldTable[Any]) -> Iterator[FilterTerm]:
    for piece in found:
        if piece.is_open:
            raise UsageError("a quotation mark in the filter is not closed", f"Add {QUOTE} behind the text.")
        if piece.is_joined:
            raise UsageError(
                "a quoted text in the filter ends in the middle of a word",
                f"Put a space behind it; within a text, write {QUOTE * 2} for {QUOTE}.",
            )
        if piece.term.field:
            _require_comparable(piece.term, _field(piece.term.field, table))
        elif not piece.term.value:
            raise UsageError("a term of the filter is empty", "Write what to find, or behind '-' what to leave out.")
        yield piece.term


def _field(name: str, table: FieldTable[Any]) -> FilterField[Any]:
    field = table.named(name)
    if field is None:
        close = get_close_matches(name, [each.name for each in table.fields], n=1)
        meant = f"Did you mean {close[0]}? " if close else ""
        names = ", ".join(each.name for each in table.fields)
        raise UsageError(
            f"{table.of} have no field {quoted(name)}",
            f"{meant}Fields: {names}. To find it as a text, put it in quotation marks.",
        )
    return field


def _require_comparable(term: FilterTerm, field: FilterField[Any]) -> None:
    """Raise UsageError where a field cannot be compared so, or with this value."""
    comparators = _COMPARATORS[field.kind]
    if term.comparator not in comparators:
        ways = " or ".join(f"{field.name}{each.value}" for each in comparators[:2])
        raise UsageError(f"{field.name} cannot be compared with {term.comparator.value}", f"Write {ways} and a value.")
    if not term.value:
        raise UsageError(f"{field.name}{term.comparator.value} lacks a value", f"Values: {field.form}.")
    if field.kind is FieldKind.AGE and parse_filter_age(term.value) is None:
        raise UsageError(f"{quoted(term.value)} is not an age", "Write a number and a unit: 30m, 12h, 90d or 2w.")
    if field.kind is FieldKind.NUMBER and parse_number(term.value) is None:
        raise UsageError(f"{quoted(term.value)} is not a number", f"Write a number, such as {field.name}>1.")
    if field.kind is FieldKind.CHOICE and not wanted_choices(term, field):
        raise UsageError(f"{field.name} has no value {quoted(term.value)}", f"Values: {field.form}.")


def wanted_choices(term: FilterTerm, field: FilterField[Any]) -> frozenset[str]:
    """The choices that a term names; none if it names none."""
    is_whole = term.comparator is Comparator.EQUALS
    return chosen(field.choices, term.value, is_quoted=term.is_quoted, is_whole=is_whole)
