"""An amount of money that is known within bounds, or not at all. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

_CENT = Decimal("0.01")
# Less than a cent is shown more exactly.
_FRACTION = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Money:
    """US dollars, at least `low` and at most `high`. None: no such bound is known."""

    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def described(self) -> str:
        """The bounds in words, rounded outwards to cents; `unknown` if there are none."""
        low = None if self.low is None else _rounded(self.low, ROUND_FLOOR)
        high = None if self.high is None else _rounded(self.high, ROUND_CEILING)
        if high is None:
            return "unknown" if not low else f"at least US$ {low:,}"
        if not low:
            return f"at most US$ {high:,}"
        return f"US$ {low:,}" if self.low == self.high == low else f"US$ {low:,} to {high:,}"


def _rounded(amount: Decimal, rounding: str) -> Decimal:
    return amount.quantize(_CENT if amount >= _CENT else _FRACTION, rounding)


UNKNOWN = Money()


def total(amounts: Iterable[Money]) -> Money:
    """The sum. An unknown upper bound of one leaves that of the sum unknown; without any lower bound there is none."""
    each = tuple(amounts)
    lows = [amount.low for amount in each if amount.low is not None]
    highs = [amount.high for amount in each if amount.high is not None]
    return Money(
        sum(lows, Decimal(0)) if lows else None,
        sum(highs, Decimal(0)) if highs and len(highs) == len(each) else None,
    )
