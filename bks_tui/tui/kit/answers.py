"""The answers to a question, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from bks_tui.tui.kit.columns import Column
from bks_tui.tui.kit.option import Option
from bks_tui.tui.kit.virtual_table import VirtualTable


class Answers(VirtualTable):
    """The answers; the cursor starts on the first one, which changes nothing."""

    def __init__(self) -> None:
        super().__init__((Column("", 20), Column("", 10, flexible=True)))

    def offer(self, options: Sequence[Option]) -> None:
        """Offer these; none hides the list."""
        self.display = bool(options)
        self.styles.height = len(options)
        self.show([option.id for option in options], lambda row: (options[row].label, options[row].hint))
        self.cursor = 0
