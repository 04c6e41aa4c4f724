"""Filter and rows → the rows to show, and how many are hidden only because something could not be read.

A comparison is true, false, or unknown where it depends on what could not be read. The negation of unknown is unknown:
neither `key:active` nor `-key:active` shows a user whose keys could not be read.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeAlias

from bks_tui.core.filter.fields import FieldKind, FieldTable, FilterField, Possible, Row, Values
from bks_tui.core.filter.parse import parse_filter, wanted_choices
from bks_tui.core.filter.terms import WILDCARD, Comparator, FilterTerm, RowFilter
from bks_tui.core.filter.values import is_in_a_line, is_whole_like, parse_filter_age, parse_number
from bks_tui.core.text import pluralize

# None is unknown.
RowTest: TypeAlias = Callable[[Row], "bool | None"]

_OPERATORS: dict[Comparator, Callable[[Any, Any], bool]] = {
    Comparator.ABOVE: operator.gt,
    Comparator.BELOW: operator.lt,
    Comparator.AT_LEAST: operator.ge,
    Comparator.AT_MOST: operator.le,
    Comparator.CONTAINS: operator.eq,
    Comparator.EQUALS: operator.eq,
}
# The older something is, the earlier is its time.
_OPPOSITES = {
    Comparator.ABOVE: operator.lt,
    Comparator.BELOW: operator.gt,
    Comparator.AT_LEAST: operator.le,
    Comparator.AT_MOST: operator.ge,
}


@dataclass(frozen=True, slots=True)
class FilteredRows(Generic[Row]):
    """The rows that match, in their order, and how many others may match: what decides could not be read."""

    rows: list[Row]
    unread: int = 0

    @property
    def described(self) -> str:
        """How many rows are hidden because of what could not be read; empty for none."""
        return unread_words(self.unread)


def unread_words(number: int) -> str:
    """That so many rows are hidden because of what could not be read; empty for none."""
    return f"{pluralize(number, 'unread row')} hidden" if number else ""


def filter_rows(rows: Iterable[Row], test: RowTest[Row]) -> FilteredRows[Row]:
    """The rows that match."""
    shown, unread = list[Row](), 0
    for row in rows:
        answer = test(row)
        if answer:
            shown.append(row)
        elif answer is None:
            unread += 1
    return FilteredRows(shown, unread)


def text_test(text: str, table: FieldTable[Row], now: datetime) -> RowTest[Row]:
    """What tells whether a row matches the filter in a text. Raises UsageError."""
    return row_test(parse_filter(text, table), table, now)


def row_test(filtered: RowFilter, table: FieldTable[Row], now: datetime) -> RowTest[Row]:
    """What tells whether a row matches. `filtered` was parsed with the same table."""
    tests = [_test(term, table, now) for term in filtered.terms]
    if len(tests) == 1:
        return tests[0]

    def test_all(row: Row) -> bool | None:
        answer: bool | None = True
        for test in tests:
            found = test(row)
            if found is False:
                return False
            if found is None:
                answer = None
        return answer

    return test_all


def _test(term: FilterTerm, table: FieldTable[Row], now: datetime) -> RowTest[Row]:
    field = table.named(term.field) if term.field else None
    return _text_test(term, table.text) if field is None else _field_test(term, field, now)


def _text_test(term: FilterTerm, text_of: Callable[[Row], str]) -> RowTest[Row]:
    needle, is_negated = term.value.casefold(), term.is_negated
    if WILDCARD not in needle or term.is_quoted:
        return lambda row: (needle in text_of(row)) is not is_negated
    parts = needle.split(WILDCARD)
    return lambda row: is_in_a_line(text_of(row), parts) is not is_negated


def _field_test(term: FilterTerm, field: FilterField[Row], now: datetime) -> RowTest[Row]:
    read, holds, is_negated = field.read, _value_test(term, field, now), term.is_negated
    if field.kind is FieldKind.AGE:
        return lambda row: _turned(_any(holds, read(row)), is_negated=is_negated)
    # Most rows have values that others have too.
    answers: dict[Values, bool | None] = {}

    def test(row: Row) -> bool | None:
        values = read(row)
        try:
            return answers[values]
        except KeyError:
            answers[values] = answer = _turned(_any(holds, values), is_negated=is_negated)
            return answer

    return test


def _any(holds: Callable[[Any], bool], values: Values) -> bool | None:
    """Whether a test holds for any value; unknown if it may hold for one that could not be read."""
    answer: bool | None = False
    for value in values:
        if value is None:
            answer = None
        elif isinstance(value, Possible):
            answer = None if holds(value.value) else answer
        elif holds(value):
            return True
    return answer


def _turned(answer: bool | None, *, is_negated: bool) -> bool | None:
    """The answer of a term, negated or not: the negation of unknown is unknown."""
    return None if answer is None else answer is not is_negated


def _value_test(term: FilterTerm, field: FilterField[Any], now: datetime) -> Callable[[Any], bool]:
    if field.kind is FieldKind.CHOICE:
        return wanted_choices(term, field).__contains__
    if field.kind is FieldKind.TEXT:
        return _value_text_test(term)
    if field.kind is FieldKind.NUMBER:
        number, compare = parse_number(term.value), _OPERATORS[term.comparator]
        return lambda value: compare(value, number)
    age, is_earlier = parse_filter_age(term.value), _OPPOSITES[term.comparator]
    limit = now - age if age is not None else now
    return lambda when: is_earlier(when, limit)


def _value_text_test(term: FilterTerm) -> Callable[[str], bool]:
    needle = term.value.casefold()
    if WILDCARD in needle and not term.is_quoted:
        return lambda value: is_whole_like(value.casefold(), needle)
    if term.comparator is Comparator.EQUALS:
        return lambda value: value.casefold() == needle
    return lambda value: needle in value.casefold()
