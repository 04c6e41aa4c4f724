"""Text and cursor → what can be written there: the fields, or the values of a field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bks_tui.core.filter.fields import FieldKind, FieldTable, FilterField, slug
from bks_tui.core.filter.terms import NEGATION, QUOTE, WILDCARD, FilterPiece, pieces, quote

_AGES = ("1h", "1d", "7d", "30d", "90d")
# Of a long list the first rows are enough to suggest values, at every letter typed.
_ROWS_READ = 2_000
_MOST_VALUES = 30
_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class FilterCompletion:
    """What can replace the text from `start` to the cursor, the likeliest first.

    `is_begun` is whether there is something to complete: at the begin of a term, the options only inform.
    """

    start: int
    options: tuple[str, ...] = ()
    is_begun: bool = False

    def taken(self, text: str, cursor: int) -> tuple[str, int]:
        """The text with the first option in its place, and the cursor behind it."""
        before = text[: self.start] + self.options[0]
        return before + text[cursor:], len(before)


def complete(text: str, cursor: int, table: FieldTable[Any], rows: Iterable[Any] = ()) -> FilterCompletion:
    """What can be written at the cursor. `rows` are those from which the values of a field are suggested."""
    before = text[:cursor]
    piece = next((each for each in pieces(before) if each.end == cursor), None)
    # A space ends a term, unless it is in a text whose quotation mark is open.
    if piece is None or (before[-1:].isspace() and not piece.is_open):
        return FilterCompletion(cursor, tuple(field.begin for field in table.fields))
    if not piece.term.field:
        return _fields(piece, table)
    field = table.named(piece.term.field)
    if field is None or piece.is_joined:
        return FilterCompletion(cursor)
    written = before[piece.value_start :]
    options = tuple(option for option in _values(field, piece, rows) if option != written)
    return FilterCompletion(piece.value_start, options, bool(options))


def _fields(piece: FilterPiece, table: FieldTable[Any]) -> FilterCompletion:
    """The fields whose names begin as a word does."""
    word = piece.term.value.casefold()
    if piece.term.is_quoted:
        return FilterCompletion(piece.end)
    options = tuple(field.begin for field in table.fields if field.name.startswith(word))
    return FilterCompletion(piece.value_start, options, bool(options and word))


def _values(field: FilterField[Any], piece: FilterPiece, rows: Iterable[Any]) -> Iterator[str]:
    begun = piece.term.value
    if WILDCARD in begun and not piece.term.is_quoted:
        return
    if field.kind is FieldKind.AGE:
        yield from (age for age in _AGES if age.startswith(begun))
    elif field.kind is FieldKind.CHOICE:
        wanted = slug(begun)
        yield from sorted(
            (each for each in field.choices if each.startswith(wanted) or f"-{wanted}" in each),
            key=lambda each: not each.startswith(wanted),
        )
    elif field.kind is FieldKind.TEXT:
        yield from _of_rows(field, begun.casefold(), rows)


def _of_rows(field: FilterField[Any], begun: str, rows: Iterable[Any]) -> Iterator[str]:
    """The values of a field in the rows that begin as the value does, the most frequent first."""
    counts = Counter(
        value
        for row in islice(rows, _ROWS_READ)
        for value in field.read(row)
        if isinstance(value, str) and value.isprintable() and 0 < len(value) <= _LONGEST_VALUE
    )
    fitting = [(value, count) for value, count in counts.items() if value.casefold().startswith(begun)]
    for value, _ in sorted(fitting, key=lambda each: (-each[1], each[0]))[:_MOST_VALUES]:
        yield _written(value)


def _written(value: str) -> str:
    """A value as a filter has it: in quotation marks where it would be read as something else."""
    is_plain = not (value.startswith((QUOTE, NEGATION)) or WILDCARD in value or any(map(str.isspace, value)))
    return value if is_plain else quote(value)
