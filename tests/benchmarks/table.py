"""A table of measurements, as Markdown, for the terminal and for `docs/speed.md`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """What was measured: the first column says of what. `note` says how, in a sentence."""

    title: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[object]]
    note: str

    def __str__(self) -> str:
        lines = [self.headings, ("---", *("---:" for _ in self.headings[1:])), *self.rows]
        reported = (" | ".join(map(_told, line)) for line in lines)
        return "\n".join([f"**{self.title}.** {self.note}", "", *(f"| {line} |" for line in reported)])


def _told(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}" if value < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def seconds(action: Callable[[], object]) -> float:
    """How long something takes."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def median_milliseconds(action: Callable[[], object], times: int) -> float:
    """The median of so many times, in milliseconds."""
    return statistics.median(seconds(action) for _ in range(times)) * 1_000
