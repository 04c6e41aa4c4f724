"""What the terminal already shows is not sent again: over a slow line each byte counts.

Textual often paints a part of the screen twice, before and after it is laid out. Its updates are pieces of lines; here
each piece is compared with what was last written at its place.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip


class ShownText:
    """The pieces of text that were written to the terminal, by line and column."""

    def __init__(self) -> None:
        self._size = Size()
        self._lines: dict[int, dict[int, tuple[int, str]]] = {}

    def clear(self) -> None:
        """Nothing is known of the terminal: something else may have written to it."""
        self._lines = {}

    def resize(self, size: Size) -> None:
        """A terminal of another size may have moved its text."""
        if size != self._size:
            self._size = size
            self.clear()

    def write(self, x: int, y: int, cells: int, text: str) -> str:
        """What has to be sent so that `text` stands in `cells` cells from here; empty if it does already."""
        line = self._lines.setdefault(y, {})
        if line.get(x) == (cells, text):
            return ""
        for start in [start for start, (width, _) in line.items() if start < x + cells and x < start + width]:
            del line[start]
        line[x] = (cells, text)
        return f"{Control.move_to(x, y).segment.text}{text}"


class ChangedText(CompositorUpdate):
    """An update of Textual, without what the terminal shows already."""

    def __init__(self, update: ChopsUpdate | LayoutUpdate, shown: ShownText) -> None:
        self._update = update
        self._shown = shown

    def render_segments(self, console: Console) -> str:
        """The characters and escape sequences to send."""
        pieces = _of_layout(self._update) if isinstance(self._update, LayoutUpdate) else _of_chops(self._update)
        return "".join(
            self._shown.write(x, y, strip.cell_length, strip.render(console)) for x, y, strip in pieces if strip
        )


def _of_layout(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield x, y, strip
            x += strip.cell_length


def _of_chops(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, x1, x2 in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x <= x2 and end > x1:
                yield x, y, strip if x1 <= x < x2 and end <= x2 else strip.crop(0, min(end, x2) - x)
