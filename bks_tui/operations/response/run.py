"""One plan as it is carried out: what is asked, what comes of it, and what is written down of both."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from bks_tui.aws.retries import RetryBudget, pauses
from bks_tui.aws.sign_in import refused_session
from bks_tui.core.athena.plan_setup import IDENTITY
from bks_tui.core.errors import AwsError, ExpiredError
from bks_tui.core.evidence import Cause
from bks_tui.core.journal import records as operation_records
from bks_tui.core.response.changes import FROM_FACTS, Change, ObservedState, Parameter
from bks_tui.core.response.iam_changes import is_as_created
from bks_tui.core.response.operation import Operation, Outcome, RollBackStep, StepOutcome, StepTaken
from bks_tui.core.response.plan import PlanKind, SubjectKind
from bks_tui.core.response.plan_findings import IDENTITY as PRODUCT
from bks_tui.core.response.sign_in_kinds import REVOKE_SESSIONS
from bks_tui.operations.context import ResponseContext
from bks_tui.operations.response.attempts import Attempts, conclude, judge
from bks_tui.operations.response.current_state import read_current_state
from bks_tui.operations.response.outcome import outcome_of
from bks_tui.operations.response.record_writer import RecordWriter
from bks_tui.operations.response.sending import CallResult, prepared_call

# IAM spreads a change within seconds as a rule; what these pauses do not show is reported as not verified.
_PAUSES_SECONDS = (0.0, 1.0, 2.0, 4.0, 8.0, 8.0)

# What distinguishes a subject from another one of the same name.
_IDENTITY = {
    SubjectKind.USER: "user id",
    SubjectKind.ROLE: "role id",
    SubjectKind.TARGET: "organization",
    SubjectKind.TABLE: IDENTITY,
    SubjectKind.PRODUCT: PRODUCT,
}
_CREATE = "iam:CreateUser"


class AnotherSubjectError(Exception):
    """Another user or role has the name of the subject now: nothing that AWS says of it is about the subject."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a call must not be made now; `passes` where it may be only that AWS does not show everything yet."""

    why: str
    passes: bool


class PollPauses:
    """The pauses of one wait: to look whether AWS shows what it took, or longer ones to ask for something again."""

    def __init__(self, budget: RetryBudget) -> None:
        self._before_attempts = pauses(budget)
        self.restart()

    def restart(self) -> None:
        """AWS took something, or may have: it has all its time again to show it."""
        self._before_looks = iter(_PAUSES_SECONDS)

    def seconds(self, *, to_ask_again: bool) -> tuple[float, bool] | None:
        """The next pause, and whether AWS may be read again after it. None: it has waited long enough."""
        pause = next(self._before_attempts, None) if to_ask_again else None
        if pause is not None:
            return pause, True
        pause = next(self._before_looks, None)
        return None if pause is None else (pause, False)


class Run:
    """A running operation. Used by one thread only; `stopped` is set by others.

    `facts` is what AWS said last, with what it took since; `seen` what it said last. `ask` raises FileError where the
    journal cannot be written: what is not written down is not done. What was done by then is written down if that
    can be, and kept by the `writer` if not.
    """

    def __init__(self, context: ResponseContext, operation: Operation, stopped: threading.Event) -> None:
        self.operation = operation
        self.facts = operation.plan.facts
        self.seen: ObservedState | None = None
        self.snapshot: Mapping[str, str] = operation.plan.snapshot
        self.context = context
        self.attempts: dict[int, Attempts] = defaultdict(Attempts)
        # Whether a call was made since AWS was read: one that is final takes a reading of its own.
        self.is_used = False
        self._identity_label = _IDENTITY[operation.plan.subject.kind]
        made_id = next((taken.made_id for taken in operation.steps if taken.made_id), "")
        self._identity = made_id or self.facts.known.get(self._identity_label, "")
        self.writer = RecordWriter(context.journal)
        self._stopped = stopped

    @property
    def is_stopped(self) -> bool:
        """Whether a person wants it to stop."""
        return self._stopped.is_set()

    @property
    def can_write(self) -> bool:
        """Whether the journal still takes the record that a call needs."""
        return self.writer.failure is None

    def poll_pauses(self) -> PollPauses:
        """How long to wait for AWS."""
        return PollPauses(self.context.budget or RetryBudget())

    def pause(self, seconds: float) -> bool:
        """Wait; True where a person stopped it."""
        return bool(seconds) and self._stopped.wait(seconds)

    def poll_attempts(self) -> Iterator[None]:
        """Once now, and again after each pause, until a person stops it or for as long as bks waits."""
        for seconds in _PAUSES_SECONDS:
            if self.pause(seconds):
                return
            yield

    def read(self) -> ObservedState:
        """What AWS says now. Raises AwsError, and AnotherError where it is about another subject."""
        plan = self.operation.plan
        self.context.freshness.begin()
        sessions_at = self.context.now() if plan.ends_sessions else None
        reading = read_current_state(self.context.api, plan.account, plan.subject, sessions_at)
        if any(why.endswith(Cause.EXPIRED.value) for why in reading.facts.unread.values()):
            # Further readings with these credentials show nothing more.
            raise ExpiredError("the AWS credentials have expired", "Refresh your credentials.")
        found = reading.facts.known.get(self._identity_label, "")
        if found not in ("", self._identity) and not self._has_made(reading.facts):
            self.seen = None
            raise AnotherSubjectError(
                f"the name {plan.subject.name} now belongs to another {plan.subject.kind.value}: {found}"
            )
        self.facts = self.seen = reading.facts
        self.is_used = False
        self.snapshot = {**self.snapshot, **reading.snapshot}
        return reading.facts

    @property
    def is_identified(self) -> bool:
        """Whether the last reading showed that the subject is still the same."""
        return self.facts.known.get(self._identity_label, "") == self._identity

    @property
    def is_gone(self) -> bool:
        """Whether AWS said at the last reading that there is no such user."""
        return not (self.facts.known.keys() - {"account"}) and not self.facts.unread

    def execute_step(self, number: int) -> None:
        """Send a step to AWS, once, and wait for the answer. Raises FileError as `start_step`."""
        self.finish_step(number, self.start_step(number)())

    def start_step(self, number: int) -> Callable[[], CallResult]:
        """Journal that a step is sent; the call, which any thread may make. Raises FileError."""
        step = self.operation.steps[number].step
        made_id = self.operation.steps[number].made_id
        before = self.facts.known.get(step.change.about)
        taken = StepTaken(step, StepOutcome.BEGUN, self.context.now(), before, made_id=made_id)
        self.writer.require(operation_records.step_started(self.operation, number, taken, self.context.now()))
        self._set(number, taken)
        self.is_used = True
        return self._call(step.change)

    def finish_step(self, number: int, result: CallResult) -> None:
        """Take in and journal what AWS answered. An error does not prove that the change was not made."""
        change = self.operation.steps[number].step.change
        # AWS may have been read during the call.
        self.is_used = True
        error = self._error_of(change, result)
        self.attempts[number] = self.attempts[number].then(change, error)
        if error is None:
            self.facts = self.facts.after([change])
            self.note_step(number, StepOutcome.ACCEPTED)

    def obstacle(self, number: int) -> Obstacle | None:
        """Why a step must not be asked for now, by what AWS said last."""
        step = self.operation.steps[number].step
        change = step.change
        if step.is_final and self.is_used:
            return Obstacle("the state was not re-read after the previous call", passes=True)
        unread = self.facts.why_unread(change.about) or self.facts.why_unread(self._identity_label)
        if unread:
            return Obstacle(unread, passes=True)
        if not self.is_identified:
            return Obstacle(f"{self.operation.plan.subject.name} was not found", passes=True)
        found = self.facts.known.get(change.about)
        if found in change.requires:
            return None
        earlier = (taken.step.change for taken in self.operation.steps[:number])
        passes = any(each.about == change.about and found in (*each.requires, each.result) for each in earlier)
        now = "deleted" if found is None else found
        return Obstacle(f"The state changed in the meantime: {change.about} is {now}", passes)

    def verify_step(self, number: int, facts: ObservedState) -> bool:
        """Whether `facts` settle how a step went; it is noted then."""
        change, *later = (taken.step.change for taken in self.operation.steps[number:])
        # What was stopped and then deleted does not show as stopped any more.
        results = [change.result, *(each.result for each in later if each.about == change.about)]
        outcome = judge(change, results, self.attempts[number], facts, restores=self._restores)
        if outcome is not None:
            self.note_step(number, outcome, self.attempts[number].why if outcome is StepOutcome.FAILED else "")
        return outcome is not None

    def mark_unverified(self, number: int, why: str) -> None:
        """Stop waiting for the result of a step."""
        attempts = self.attempts[number]
        outcome = conclude(self.operation.steps[number].step.change, attempts, self.seen, restores=self._restores)
        unseen = why if outcome is StepOutcome.UNVERIFIED or not attempts.why else ""
        self.note_step(number, outcome, "" if outcome is StepOutcome.VERIFIED else f"{attempts.why} {unseen}".strip())

    def note_step(self, number: int, outcome: StepOutcome, error: str = "") -> None:
        """Write down how a step went."""
        taken = replace(self.operation.steps[number], outcome=outcome, error=error)
        if taken.step.change.operation == _CREATE and outcome in (StepOutcome.ACCEPTED, StepOutcome.VERIFIED):
            taken = replace(taken, made_id=self._identity)
        self._set(number, taken)
        self._write(operation_records.step_finished(self.operation, number, taken, self.context.now()))

    def execute_rollback(self, number: int, change: Change, attempts: Attempts) -> Attempts:
        """Ask AWS, once, for the change `number` that restores something; the attempts with this one."""
        self._write(operation_records.rollback_started(self.operation, number, change, self.context.now()))
        self.set_rollback(number, RollBackStep(change, StepOutcome.BEGUN))
        attempts = attempts.then(change, self._error_of(change, self._call(change)()))
        if attempts.is_accepted:
            self.set_rollback(number, RollBackStep(change, StepOutcome.ACCEPTED))
        return attempts

    def note_rollback(self, number: int, back: RollBackStep) -> None:
        """Write down how it went to restore something."""
        self.set_rollback(number, back)
        self._write(operation_records.rollback_finished(self.operation, number, back, self.context.now()))

    def set_rollback(self, number: int, back: RollBackStep) -> None:
        """How it goes to restore something."""
        backs = self.operation.rollback
        self.operation = replace(self.operation, rollback=(*backs[:number], back, *backs[number + 1 :]))

    def end(self, outcome: Outcome | None = None, reason: str = "") -> None:
        """Write down that it is over; without an outcome, the steps decide it. Only the first time counts."""
        if self.operation.outcome is None:
            ended, why = (
                (outcome, reason)
                if outcome
                else outcome_of(self.operation, self.seen, self.snapshot, stopped=self.is_stopped)
            )
            if self.writer.failure:
                why = " ".join(filter(None, (why, f"{self.writer.failure}. {self.writer.failure.remedy}")))
            self._write(operation_records.operation_finished(self.operation, ended, why, self.context.now()))
            self.operation = replace(self.operation, outcome=ended, reason=why, unwritten=self.writer.unwritten)

    @property
    def _restores(self) -> bool:
        return self.operation.plan.kind is PlanKind.UNDO

    def _has_made(self, facts: ObservedState) -> bool:
        """Whether the user is the one that this operation has created without an answer from AWS."""
        unanswered = (
            taken.step.change
            for number, taken in enumerate(self.operation.steps)
            if taken.step.change.operation == _CREATE and self.attempts[number].unanswered
        )
        if self._identity or not any(is_as_created(facts, create) for create in unanswered):
            return False
        self._identity = facts.known[self._identity_label]
        return True

    def _call(self, change: Change) -> Callable[[], CallResult]:
        parameters = {name: self._resolved(value) for name, value in change.parameters.items()}
        return prepared_call(self.context, self.operation.plan, change.operation, parameters)

    def _error_of(self, change: Change, result: CallResult) -> AwsError | None:
        """Why AWS did not accept a change; None where it did."""
        if isinstance(result, AwsError):
            return result
        if change.operation == _CREATE:
            self._identity = str(result.get("User", {}).get("UserId", ""))
        return refused_session(result) if change.operation == REVOKE_SESSIONS else None

    def _resolved(self, value: Parameter) -> Parameter:
        """A parameter as it is sent: values that AWS returned in earlier steps are filled in."""
        if isinstance(value, str) and value.startswith(FROM_FACTS):
            return self.facts.known.get(value.removeprefix(FROM_FACTS), value)
        return value

    def _set(self, number: int, taken: StepTaken) -> None:
        steps = self.operation.steps
        self.operation = replace(self.operation, steps=(*steps[:number], taken, *steps[number + 1 :]))

    def _write(self, record: operation_records.JournalRecord) -> None:
        self.writer.write(record)
