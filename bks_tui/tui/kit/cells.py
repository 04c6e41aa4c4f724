"""Text with a meaning: what presenters give and widgets draw.

Separate from both, so that presenters need no Textual and widgets no model.
A tone adds colour to words that already say the same; no information depends on colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bks_tui.core.text import sanitize


class Tone(Enum):
    """What a text is about; the widgets know how each looks."""

    PLAIN = "plain"
    DIM = "dim"
    STRONG = "strong"
    AT_RISK = "at-risk"
    UNKNOWN = "unknown"
    ACTIVE = "active"
    ORPHANED = "orphaned"


@dataclass(frozen=True, slots=True)
class Cell:
    """One piece of safe text. Use `cell()`, which cleans; the class itself trusts its text."""

    text: str
    tone: Tone = Tone.PLAIN


def cell(text: object, tone: Tone = Tone.PLAIN) -> Cell:
    """A cell of any text, made safe: the last gate before the screen."""
    return Cell(sanitize(text), tone)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text pane: a label, dim, and what it says."""

    label: str
    value: Cell


@dataclass(frozen=True, slots=True)
class CellSection:
    """A heading with its lines."""

    heading: Cell
    lines: tuple[Line, ...]


NOTHING = Cell("")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what is returned, and the cells that say it."""

    id: str
    label: Cell
    hint: Cell = NOTHING
