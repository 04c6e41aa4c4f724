"""The parts of a report, independent of its format: sections of blocks. Nothing here is formatted.

A new format is one file in `export/report` that renders each kind of block. Text is verbatim: every
output cleans it (`core.text`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bks_tui.core.detection import Severity

Value: TypeAlias = str | int | datetime


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few sentences."""

    text: str


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list of sentences."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Named values."""

    rows: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: every row has a value for each heading."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class RegionActivity:
    """One Region in equal spans of time: the number of events and the most severe signal of each span."""

    region: str
    counts: tuple[int, ...]
    signals: tuple[Severity | None, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """Events over time and by Region, for a chart. All rows have the same number of spans."""

    start: datetime
    end: datetime
    rows: tuple[RegionActivity, ...]

    @property
    def highest(self) -> int:
        """The most events that one Region has in one span."""
        return max((events for row in self.rows for events in row.counts), default=0)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A recommended step: the reason, and the commands for a POSIX shell in order, if any."""

    title: str
    why: str
    commands: tuple[str, ...]


Block: TypeAlias = Paragraph | BulletList | KeyValues | Table | Activity | Recommendation


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under a title."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report."""

    title: str
    sections: tuple[Section, ...]
