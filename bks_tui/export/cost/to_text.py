"""The cost of a target as text, and how complete it is."""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.cost.cost import Cost
from bks_tui.core.report.cost_section import cost_section
from bks_tui.core.text import sanitize
from bks_tui.export.document.to_text import terminal_lines


def cost_lines(cost: Cost, width: int | None) -> Iterator[str]:
    """The sum, the models and Regions, and what is missing, for a terminal of this width; None wraps nothing."""
    for number, block in enumerate(cost_section(cost).blocks):
        yield from [""] if number else []
        yield from terminal_lines((block,), width)


def cost_completeness(cost: Cost) -> Iterator[str]:
    """Whether everything could be read, line by line. Always shown."""
    yield "complete: everything that was searched could be read" if cost.complete else "INCOMPLETE"
    for gap in cost.gaps:
        yield sanitize(f"  gap: {gap.region or 'all Regions'}, {gap.source}: {gap.reason}")
