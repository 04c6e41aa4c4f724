"""The simulated Security Hub of one Region."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class SimulatedSecurityHub:
    """Its findings by id, as GetFindings returns them. `rejected` are the ids that an import leaves out, and why."""

    findings: dict[str, dict[str, Any]] = field(default_factory=dict)
    rejected: dict[str, str] = field(default_factory=dict)
