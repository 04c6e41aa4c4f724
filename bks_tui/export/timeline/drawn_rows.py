"""Rows of texts on a terminal. Rich's own table measures and wraps every cell, a minute for 100,000 events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TypeAlias

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

# The values of a cell, one below the other.
Values: TypeAlias = tuple[Text, ...]

_GAP = 2
_LEAST = 4


def column_widths(rows: Sequence[Sequence[Values]], width: int, first: int) -> list[int]:
    """How wide each column is, in cells: as its widest value. Where there is too little room the widest are narrower.

    The first column has at least `first` cells.
    """
    widths = [max(value.cell_len for cell in column for value in cell) for column in zip(*rows, strict=True)]
    widths[0] = max(widths[0], first)
    while (excess := sum(widths) + _GAP * (len(widths) - 1) - width) > 0:
        widest, *others = sorted(range(1, len(widths)), key=lambda index: -widths[index])
        least = max((widths[index] for index in others), default=0)
        if widths[widest] <= _LEAST:
            break
        widths[widest] = max(_LEAST, min(widths[widest] - 1, max(least, widths[widest] - excess)))
    return widths


def drawn_row(console: Console, cells: Iterable[Values], widths: Sequence[int]) -> Iterator[Segment]:
    """A row: as many lines as its longest cell needs, each value folded and never cut."""
    columns = [
        [line for value in cell for line in _folded(console, value, width)]
        for cell, width in zip(cells, widths, strict=True)
    ]
    for lines in zip_longest(*columns, fillvalue=Text()):
        for text, width in zip(lines, widths, strict=True):
            yield from _drawn(console, text)
            yield Segment(" " * (width - text.cell_len + _GAP))
        yield Segment.line()


def drawn_rule(widths: Sequence[int]) -> Iterator[Segment]:
    """The line below the headings."""
    yield Segment("─" * (sum(widths) + _GAP * (len(widths) - 1)))
    yield Segment.line()


def _folded(console: Console, text: Text, width: int) -> Iterable[Text]:
    return (text,) if text.cell_len <= width else text.wrap(console, width, overflow="fold")


def _drawn(console: Console, text: Text) -> Iterable[Segment]:
    if text.spans:
        return text.render(console)
    style = text.style
    return (Segment(text.plain, console.get_style(style) if isinstance(style, str) and style else Style.null()),)
