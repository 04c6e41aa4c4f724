"""The dividers between the users and the other panes: moved by keys or with the mouse.

Without being moved, each layout has its own shares, in the styles. A divider that was moved keeps its share of the
screen when that changes its size, and each side a usable minimum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from textual import events
from textual.containers import Container

STEP = 4
# Of each side: a user has a status and a name, and the title of a pane is one of its rows.
LEAST_COLUMNS = 36
LEAST_ROWS = 5
# Between two panes side by side, as in the styles.
_GUTTER = 1


class Divider(Enum):
    """A divider: between the users and what is beside them, or what is below them."""

    COLUMN = LEAST_COLUMNS
    ROW = LEAST_ROWS

    def limited(self, cells: int, total: int) -> int:
        """How many of `total` cells the users can have, if they should have `cells`."""
        most = total - self.value
        # Half of what is too little for both.
        return max(self.value, min(cells, most)) if most >= self.value else total // 2


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of the users in the width and in the height, from 0 to 1; None as the styles have it."""

    column: float | None = None
    row: float | None = None

    def of(self, divider: Divider) -> float | None:
        """The share that a divider decides."""
        return self.column if divider is Divider.COLUMN else self.row

    def moved(self, divider: Divider, cells: int, total: int) -> Shares:
        """The shares with a divider at `cells` of `total`, or at its limit."""
        share = divider.limited(cells, total) / total if total > 0 else None
        return replace(self, column=share) if divider is Divider.COLUMN else replace(self, row=share)

    def cells(self, divider: Divider, total: int) -> int | None:
        """How many of `total` cells the users have; None as the styles have it."""
        share = self.of(divider)
        return None if share is None else divider.limited(round(share * total), total)


class DividedPanes(Container):
    """The users, and other panes beside them, below them or both."""

    _shares = Shares()
    _dragged: Divider | None = None

    @property
    def _dividers(self) -> tuple[Divider, ...]:
        """The dividers of this layout, by the same classes as in the styles."""
        screen = self.screen
        if self.has_class("-zoomed") or screen.has_class("-low"):
            return ()
        if not screen.has_class("-wide"):
            return (Divider.ROW,)
        is_tall = screen.has_class("-tall")
        has_detail = is_tall or self.query_one("#detail").has_class("-current")
        has_table = (is_tall and self.has_class("-with-table")) or not has_detail
        return (*([Divider.COLUMN] if has_detail else []), *([Divider.ROW] if has_table else []))

    def _total(self, divider: Divider) -> int:
        return self.size.width - _GUTTER if divider is Divider.COLUMN else self.size.height

    def divide(self) -> None:
        """Give the users their shares in the layout as it is now."""
        if not self.is_mounted:
            return
        dividers, is_wide = self._dividers, self.screen.has_class("-wide")
        cells = {each: self._shares.cells(each, self._total(each)) for each in dividers}
        columns, rows, users = cells.get(Divider.COLUMN), cells.get(Divider.ROW), self.query_one("#users")
        self._style("grid_columns", f"{columns} 1fr" if columns is not None else None)
        self._style("grid_rows", f"{rows} 1fr" if rows is not None and is_wide else None)
        if rows is not None and not is_wide:
            users.styles.height = rows
        else:
            users.styles.clear_rule("height")

    def _style(self, rule: str, value: str | None) -> None:
        if value is None:
            self.styles.clear_rule(rule)
        else:
            setattr(self.styles, rule, value)

    def on_resize(self) -> None:
        """Keep the shares."""
        self.divide()

    def move_divider(self, cells: int) -> bool:
        """Move the divider beside the users, or else the one below them; False if there is none."""
        dividers = self._dividers
        if not dividers:
            return False
        users = self.query_one("#users").outer_size
        self._place(dividers[0], (users.width if dividers[0] is Divider.COLUMN else users.height) + cells)
        return True

    def _place(self, divider: Divider, cells: int) -> None:
        self._shares = self._shares.moved(divider, cells, self._total(divider))
        self.divide()

    # With the mouse: the gap between two panes, or the line with the title of the lower one.

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a divider."""
        users, at = self.query_one("#users").region, event.screen_offset
        dividers = self._dividers
        if Divider.ROW in dividers and at.y == users.bottom:
            self._dragged = Divider.ROW
        elif Divider.COLUMN in dividers and at.x == users.right and users.y <= at.y < users.bottom:
            self._dragged = Divider.COLUMN
        if self._dragged:
            self.capture_mouse()
            event.stop()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move the divider to the mouse."""
        if self._dragged:
            at = event.screen_offset - self.region.offset
            self._place(self._dragged, at.x if self._dragged is Divider.COLUMN else at.y)
            event.stop()

    def on_mouse_up(self) -> None:
        """Let go of it."""
        if self._dragged:
            self._dragged = None
            self.release_mouse()
