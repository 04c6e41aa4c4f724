"""A list as it is shown, in the forms in which it can be saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bks_tui.core.text import pluralize
from bks_tui.export.view import ExportedView


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list shows. The texts are made when they are written, in a thread: a list may be long.

    `kind` and `about` name the file, and `unit` is what its rows are. `remark` says what a format cannot hold, a
    sentence; empty if nothing.
    """

    kind: str
    about: str
    view: ExportedView
    csv: Callable[[], str]
    document: Callable[[], Mapping[str, object]]
    remark: str = ""
    unit: str = "row"

    @property
    def described(self) -> str:
        """How many rows it has, and whether that is all."""
        rows = pluralize(self.view.rows, self.unit)
        return f"{rows} of {self.view.total}, as filtered" if self.view.is_filtered else rows
