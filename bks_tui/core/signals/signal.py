"""What a signal is, and what a rule that gives one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bks_tui.core.signals.conditions import Condition


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


@dataclass(frozen=True, slots=True)
class Rule:
    """A signal, and when it is given."""

    signal: Signal
    condition: Condition


def rule(name: str, title: str, severity: Severity, technique: str, why: str, condition: Condition) -> Rule:
    """One row of a table of rules."""
    return Rule(Signal(name, title, severity, technique, why), condition)
