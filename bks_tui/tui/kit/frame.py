"""The frame of a dialog, with its keys at the foot: as many as fit."""

from __future__ import annotations

from rich.cells import cell_len
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive

_BETWEEN = " · "
# A corner, a line and a space on each side.
_AROUND = 6


class DialogFrame(Vertical):
    """A frame; `keys` says what the keys do, the most important first, and at the end how to leave."""

    keys = reactive("")

    def watch_keys(self) -> None:
        """Show the new keys."""
        self._fit()

    def on_resize(self) -> None:
        """Fit the keys to the new width."""
        self._fit()

    def _fit(self) -> None:
        self.border_subtitle = Content(fit_keys_text(self.keys, self.outer_size.width - _AROUND))


def fit_keys_text(keys: str, width: int) -> str:
    """The keys that fit into `width` cells: how to leave stays, and of the others the first ones do."""
    *others, leave = keys.split(_BETWEEN)
    while others and cell_len(_BETWEEN.join([*others, leave])) > width:
        others.pop()
    return _BETWEEN.join([*others, leave])
