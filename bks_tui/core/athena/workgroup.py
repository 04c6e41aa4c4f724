"""A workgroup of Athena: what it allows, and whether it takes a query."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import is_harmless, quoted

_NAME = re.compile(r"[A-Za-z0-9._-]{1,128}", re.ASCII)


def require_workgroup_name(name: str) -> str:
    """The name, if it can be that of a workgroup. Raises UsageError."""
    if not (_NAME.fullmatch(name) and is_harmless(name)):
        raise UsageError(f"{quoted(name)} is not the name of a workgroup", "Names have letters, digits and ._-.")
    return name


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
