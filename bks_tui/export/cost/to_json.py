"""The cost of a target as the JSON document that `bks cost --json` prints: schema `bks.cost/1`.

Amounts are US dollars as decimal text. `low` and `high` are bounds, and null is a bound that is not known, never 0.
`tokens` are those of `counted` of the `calls`; `upper_tokens` are those of all callers. Text is verbatim, since scripts
use it in AWS calls; the caller must escape it.
"""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

from bks_tui.core.cost.cost import Cost, CostRow
from bks_tui.core.cost.money import Money
from bks_tui.export.formatting import timestamp

SCHEMA = "bks.cost/1"


def cost_document(cost: Cost) -> dict[str, object]:
    """The whole cost."""
    return {
        "schema": SCHEMA,
        "account_id": cost.account.account_id or None,
        "role_arn": cost.account.role_arn,
        "demo": cost.account.demo,
        "target": cost.target.text,
        "since": timestamp(cost.since),
        "until": timestamp(cost.until),
        "complete": cost.complete,
        "gaps": [asdict(gap) for gap in cost.gaps],
        **cost_sum(cost),
        "rows": [row_fields(row) for row in cost.rows],
        "notes": list(cost.notes),
    }


def cost_sum(cost: Cost) -> dict[str, object]:
    """The sum of all rows."""
    return {
        "currency": "USD",
        **_bounds(cost.money),
        "calls": cost.calls,
        "counted": cost.counted,
        "tokens": asdict(cost.tokens) if cost.counted else None,
        "sources": [source.value for source in cost.sources],
    }


def row_fields(row: CostRow) -> dict[str, object]:
    """The calls to one model in one Region."""
    return {
        "service": row.place.service,
        "model": row.place.model,
        "region": row.place.region,
        **_bounds(row.money),
        "calls": row.calls,
        "counted": row.counted,
        "tokens": asdict(row.tokens) if row.counted else None,
        "upper_tokens": asdict(row.upper) if row.upper else None,
        "sources": [source.value for source in row.sources],
        "price_source": row.price.source if row.price else None,
        "price_date": row.price.date if row.price else None,
        "missing": list(row.missing),
    }


def _bounds(money: Money) -> dict[str, object]:
    return {"low": _amount(money.low), "high": _amount(money.high)}


def _amount(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
