"""Events → signals: what an attacker with a key does, by named rules. Pure.

A signal is a reason to look, never a proof: the same call may be the owner's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from bks_tui.core.events import Event
from bks_tui.core.target import Target


class Severity(Enum):
    """How much a signal matters, the most urgent first."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"

    @property
    def urgency(self) -> int:
        """Where the severity sorts: 0 is the most urgent."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Signal:
    """What an event may mean. `technique` is the MITRE ATT&CK id and its name; `why` is one sentence."""

    name: str
    title: str
    severity: Severity
    technique: str
    why: str


def find_signals(events: Iterable[Event], target: Target) -> Mapping[str, tuple[Signal, ...]]:
    """The signals of each event that has any, by event id."""
    return {}
