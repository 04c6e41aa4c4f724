"""A workgroup of Athena: what it allows, and whether it takes a query."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Workgroup:
    """A workgroup: whether it takes queries, the most bytes that a query may scan, and where results are stored.

    `enforced`: its settings apply whatever a query asks for. `is_ready`: a query has a place for its results.
    """

    name: str
    enabled: bool
    description: str
    cutoff: int | None
    enforced: bool
    output: str | None
    is_ready: bool

    @property
    def flaw(self) -> str:
        """Why it takes no query; empty if it does."""
        if not self.enabled:
            return "is disabled"
        return "" if self.is_ready else "has no location for results"
