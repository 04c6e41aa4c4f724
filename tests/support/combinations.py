"""Combinations of two lists for a test: some of them in each run, the rest with `make soak`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pytest


def combinations(first: Iterable[object], second: Iterable[object], *, every: int) -> Iterator[Any]:
    """All pairs, of which each run takes one in `every`: each value of both lists is in some of them."""
    numbered = product(enumerate(first), enumerate(second))
    for (row, one), (column, other) in numbered:
        marks = () if (row + column) % every == 0 else pytest.mark.rest
        yield pytest.param(one, other, marks=marks)
