"""The two lines that are always visible: who bks is, where, in which mode, and how old the data is."""

from __future__ import annotations

from typing import TypeAlias

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from bks_tui.core.document import Cell
from bks_tui.tui.kit.content import content_of, fit_line

IdentityLines: TypeAlias = tuple[tuple[Cell, ...], ...]


class IdentityBar(Widget):
    """Mode, account and Region above; caller, profile and age below."""

    lines = reactive[IdentityLines](())

    @classmethod
    def showing(cls, lines: IdentityLines) -> IdentityBar:
        """The same lines above another screen."""
        bar = cls(id="identity")
        bar.set_reactive(IdentityBar.lines, lines)
        return bar

    def render(self) -> Content:
        """Draw both lines, each fitted to the width."""
        width = self.content_size.width
        return Content("\n").join(content_of(fit_line(line, width)) for line in self.lines)
