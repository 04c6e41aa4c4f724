"""Statuses as text: known by their symbols alone."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from bks_tui.core.scan.assessment import Status
from bks_tui.export.scan import statuses


def test_statuses_are_distinct_by_their_symbols_alone() -> None:
    assert len({statuses.status(status)[0] for status in Status}) == len(Status)


@pytest.mark.parametrize("status", Status)
def test_a_status_is_a_symbol_of_one_column_and_its_word(status: Status) -> None:
    symbol, _, word = statuses.status(status).partition(" ")
    assert (cell_len(symbol), word) == (1, status.value)
