"""The section about the cost of the use of models: the sum, a row for each model and Region, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.cost.cost import Cost, CostRow
from bks_tui.core.document import Block, BulletList, KeyValue, KeyValues, Paragraph, Section, Table, Value
from bks_tui.core.text import pluralize

_MOST_ROWS = 100


def cost_section(cost: Cost) -> Section:
    """The section."""
    return Section("Cost", tuple(_blocks(cost)))


def _blocks(cost: Cost) -> Iterator[Block]:
    if cost.rows:
        yield KeyValues(tuple(_sums(cost)))
        headings = ("Model", "Region", "Calls", "Tokens", "Cost", "From", "Missing")
        yield Section("By model and Region", (Table(headings, tuple(map(_row, cost.rows[:_MOST_ROWS]))),))
    else:
        yield Paragraph("No successful invocation was found, so the cost is unknown. This does not mean that it is 0.")
    if len(cost.rows) > _MOST_ROWS:
        yield Paragraph(f"The {_MOST_ROWS} most expensive of {len(cost.rows)} rows.")
    yield Section("Included and missing", (BulletList(cost.notes),))


def _sums(cost: Cost) -> Iterator[KeyValue]:
    yield KeyValue("Cost", cost.money.described)
    recorded = f"{cost.tokens.described}, in {cost.counted} of {pluralize(cost.calls, 'successful call')}"
    yield KeyValue("Tokens", recorded if cost.counted else f"unknown: {pluralize(cost.calls, 'call')} without tokens")
    yield KeyValue("From", ", ".join(source.value for source in cost.sources))
    prices = dict.fromkeys(f"{row.price.source}, {row.price.date}" for row in cost.rows if row.price)
    yield KeyValue("Prices", "; ".join(prices) or "none is known")


def _row(row: CostRow) -> tuple[Value, ...]:
    service = "" if row.place.service == "bedrock" else f" ({row.place.service})"
    upper = f"; all callers: {row.upper.described}" if row.upper else ""
    return (
        f"{row.place.model or 'unknown'}{service}",
        row.place.region,
        row.calls,
        f"{row.tokens.described if row.counted else 'unknown'}{upper}",
        row.money.described,
        ", ".join(source.value for source in row.sources),
        "; ".join(row.missing) or "nothing",
    )
