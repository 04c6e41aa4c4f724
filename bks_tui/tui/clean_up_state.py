"""Where a clean-up stands: which orphans there are, which is decided about, and what became of the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bks_tui.core.cleanup_plan import NEVER_INCLUDED, standing_holds
from bks_tui.core.findings import Finding
from bks_tui.core.operation import Operation
from bks_tui.core.plans import Plan
from bks_tui.core.requests import CleanUpRequest
from bks_tui.core.risk import Status
from bks_tui.export.actions_json import Untouched


def orphans(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The orphaned phantom users: those that nothing holds first."""
    found = [each for each in findings if each.user.is_phantom and each.assessment.status is Status.ORPHANED]
    return tuple(sorted(found, key=lambda finding: bool(finding.assessment.holds)))


@dataclass
class CleanUpState:
    """One orphan after the other. `decided` are the kinds of holds that the person decided about for this one."""

    orphans: tuple[Finding, ...]
    number: int = 0
    plan: Plan | None = None
    error: str = ""
    decided: tuple[str, ...] = ()
    done: list[Operation | Untouched] = field(default_factory=list)

    @property
    def finding(self) -> Finding | None:
        """The orphan that is decided about now; None once all were."""
        return self.orphans[self.number] if self.number < len(self.orphans) else None

    @property
    def standing(self) -> tuple[str, ...]:
        """The holds that stand in the way of this one, in words."""
        return tuple(hold.reason for hold in standing_holds(self.finding, self.decided)) if self.finding else ()

    @property
    def request(self) -> CleanUpRequest | None:
        """What to find out about this one; None while a hold stands in the way, and when all is over."""
        if self.finding is None or self.standing:
            return None
        return CleanUpRequest(self.finding.user.name, include_held=self.decided)

    def decide_holds(self) -> bool:
        """Decide about all holds of this one that a person can decide about; whether there were any."""
        kinds = {hold.kind for hold in self.finding.assessment.holds} if self.finding else set()
        decidable = tuple(sorted(kind.value for kind in kinds if kind not in NEVER_INCLUDED))
        changed = bool(decidable) and self.decided != decidable
        if changed:
            self.decided = decidable
        return changed

    def spare(self, reason: str) -> None:
        """Leave this one, and go on."""
        if self.finding:
            holds = tuple(hold.reason for hold in self.finding.assessment.holds)
            self.done.append(Untouched(self.finding.user.name, reason, holds))
            self._next()

    def take(self, operation: Operation) -> None:
        """This one was tried, and go on."""
        self.done.append(operation)
        self._next()

    def _next(self) -> None:
        self.number += 1
        self.plan, self.error, self.decided = None, "", ()
