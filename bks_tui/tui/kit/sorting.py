"""The orders of a list: by any of its columns, in both directions. Values that describe themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, Generic, TypeVar

from bks_tui.core.document import Cell, Tone
from bks_tui.tui.kit.option import Option

Row = TypeVar("Row")

ASCENDING_ARROW, DESCENDING_ARROW = "▲", "▼"


@dataclass(frozen=True, slots=True)
class SortOrder:
    """An order of the rows: what they are sorted by, as a `Column` names it, and in which direction."""

    by: str
    descending: bool = False

    @property
    def arrow(self) -> str:
        """The direction, for a heading."""
        return DESCENDING_ARROW if self.descending else ASCENDING_ARROW


@dataclass(frozen=True)
class ListOrders(Generic[Row]):
    """The orders of one list. `keys` are what rows are sorted by: a key is None where the value is unknown.

    A list without a function has its rows in that order already. `usual` are those that one key goes through, the
    first one is the default. `largest_first` are those that begin with the largest value.
    """

    keys: Mapping[str, Callable[[Row], Any] | None]
    usual: tuple[SortOrder, ...]
    largest_first: frozenset[str] = frozenset()

    def apply(self, rows: Iterable[Row], order: SortOrder) -> list[Row]:
        """The rows in this order; ties keep the order in which they are given."""
        key = self.keys.get(order.by)
        if key is None:
            given = list(rows)
            return given if order.descending == self._first(order.by).descending else given[::-1]
        return sort_rows(rows, key, descending=order.descending)

    def next(self, current: SortOrder) -> SortOrder:
        """The usual order after the current one; the first after any other."""
        at = self.usual.index(current) + 1 if current in self.usual else 0
        return self.usual[at % len(self.usual)]

    def choose(self, current: SortOrder, by: str) -> SortOrder:
        """The order by a column that was chosen: the other direction, if it is the current one."""
        return replace(current, descending=not current.descending) if by == current.by else self._first(by)

    def _first(self, by: str) -> SortOrder:
        usual = (order for order in self.usual if order.by == by)
        return next(usual, SortOrder(by, descending=by in self.largest_first))

    def describe(self, order: SortOrder) -> str:
        """The order in words, for a title; the direction if it is not the usual one."""
        return f"by {order.by}" if order == self._first(order.by) else f"by {order.by} {order.arrow}"

    def options(self, current: SortOrder, shown: Sequence[str] | None = None) -> Sequence[Option]:
        """The orders to choose from, or those of `shown`, the current one marked."""
        names = [by for by in self.keys if shown is None or by in shown]
        return [Option(by, Cell(by), Cell(_hint(by, current), Tone.DIM)) for by in names]


def _hint(by: str, current: SortOrder) -> str:
    return f"{current.arrow} current; choose it to invert" if by == current.by else ""


def sort_rows(rows: Iterable[Row], key: Callable[[Row], Any], *, descending: bool) -> list[Row]:
    """The rows by `key`; those whose key is None come last in both directions, since nobody knows where they belong.

    The key of each row is computed once, before anything is compared.
    """
    keyed = [(key(row), row) for row in rows]
    known = [each for each in keyed if each[0] is not None]
    # Stable in both directions: rows with the same key stay in the order in which they are given.
    known.sort(key=itemgetter(0), reverse=descending)
    return [row for _, row in known] + [row for value, row in keyed if value is None]
