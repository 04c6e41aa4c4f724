"""An option of a dialog or a list of answers. Separate from the widgets: presenters need no Textual."""

from __future__ import annotations

from dataclasses import dataclass

from bks_tui.core.document import Cell

_NOTHING = Cell("")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what is returned, and the cells that say it."""

    id: str
    label: Cell
    hint: Cell = _NOTHING
