"""The state of one clean-up: its users, the overridden holds, and the results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from bks_tui.core.errors import BksError
from bks_tui.core.response.denials import Denials
from bks_tui.core.response.operation import Operation, Outcome
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.requests import CleanUpRequest, UndoRequest
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import Finding
from bks_tui.core.scan.holds import HoldKind
from bks_tui.export.response.to_json import SkippedTarget

ResponseResult: TypeAlias = Operation | SkippedTarget


def orphans(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The phantom users that a clean-up reviews: those without holds first."""
    found = (each for each in findings if each.user.is_phantom and each.assessment.status is Status.ORPHANED)
    return tuple(sorted(found, key=lambda finding: bool(finding.assessment.holds)))


@dataclass
class CleanUpState:
    """A running clean-up. `plan`, `error` and `overridden` (its holds) refer to the current user."""

    queue: Sequence[Finding]
    minimum_age_hours: float
    place: int = 0
    overridden: frozenset[HoldKind] = frozenset()
    plan: Plan | None = None
    error: BksError | None = None
    targets: list[ResponseResult] = field(default_factory=list)
    _denials: Denials = field(default_factory=Denials)

    @property
    def finding(self) -> Finding | None:
        """The current user; None at the end."""
        return self.queue[self.place] if self.place < len(self.queue) else None

    @property
    def hold_kinds(self) -> tuple[HoldKind, ...]:
        """Each kind of hold that this user has."""
        return tuple(dict.fromkeys(hold.kind for hold in self.finding.assessment.holds)) if self.finding else ()

    def request(self, finding: Finding) -> CleanUpRequest:
        """The request to delete this user, with the overridden holds."""
        included = tuple(sorted(kind.value for kind in self.overridden))
        return CleanUpRequest(finding.user.name, self.minimum_age_hours, included)

    def forget(self) -> None:
        """Drop the plan: it is out of date."""
        self.plan = self.error = None

    def toggle(self, kind: HoldKind) -> None:
        """Override a kind of hold of this user, or restore it."""
        self.overridden ^= {kind}
        self.forget()

    def skip(self, finding: Finding) -> None:
        """Skip this user."""
        reason = f"you skipped it: {self.error}" if self.error else "you skipped it"
        self._note(_skipped(finding, reason))

    def carried_out(self, operations: Sequence[Operation]) -> tuple[str, ...]:
        """Record the operations on this user, of which one may have undone another, and go to the next user.

        Returns the denied calls that would be denied for the next users too.
        """
        denied = [call for operation in operations for call in self._denials.general(operation)]
        by = {
            undone: operation.operation_id
            for operation in operations
            if operation.outcome is Outcome.DONE and isinstance(operation.plan.request, UndoRequest)
            for undone in operation.plan.request.operation_ids
        }
        self._note(*(replace(each, undone_by=by.get(each.operation_id, each.undone_by)) for each in operations))
        return tuple(dict.fromkeys(denied))

    def _note(self, *targets: ResponseResult) -> None:
        self.targets += targets
        self.place += 1
        self.overridden = frozenset()
        self.forget()

    @property
    def summary(self) -> tuple[ResponseResult, ...]:
        """The results, with the users that were not reached."""
        rest = (_skipped(finding, "the clean-up stopped before this user") for finding in self.queue[self.place :])
        return (*self.targets, *rest)


def _skipped(finding: Finding, reason: str) -> SkippedTarget:
    return SkippedTarget(finding.user.name, reason, tuple(hold.reason for hold in finding.assessment.holds))
