"""The document model: titled sections of blocks, for reports, plans, details and cards.

Nothing here is formatted. Text is verbatim: every renderer cleans it (`core.text`). A new format is one
file in `export/document` that renders each kind of block.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeAlias

Value: TypeAlias = str | int | datetime


class Tone(Enum):
    """How a text is to be read. It only adds to words that already say the same; plain formats omit it."""

    PLAIN = "plain"
    DIM = "dim"
    STRONG = "strong"
    # As expected, or of little concern.
    INFO = "info"
    # Unknown, incomplete, or to be checked.
    WARNING = "warning"
    # At risk, failed, or irreversible.
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of text on a line: in a row of a list, or beside others."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few sentences."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list of sentences."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyValue:
    """A labelled value. One without a label stands alone, or continues the value before it."""

    label: str
    value: Value
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Labelled values, one below the other."""

    rows: tuple[KeyValue, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: every row has a value for each heading."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Commands:
    """Commands for a POSIX shell, in order. A command is never wrapped or shortened."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegionActivity:
    """One Region in equal spans of time: the number of events and the most severe signal of each span."""

    region: str
    counts: tuple[int, ...]
    signals: tuple[Tone | None, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """Events over time and by Region, for a chart. All rows have the same number of spans.

    `legend` has the word for each tone of a signal, the most severe first.
    """

    start: datetime
    end: datetime
    rows: tuple[RegionActivity, ...]
    legend: tuple[Cell, ...]

    @property
    def highest(self) -> int:
        """The most events that one Region has in one span."""
        return max((events for row in self.rows for events in row.counts), default=0)


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under a title. As a block of another section it is a subsection."""

    title: str
    blocks: tuple[Block, ...] = ()
    tone: Tone = Tone.PLAIN


Block: TypeAlias = Paragraph | BulletList | KeyValues | Table | Commands | Activity | Section


@dataclass(frozen=True, slots=True)
class Document:
    """Sections under a title."""

    title: str
    sections: tuple[Section, ...]
