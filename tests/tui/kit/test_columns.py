"""How columns and texts are fitted into a width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from bks_tui.tui.kit.columns import Column, fit_columns, fit_path, fit_text

COLUMNS = (Column("Name", 10, flexible=True), Column("Kind", 6, rank=2), Column("Age", 4, rank=1, right=True))


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (40, ((0, 28), (1, 6), (2, 4))),
        (22, ((0, 10), (1, 6), (2, 4))),
        (21, ((0, 16), (2, 4))),
        (15, ((0, 10), (2, 4))),
        (14, ((0, 14),)),
        (3, ((0, 10),)),
    ],
)
def test_columns_leave_in_the_order_of_their_rank(width: int, expected: tuple[tuple[int, int], ...]) -> None:
    assert fit_columns(COLUMNS, width) == expected


@pytest.mark.parametrize(
    ("text", "width", "right", "expected"),
    [
        ("abc", 5, False, "abc  "),
        ("abc", 5, True, "  abc"),
        ("abcdef", 4, False, "abc…"),
        ("abcd", 4, False, "abcd"),
        ("全角全角", 5, False, "全角…"),
        ("全角全角", 4, False, "全 …"),
        ("abc", 0, False, ""),
    ],
)
def test_a_text_is_fitted(text: str, width: int, right: bool, expected: str) -> None:
    assert fit_text(text, width, right=right) == expected


@given(st.text(st.characters(exclude_categories=["C", "Z", "M"])), st.integers(1, 40), st.booleans())
def test_a_fitted_text_is_as_wide_as_asked(text: str, width: int, right: bool) -> None:
    assert cell_len(fit_text(text, width, right=right)) == width


@pytest.mark.parametrize(("width", "expected"), [(14, (5, 4, 3)), (17, (7, 4, 4)), (12, (4, 4, 2))])
def test_flexible_columns_share_what_is_left(width: int, expected: tuple[int, ...]) -> None:
    columns = (Column("A", 4, flexible=True), Column("B", 4), Column("C", 2, flexible=True))
    assert tuple(cells for _, cells in fit_columns(columns, width)) == expected


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (28, "Root/workloads/sandbox/teams"),
        (27, "…/workloads/sandbox/teams"),
        (15, "…/sandbox/teams"),
        (14, "…/teams"),
        (5, "teams"),
        (3, "teams"),
    ],
)
def test_a_path_loses_its_beginning_first(width: int, expected: str) -> None:
    assert fit_path("Root/workloads/sandbox/teams", width) == expected


@pytest.mark.parametrize("path", ["", "Root", "/", "a//b"])
def test_any_path_fits(path: str) -> None:
    assert [cell_len(Column("OU", 4, path=True).fit(path, width)) for width in range(8)] == list(range(8))
