"""One plan as it is carried out: what is asked, what comes of it, and what is written down of both."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bks_tui.core import operation_records
from bks_tui.core.changes import FROM_FACTS, Change, Facts, Parameter, State
from bks_tui.core.errors import AwsError, NotFoundError, UnreachableError
from bks_tui.core.operation import Operation, Outcome, PutBack, StepOutcome, StepTaken
from bks_tui.operations.evidence import facts_of
from bks_tui.operations.propose import Asking
from bks_tui.operations.record_writer import RecordWriter

# IAM spreads a change within seconds as a rule; what these pauses do not show is told as not seen.
_PAUSES_SECONDS = (0.0, 1.0, 2.0, 4.0, 8.0, 8.0)


class Run:
    """An operation under way. Used by one thread only; `stopped` is set by others.

    `make` raises FileError where the journal cannot be written: what is not written down is not done. What was done
    by then is written down if that can be, and kept by the `writer` if not.
    """

    def __init__(self, asking: Asking, operation: Operation, stopped: threading.Event) -> None:
        self.operation = operation
        self.facts = operation.plan.facts
        self.asking = asking
        self.writer = RecordWriter(asking.journal)
        self._stopped = stopped
        self._errors: dict[int, AwsError] = {}

    @property
    def is_stopped(self) -> bool:
        """Whether a person wants it to stop."""
        return self._stopped.is_set()

    def read(self) -> Facts:
        """What AWS says now. Raises AwsError."""
        plan = self.operation.plan
        self.facts = facts_of(self.asking.api, plan.account, plan.subject)
        return self.facts

    def looks(self, *, even_if_stopped: bool = False) -> Iterator[None]:
        """Once now, and again after each pause, until a person stops it or for as long as bks waits."""
        for seconds in _PAUSES_SECONDS:
            if even_if_stopped:
                self.asking.wait(seconds)
            elif seconds and self._stopped.wait(seconds):
                return
            yield

    def make(self, number: int) -> AwsError | None:
        """Ask AWS for a step; the error if there was one, which does not say that the change was not made."""
        step = self.operation.steps[number].step
        taken = StepTaken(step, StepOutcome.BEGUN, self.asking.now(), self.facts.known.get(step.change.about))
        self.writer.require(operation_records.asked(self.operation, number, taken, self.asking.now()))
        self._set(number, taken)
        error = self._ask(step.change)
        if error is None:
            self.note(number, StepOutcome.ACCEPTED)
        else:
            self._errors[number] = error
        return error

    def see(self, number: int, facts: Facts) -> bool:
        """Whether `facts` settle how a step went; it is noted then."""
        change, *later = (taken.step.change for taken in self.operation.steps[number:])
        # What was stopped and then deleted does not show as stopped any more.
        results = [change.result, *(each.result for each in later if each.about == change.about)]
        outcome, why = _seen(change, results, self._errors.get(number), facts)
        if outcome in (StepOutcome.VERIFIED, StepOutcome.FAILED):
            self.note(number, outcome, why)
            return True
        return False

    def give_up(self, number: int, why: str) -> None:
        """It could not be settled how a step went."""
        error = self._errors.get(number)
        self.note(number, StepOutcome.UNSEEN, f"{error}. {why}" if error else why)

    def note(self, number: int, outcome: StepOutcome, error: str = "") -> None:
        """Write down how a step went."""
        taken = replace(self.operation.steps[number], outcome=outcome, error=error)
        self._set(number, taken)
        self._write(operation_records.answered(self.operation, number, taken, self.asking.now()))

    def put_back(self, change: Change) -> None:
        """Put something back that a step had taken, and write down how that went."""
        number = len(self.operation.put_back)
        self._write(operation_records.putting_back(self.operation, number, change, self.asking.now()))
        error = self._ask(change)
        back = PutBack(change, StepOutcome.BEGUN if error else StepOutcome.ACCEPTED, str(error or ""))
        self.operation = replace(self.operation, put_back=(*self.operation.put_back, back))

    def see_put_back(self, number: int, facts: Facts | None) -> None:
        """Settle how a change went that put something back; `facts` are None where nothing could be read."""
        back = self.operation.put_back[number]
        if facts is None:
            outcome, why = StepOutcome.UNSEEN, back.error
        elif facts.known.get(back.change.about) == back.change.result:
            outcome, why = StepOutcome.VERIFIED, ""
        else:
            outcome, why = (StepOutcome.FAILED if back.error else StepOutcome.UNSEEN), back.error
        seen = replace(back, outcome=outcome, error=why)
        before = self.operation.put_back
        self.operation = replace(self.operation, put_back=(*before[:number], seen, *before[number + 1 :]))
        self._write(operation_records.put_back(self.operation, number, seen, self.asking.now()))

    def end(self, outcome: Outcome | None = None, reason: str = "") -> None:
        """Write down that it is over; without an outcome the steps tell it. Only the first time counts."""
        if self.operation.outcome is None:
            told, why = (outcome, reason) if outcome else _outcome(self.operation, stopped=self.is_stopped)
            if self.writer.failure:
                why = " ".join(filter(None, (why, f"{self.writer.failure}. {self.writer.failure.remedy}")))
            self._write(operation_records.ended(self.operation, told, why, self.asking.now()))
            self.operation = replace(self.operation, outcome=told, reason=why, unwritten=self.writer.unwritten)

    def _ask(self, change: Change) -> AwsError | None:
        service, _, action = change.operation.partition(":")
        try:
            parameters = {name: self._told(value) for name, value in change.parameters.items()}
            self.asking.api(service).ask(action, **parameters)
        except AwsError as error:
            return error
        return None

    def _told(self, value: Parameter) -> Parameter:
        """A parameter as it is sent: what AWS told on the way is put in its place."""
        if isinstance(value, str) and value.startswith(FROM_FACTS):
            return self.facts.known.get(value.removeprefix(FROM_FACTS), value)
        return value

    def _set(self, number: int, taken: StepTaken) -> None:
        steps = self.operation.steps
        self.operation = replace(self.operation, steps=(*steps[:number], taken, *steps[number + 1 :]))

    def _write(self, record: operation_records.Record) -> None:
        self.writer.write(record)


def _seen(change: Change, results: Sequence[State], error: AwsError | None, facts: Facts) -> tuple[StepOutcome, str]:
    """How a change went: what AWS says decides, whatever it answered; a call that failed may have been made before."""
    told = f"{error}. {error.remedy}".strip() if error else ""
    if not change.can_be_seen:
        made = error is None or isinstance(error, NotFoundError)
        return (StepOutcome.VERIFIED, "") if made else (StepOutcome.FAILED, told)
    unread = facts.why_unread(change.about)
    if unread:
        return StepOutcome.BEGUN, unread
    found = facts.known.get(change.about)
    if found == change.result or (found in results and not _is_definite(error)):
        return StepOutcome.VERIFIED, ""
    if _is_definite(error):
        return StepOutcome.FAILED, told
    return StepOutcome.BEGUN, ""


def _is_definite(error: AwsError | None) -> bool:
    """Whether an error says that the call was not made."""
    return error is not None and not isinstance(error, UnreachableError)


def _outcome(operation: Operation, *, stopped: bool) -> tuple[Outcome, str]:
    outcomes = {taken.outcome for taken in operation.steps}
    failed = [f"{taken.step.title}: {taken.error}" for taken in operation.steps if taken.outcome is StepOutcome.FAILED]
    if StepOutcome.SKIPPED in outcomes and stopped:
        return Outcome.STOPPED, "; ".join(["You stopped it.", *failed])
    if failed or StepOutcome.SKIPPED in outcomes:
        return Outcome.FAILED, "; ".join(failed)
    unseen = [f"{each.step.title}: {each.error}" for each in operation.steps if each.outcome is StepOutcome.UNSEEN]
    if unseen or operation.plan.gaps:
        return Outcome.UNVERIFIED, "; ".join([*unseen, *operation.plan.gaps])
    return Outcome.DONE, ""
