"""A diagnosis: single facts with their health, and what the credentials may do, for each command.

It is made to be sent to somebody else: no fact contains a secret, and one that names an account, a person or a
profile is `private`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bks_tui.core.doctor.command_access import CommandAccess


class Health(Enum):
    """What a fact means for bks. UNKNOWN is what could not be read."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    UNKNOWN = "unknown"


# The most important first: what failed is certain, and explains much that is unknown.
_BY_WEIGHT = (Health.FAILED, Health.UNKNOWN, Health.WARNING, Health.OK)


class DiagnosisSection(Enum):
    """What a fact is about."""

    VERSIONS = "versions"
    TERMINAL = "terminal"
    FILES = "files"
    SESSION = "session"
    CALLS = "calls"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fact. `remedy` says what to do, if anything; a `private` one is shown only if that was asked for."""

    section: DiagnosisSection
    name: str
    value: str
    health: Health = Health.OK
    remedy: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything that was found out."""

    taken_at: datetime
    demo: bool
    diagnostics: tuple[Diagnostic, ...]
    access: tuple[CommandAccess, ...]

    @property
    def health(self) -> Health:
        """The worst of all facts. What the credentials may not do is none: nobody needs every command."""
        found = {each.health for each in self.diagnostics}
        if any(each.unknown for each in self.access):
            found.add(Health.UNKNOWN)
        return next((health for health in _BY_WEIGHT if health in found), Health.OK)

    def without_private(self) -> Diagnosis:
        """The same without what names an account, a person or a profile."""
        kept = tuple(each for each in self.diagnostics if not each.private)
        return Diagnosis(self.taken_at, self.demo, kept, self.access)
