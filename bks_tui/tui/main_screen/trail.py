"""The panes that a person visited, for escape to go back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NavigationHistory:
    """The panes visited, each once; it starts with the list of users."""

    panes: tuple[str, ...] = ("users",)

    def visited(self, pane: str) -> NavigationHistory:
        """The history after going to this pane: shortened if it was visited before, else extended."""
        way = self.panes[: self.panes.index(pane)] if pane in self.panes else self.panes
        return NavigationHistory((*way, pane))

    @property
    def before(self) -> str | None:
        """The previous pane; None at the start."""
        return self.panes[-2] if len(self.panes) > 1 else None
