"""The columns of a table, and how texts are fitted into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from bks_tui.core.text import ELLIPSIS

GAP = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column, `width` cells wide. Those with `flexible` share what is left.

    On a narrow screen the columns with the highest `rank` are left out first. A `path` loses its beginning first.
    `order` names the order by this column; without one, the list cannot be sorted by it.
    """

    title: str
    width: int
    flexible: bool = False
    rank: int = 0
    right: bool = False
    path: bool = False
    order: str = ""

    def fit(self, text: str, width: int) -> str:
        """A text of this column in exactly `width` cells."""
        return fit_text(fit_path(text, width) if self.path else text, width, right=self.right)

    def heading(self, title: str, width: int, arrow: str = "") -> str:
        """The heading in exactly `width` cells, with the arrow of an order behind it, which is never cut."""
        if not arrow or width < len(arrow):
            return fit_text(title, width, right=self.right)
        room = width - len(arrow)
        cut = title if cell_len(title) <= room else set_cell_size(title, room)
        marked = f"{cut}{arrow}" if self.right or len(cut) == room else f"{cut} {arrow}"
        return fit_text(marked, width, right=self.right)


def column_at(fitted: Sequence[tuple[int, int]], x: int) -> int | None:
    """The index of the fitted column at cell `x`, with the gap behind it; None beyond the last one."""
    start = 0
    for index, cells in fitted:
        if start <= x < start + cells + GAP:
            return index
        start += cells + GAP
    return None


def fit_columns(columns: Sequence[Column], width: int) -> tuple[tuple[int, int], ...]:
    """Which columns fit into `width` cells, as (index, cells), the flexible ones widened."""
    chosen = list(range(len(columns)))

    def needed() -> int:
        return sum(columns[index].width for index in chosen) + GAP * (len(chosen) - 1)

    while needed() > width and len(chosen) > 1:
        chosen.remove(max(chosen, key=lambda index: (columns[index].rank, index)))
    spare = max(0, width - needed())
    flexible = [index for index in chosen if columns[index].flexible]
    # The first takes what cannot be divided.
    shares = {index: spare // len(flexible) for index in flexible}
    for index in flexible[:1]:
        shares[index] += spare % len(flexible)
    return tuple((index, columns[index].width + shares.get(index, 0)) for index in chosen)


def fit_path(text: str, width: int) -> str:
    """The end of a path, as many whole parts as fit into `width` cells; the last one in any case."""
    if cell_len(text) <= width:
        return text
    parts = text.split("/")
    ends = (f"{ELLIPSIS}/{'/'.join(parts[number:])}" for number in range(1, len(parts)))
    return next((end for end in ends if cell_len(end) <= width), parts[-1])


def fit_text(text: str, width: int, *, right: bool = False) -> str:
    """`text` in exactly `width` cells; shortened text ends in `…`."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + ELLIPSIS if width > 0 else ""
    return " " * (width - length) + text if right else text + " " * (width - length)
