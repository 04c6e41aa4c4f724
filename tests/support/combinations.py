"""Combinations of two lists for a test: some of them in each run, the rest with `make soak`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pytest


def combinations(first: Iterable[object], second: Iterable[object], *, every: int) -> list[Any]:
    """All pairs, of which each run takes one in `every`: each value of both lists is in some of them."""
    # A list: two tests with one mark of it must both get all of them.
    return list(_pairs(first, second, every))


def _pairs(first: Iterable[object], second: Iterable[object], every: int) -> Iterator[Any]:
    rows, columns = list(first), list(second)
    # With fewer values than that, some would be in no pair.
    assert every <= min(len(rows), len(columns))
    for (row, one), (column, other) in product(enumerate(rows), enumerate(columns)):
        marks = () if (row + column) % every == 0 else pytest.mark.rest
        yield pytest.param(one, other, marks=marks)
