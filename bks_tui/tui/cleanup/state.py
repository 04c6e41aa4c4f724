"""The state of one clean-up: its users, the overridden holds, and the results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from bks_tui.core.errors import BksError
from bks_tui.core.response.denials import Denials
from bks_tui.core.response.operation import Operation, Outcome
from bks_tui.core.response.plan import Plan, PlanKind
from bks_tui.core.response.requests import CleanUpRequest, UndoRequest
from bks_tui.core.scan.findings import Finding
from bks_tui.core.scan.holds import HoldKind
from bks_tui.export.response.to_json import SkippedTarget

ResponseResult: TypeAlias = Operation | SkippedTarget


@dataclass
class CleanUpState:
    """A running clean-up. `plan`, `error` and `overridden` (its holds) refer to the current user.

    `decided` has the results by place, in the order of the decisions; a skipped user can be decided again. `retries`
    counts the calls that AWS throttled. `only_marked`: the queue has the marked orphans, not all.
    """

    queue: Sequence[Finding]
    minimum_age_hours: float
    place: int = 0
    overridden: frozenset[HoldKind] = frozenset()
    plan: Plan | None = None
    error: BksError | None = None
    decided: dict[int, tuple[ResponseResult, ...]] = field(default_factory=dict)
    retries: int = 0
    only_marked: bool = False
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
        self._decide(_skipped(finding, reason))

    def go(self, place: int) -> None:
        """Show another user, decided or not."""
        self.place = place
        self.overridden = frozenset()
        self.forget()

    @property
    def previous(self) -> int | None:
        """The place of the user before this one that can still be decided; None if there is none."""
        return next((place for place in range(self.place - 1, -1, -1) if not self.is_deleted(place)), None)

    def place_of(self, name: str) -> int | None:
        """The place of a user; None if the clean-up does not review it."""
        return next((place for place, each in enumerate(self.queue) if each.user.name == name), None)

    def is_deleted(self, place: int) -> bool:
        """Whether the user at a place was deleted, and not recreated."""
        return any(map(is_deleted, self.decided.get(place, ())))

    @property
    def skipped(self) -> tuple[int, ...]:
        """The places of the users that were only skipped."""
        return tuple(
            place for place, results in self.decided.items() if all(isinstance(each, SkippedTarget) for each in results)
        )

    def go_back_to_skipped(self) -> None:
        """Show the first skipped user, with all of them undecided."""
        places = self.skipped
        for place in places:
            del self.decided[place]
        self.go(min(places, default=len(self.queue)))

    @property
    def remaining(self) -> int:
        """How many other users have not been decided."""
        return sum(place not in self.decided for place in range(len(self.queue)) if place != self.place)

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
        self._decide(*(replace(each, undone_by=by.get(each.operation_id, each.undone_by)) for each in operations))
        return tuple(dict.fromkeys(denied))

    def _decide(self, *results: ResponseResult) -> None:
        """Keep the results, after what was already done to this user, and go to the next undecided user."""
        done = tuple(each for each in self.decided.pop(self.place, ()) if isinstance(each, Operation))
        if done and all(isinstance(each, SkippedTarget) for each in results):
            results = ()
        self.decided[self.place] = (*done, *results)
        places = (*range(self.place + 1, len(self.queue)), *range(self.place))
        self.go(next((place for place in places if place not in self.decided), len(self.queue)))

    @property
    def targets(self) -> tuple[ResponseResult, ...]:
        """The results, in the order of the decisions."""
        return tuple(each for results in self.decided.values() for each in results)

    @property
    def summary(self) -> tuple[ResponseResult, ...]:
        """The results, with the users that were not reached."""
        undecided = (each for place, each in enumerate(self.queue) if place not in self.decided)
        return (*self.targets, *(_skipped(each, "the clean-up stopped before this user") for each in undecided))


def is_deletion(target: ResponseResult) -> bool:
    """Whether it deleted the user."""
    return isinstance(target, Operation) and target.plan.kind is PlanKind.CLEAN_UP and target.outcome is Outcome.DONE


def is_undone(target: ResponseResult) -> bool:
    """Whether a later operation undid it."""
    return isinstance(target, Operation) and target.undone_by is not None


def is_deleted(target: ResponseResult) -> bool:
    """Whether it deleted the user, who was not recreated."""
    return is_deletion(target) and not is_undone(target)


def _skipped(finding: Finding, reason: str) -> SkippedTarget:
    return SkippedTarget(finding.user.name, reason, tuple(hold.reason for hold in finding.assessment.holds))
