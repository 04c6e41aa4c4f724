"""A pane of sections to read, with the keys of a pager."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive

from bks_tui.core.document import Section
from bks_tui.tui.action import Scope
from bks_tui.tui.actions import bindings
from bks_tui.tui.kit.content import sections_content
from bks_tui.tui.kit.times import ShowsTimes
from bks_tui.tui.kit.titled import Titled


class SectionsView(ShowsTimes):
    """Sections as high as they need, wrapped to the width there is; drawn as Content, never as markup."""

    sections = reactive[Sequence[Section]]((), layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of lines at this width."""
        return len(sections_content(self.times.sections(self.sections), width).split("\n", allow_blank=True))

    def render(self) -> Content:
        """Draw all lines."""
        return sections_content(self.times.sections(self.sections), self.content_size.width)


class TextPane(VerticalScroll, Titled, can_focus=True):
    """Sections that scroll."""

    BINDINGS = bindings(Scope.TEXT)

    def compose(self) -> ComposeResult:
        """One text."""
        yield SectionsView()

    def show(self, sections: Sequence[Section], *, keep_place: bool = False) -> None:
        """Show these sections, from the top unless the reader's place is to be kept."""
        self.query_one(SectionsView).sections = sections
        if not keep_place:
            self.scroll_home(animate=False)
