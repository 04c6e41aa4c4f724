"""What a report consists of, whatever its format: sections of plain blocks. Nothing here is formatted.

A new format is one file in `export` that knows how to draw each kind of block. Text is verbatim:
whoever draws it cleans it (`core.text`).
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
    """Sentences, one for each thing."""

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
    """One Region in equal spans of time: how many events, and the most severe signal of each."""

    region: str
    counts: tuple[int, ...]
    signals: tuple[Severity | None, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """Events over time and by Region, to be drawn as a chart. All rows have as many spans."""

    start: datetime
    end: datetime
    rows: tuple[RegionActivity, ...]

    @property
    def highest(self) -> int:
        """The most events that one Region has in one span."""
        return max((events for row in self.rows for events in row.counts), default=0)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Something to do: why, and the exact commands for a POSIX shell, in order; there may be none."""

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
