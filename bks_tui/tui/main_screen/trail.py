"""The way by which a person came to a pane, for escape to go back on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NavigationHistory:
    """The panes visited, each once; the list of users is where every way begins."""

    panes: tuple[str, ...] = ("users",)

    def visited(self, pane: str) -> NavigationHistory:
        """The way to this pane: back to it where it lies on the way, else one step further."""
        way = self.panes[: self.panes.index(pane)] if pane in self.panes else self.panes
        return NavigationHistory((*way, pane))

    @property
    def before(self) -> str | None:
        """The pane that one came from; None at the beginning."""
        return self.panes[-2] if len(self.panes) > 1 else None
