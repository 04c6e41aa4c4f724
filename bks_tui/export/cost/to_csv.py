"""The cost of a target as CSV: one row for each model and Region, the columns named as in the JSON.

No row says how complete it is: the caller prints that separately.
"""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.cost.cost import Cost
from bks_tui.core.cost.usage import TokenCounts
from bks_tui.export.cost.to_json import row_fields
from bks_tui.export.csv_cells import csv_text

_KINDS = ("input", "output", "cache_read", "cache_write")
COLUMNS = (
    *("service", "model", "region", "low", "high", "calls", "counted"),
    *(f"{kind}_tokens" for kind in _KINDS),
    *(f"upper_{kind}_tokens" for kind in _KINDS),
    *("sources", "price_source", "price_date", "missing"),
)


def cost_csv(cost: Cost) -> str:
    """All rows, the most expensive first."""
    return csv_text(COLUMNS, _rows(cost))


def _rows(cost: Cost) -> Iterator[dict[str, object]]:
    for row in cost.rows:
        yield {
            **row_fields(row),
            **_columns("", row.tokens if row.counted else None),
            **_columns("upper_", row.upper),
        }


def _columns(prefix: str, tokens: TokenCounts | None) -> dict[str, object]:
    return {f"{prefix}{kind}_tokens": getattr(tokens, kind) if tokens else None for kind in _KINDS}
