"""The orders of a list: by any column, in both directions, with what is unknown at the end."""

from __future__ import annotations

import pytest

from bks_tui.tui.kit.columns import Column, column_at, fit_columns
from bks_tui.tui.kit.sorting import ListOrders, SortOrder, sort_rows

ROWS = [("b", 2), ("a", None), ("c", 1), ("d", 2)]
ORDERS: ListOrders[tuple[str, int | None]] = ListOrders(
    {"given": None, "name": lambda row: row[0], "number": lambda row: row[1]},
    usual=(SortOrder("given", descending=True), SortOrder("name")),
    largest_first=frozenset({"number"}),
)


def names(order: SortOrder) -> str:
    return "".join(name for name, _ in ORDERS.apply(ROWS, order))


@pytest.mark.parametrize(
    ("order", "rows"),
    [
        (SortOrder("given", descending=True), "bacd"),
        (SortOrder("given"), "dcab"),
        (SortOrder("name"), "abcd"),
        (SortOrder("name", descending=True), "dcba"),
        # Unknown last, and ties as they are given, in both directions.
        (SortOrder("number"), "cbda"),
        (SortOrder("number", descending=True), "bdca"),
    ],
)
def test_rows_are_sorted_with_what_is_unknown_at_the_end(order: SortOrder, rows: str) -> None:
    assert names(order) == rows


def test_each_key_is_computed_once() -> None:
    asked: list[int] = []

    def key(row: int) -> int:
        asked.append(row)
        return -row

    sort_rows(range(50), key, descending=False)
    assert asked == list(range(50))


def test_the_usual_orders_take_turns_and_any_other_leads_to_the_first() -> None:
    first, second = ORDERS.usual
    assert [ORDERS.next(first), ORDERS.next(second), ORDERS.next(SortOrder("number"))] == [second, first, first]


def test_a_column_begins_in_its_own_direction_and_is_inverted_when_it_is_chosen_again() -> None:
    once = ORDERS.choose(ORDERS.usual[0], "number")
    assert once == SortOrder("number", descending=True)
    assert ORDERS.choose(once, "number") == SortOrder("number")
    assert ORDERS.choose(once, "name") == SortOrder("name")


def test_an_order_says_its_direction_only_where_it_is_not_the_usual_one() -> None:
    assert ORDERS.describe(SortOrder("name")) == "by name"
    assert ORDERS.describe(SortOrder("name", descending=True)) == "by name ▼"


def test_the_current_order_is_marked_among_the_options() -> None:
    marked = {option.id: option.hint.text for option in ORDERS.options(SortOrder("name"), ["name", "number"])}
    assert marked == {"name": "▲ current; choose it to invert", "number": ""}


@pytest.mark.parametrize(
    ("column", "heading"),
    [
        (Column("User", 8), "User ▲  "),
        (Column("Age", 6, right=True), "  Age▲"),
        (Column("API keys", 8, right=True), "API key▲"),
    ],
)
def test_the_arrow_of_a_heading_is_never_cut(column: Column, heading: str) -> None:
    assert column.heading(column.title, column.width, "▲") == heading


def test_a_click_belongs_to_the_column_above_which_it_is() -> None:
    fitted = fit_columns((Column("one", 5), Column("two", 5)), 11)
    assert [column_at(fitted, x) for x in (0, 5, 6, 10, 12)] == [0, 0, 1, 1, None]
