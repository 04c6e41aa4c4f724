"""A plan as it is carried out, step by step, and how it ended: what a journal holds and a report quotes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bks_tui.core.errors import DENIED
from bks_tui.core.response.changes import Change, State, Step
from bks_tui.core.response.plan import Plan


class StepOutcome(Enum):
    """How a call went; the value is what the journal and JSON hold."""

    # Recorded as started, and nothing since: bks was interrupted during the call.
    BEGUN = "begun"
    # AWS accepted the call; the result was not read yet.
    ACCEPTED = "accepted"
    VERIFIED = "verified"
    UNVERIFIED = "not yet visible"
    FAILED = "failed"
    SKIPPED = "skipped"

    @property
    def label(self) -> str:
        """The outcome as a person reads it."""
        return {StepOutcome.BEGUN: "started", StepOutcome.UNVERIFIED: "not verified"}.get(self, self.value)

    @property
    def may_hold(self) -> bool:
        """Whether AWS may have made the change: an unknown outcome counts as made."""
        return self not in (StepOutcome.FAILED, StepOutcome.SKIPPED)


class Outcome(Enum):
    """How an operation ended; the value is what the journal and JSON hold."""

    DONE = "done"
    # A step failed; the steps say what else happened.
    FAILED = "failed"
    # There was nothing to do, or nothing was allowed.
    SKIPPED = "skipped"
    # Someone stopped it, or something had changed.
    STOPPED = "stopped"
    # Submitted, but not verified in AWS, or something could not be read.
    UNVERIFIED = "unverified"

    @property
    def label(self) -> str:
        """The outcome as a person reads it."""
        return "not verified" if self is Outcome.UNVERIFIED else self.value

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        return _SENTENCES[self]


_SENTENCES = {
    Outcome.DONE: "Done and verified in AWS.",
    Outcome.FAILED: "Not all steps were done.",
    Outcome.SKIPPED: "Nothing was done.",
    Outcome.STOPPED: "Stopped before all steps were done.",
    Outcome.UNVERIFIED: "Submitted, but not all changes could be verified in AWS.",
}


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step, and how it went. `before` is what AWS said just before; `error` is why it failed or was not seen.

    `made_id` is the id of the user that it created: another user can have the name later.
    """

    step: Step
    outcome: StepOutcome
    begun_at: datetime | None = None
    before: State = None
    error: str = ""
    made_id: str = ""


@dataclass(frozen=True, slots=True)
class RollBackStep:
    """A change that was made to restore what an operation had removed."""

    change: Change
    outcome: StepOutcome
    error: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """What was confirmed, and what became of it. It holds no secret: names, ids and documents of policies only.

    `outcome` is None while it is running, and for ever if bks was interrupted; `reason` is
    why it did not simply succeed. `continued_by` and `undone_by` are the operations that resumed it
    and undid it. `unwritten` are the records, as lines of JSON, that could not be written to the journal.
    """

    operation_id: str
    begun_at: datetime
    plan: Plan
    steps: tuple[StepTaken, ...]
    rollback: tuple[RollBackStep, ...] = ()
    outcome: Outcome | None = None
    reason: str = ""
    continued_by: str | None = None
    undone_by: str | None = None
    unwritten: tuple[str, ...] = ()

    @property
    def effective_steps(self) -> tuple[StepTaken, ...]:
        """The steps that AWS may have made, and that were not rolled back."""
        returned = {back.change.about for back in self.rollback if back.outcome is StepOutcome.VERIFIED}
        return tuple(
            taken
            for taken in self.steps
            if taken.outcome.may_hold and not any(undo.about in returned for undo in taken.step.undo)
        )

    @property
    def denied(self) -> tuple[str, ...]:
        """The calls that AWS denied, by IAM's own names."""
        return tuple(
            taken.step.change.operation
            for taken in self.steps
            if taken.error.startswith(f"{DENIED} {taken.step.change.operation}")
        )

    @property
    def is_interrupted(self) -> bool:
        """Whether it never ended, and was not resumed."""
        return self.outcome is None and self.continued_by is None and self.undone_by is None

    @property
    def can_be_undone(self) -> bool:
        """Whether there is something that can be undone."""
        return self.undone_by is None and any(taken.step.undo for taken in self.effective_steps)
