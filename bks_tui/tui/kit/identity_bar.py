"""The two lines that are always visible: who bks is, where, in which mode, and how old the data is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from bks_tui.core.document import Cell
from bks_tui.tui.kit.content import content_of, fit_line

IdentityLines: TypeAlias = tuple[tuple[Cell, ...], ...]

_UNLIMITED = 10_000
# The alias of an account, and that its Region is the default.
_REMARK = re.compile(r"^(account \d{12}|[a-z]{2}[a-z-]*-\d) \(.*\)$")


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
        return Content("\n").join(content_of(fit_identity(line, width)) for line in self.lines)


def show_identity(host: Widget, lines: IdentityLines) -> None:
    """Show the identity on a screen, and on those above it that show the same: the data ages there as well.

    A screen of another account keeps its own.
    """
    before = host.query_one(IdentityBar).lines
    for screen in {host, *host.app.screen_stack}:
        for bar in screen.query(IdentityBar):
            if bar.lines == before:
                bar.lines = lines


def fit_identity(line: Sequence[Cell], width: int) -> tuple[Cell, ...]:
    """The cells of a line in `width` cells: what is said about an account or a Region gives way before its name."""
    fitted = fit_line(line, width)
    if fitted == fit_line(line, _UNLIMITED):
        return fitted
    return fit_line([replace(cell, text=_REMARK.sub(r"\1", cell.text)) for cell in line], width)
