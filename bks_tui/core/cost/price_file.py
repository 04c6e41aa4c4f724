"""Prices that a person gives in a file of JSON, instead of those of the package. Pure.

`{"source": "our contract", "date": "2026-11-30", "models": {"anthropic.claude-sonnet-4": {"input": 2.4}}}`: US
dollars for a million tokens. A kind of tokens without a price is unknown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from bks_tui.core.cost.prices import ModelPrice, Prices, folded_model
from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import quoted

_KINDS = ("input", "output", "cache_read", "cache_write")
_REMEDY = 'See \'bks help cost\': {"models": {"MODEL": {"input": 3, "output": 15}}}, US dollars for a million tokens.'
_HIGHEST = Decimal(1_000_000)
_LONGEST = 200


def with_own_prices(listed: Prices, text: str) -> Prices:
    """The prices with those of a file before them. Raises UsageError for a file that is none of prices."""
    try:
        read = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError, InvalidOperation):
        raise UsageError("the file of prices is not valid JSON", _REMEDY) from None
    models = read.get("models") if isinstance(read, dict) else None
    if not isinstance(models, dict) or not models:
        raise UsageError("the file of prices has no models", _REMEDY)
    source, date = _text(read, "source", "--prices"), _text(read, "date", "no date")
    own = {folded_model(name): _price(name, value, source, date) for name, value in models.items()}
    return replace(listed, own=own)


def _no_number(_: str) -> Decimal:
    raise ValueError("no number")


def _text(read: Mapping[str, Any], name: str, default: str) -> str:
    value = read.get(name, default)
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise UsageError(f"the {name} of the file of prices is not a short text", _REMEDY)
    return value


def _price(name: str, value: Any, source: str, date: str) -> ModelPrice:
    if not isinstance(value, dict) or not set(value) <= set(_KINDS):
        raise UsageError(f"the prices of {quoted(name)} are not those of {', '.join(_KINDS)}", _REMEDY)
    given, produced, read, written = (_amount(name, kind, value.get(kind)) for kind in _KINDS)
    return ModelPrice(source, date, given, produced, read, written)


def _amount(name: str, kind: str, value: Any) -> Decimal | None:
    if value is None:
        return None
    if not isinstance(value, Decimal) or not 0 < value <= _HIGHEST:
        # A zero in a list of prices mostly means that somebody did not know it.
        raise UsageError(
            f"the {kind} price of {quoted(name)} is not a number above 0", "Leave out a price that is unknown."
        )
    return value
