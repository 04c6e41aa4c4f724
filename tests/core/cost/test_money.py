"""An amount with bounds: what is not known is said to be so, and nothing is rounded inwards."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bks_tui.core.cost.money import UNKNOWN, Money, total


def money(low: str | None, high: str | None) -> Money:
    return Money(None if low is None else Decimal(low), None if high is None else Decimal(high))


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (UNKNOWN, "unknown"),
        (money("1.5", "1.5"), "US$ 1.50"),
        (money("1.501", "1.501"), "US$ 1.50 to 1.51"),
        (money("1234.5", "2000"), "US$ 1,234.50 to 2,000.00"),
        (money("1.5", None), "at least US$ 1.50"),
        (money("0.00123", None), "at least US$ 0.0012"),
        (money("0.00001", None), "unknown"),
        (money(None, "3"), "at most US$ 3.00"),
        (money("0.001", "0.0015"), "US$ 0.0010 to 0.0015"),
        (money("0.00001", "0.00002"), "at most US$ 0.0001"),
    ],
)
def test_an_amount_in_words_is_rounded_outwards(amount: Money, said: str) -> None:
    assert amount.described == said


@pytest.mark.parametrize(
    ("amounts", "summed"),
    [
        ([], UNKNOWN),
        ([UNKNOWN], UNKNOWN),
        ([money("1", "2"), money("3", "4")], money("4", "6")),
        ([money("1", "2"), UNKNOWN], money("1", None)),
        ([money("1", "2"), money(None, "4")], money("1", "6")),
        ([money(None, "2"), money(None, "4")], money(None, "6")),
        ([money("1", None), money("3", "4")], money("4", None)),
    ],
)
def test_a_sum_has_an_upper_bound_only_if_each_part_has_one(amounts: list[Money], summed: Money) -> None:
    assert total(amounts) == summed
