"""A pane whose title changes with every row: only the line of the title is redrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

if TYPE_CHECKING:
    from typing_extensions import Self


class Titled(Widget):
    """A widget with a title in its border; the last of the bases, since Textual takes the styles of the first."""

    _title = Content()
    _draws_title = False

    def entitle(self, title: Content) -> None:
        """Show this title."""
        if title == self._title:
            return
        self._title = title
        self._draws_title = True
        try:
            self.border_title = title
        finally:
            self._draws_title = False

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Redraw: only the title line where only the title changed."""
        if self._draws_title:
            above = self.content_offset
            regions = (Region(-above.x, -above.y, self.outer_size.width, 1),)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
