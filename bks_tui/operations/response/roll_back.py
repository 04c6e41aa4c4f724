"""Rolling back: what a deletion took from a user is restored, however long AWS cannot be reached meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from bks_tui.core.errors import AwsError
from bks_tui.core.response.changes import Change, ObservedState, differences
from bks_tui.core.response.operation import Outcome, RollBackStep, StepOutcome
from bks_tui.operations.response.attempts import Attempts, conclude, judge
from bks_tui.operations.response.run import AnotherSubjectError, Run
from bks_tui.operations.response.updates import Progress, RollBackUpdate, StepUpdate, Update

_CHANGED = "it was changed in the meantime and is left as is"


class _Found(Enum):
    """Whom AWS knows by the name."""

    SAME = auto()
    GONE = auto()
    ANOTHER = auto()


@dataclass
class _Restoring:
    """One change of a rollback: its number in the operation once it is asked for, and its attempts."""

    change: Change
    number: int | None = None
    attempts: Attempts = field(default_factory=Attempts)
    is_left: bool = False

    @property
    def may_execute(self) -> bool:
        return self.attempts.may_repeat and not self.is_left


def roll_back(run: Run, until: int, outcome: Outcome, reason: str) -> Iterator[Update]:
    """Restore what the steps before `until` took, the latest first, and end."""
    taken = [each for each in run.operation.steps[:until] if each.outcome.may_hold]
    changes = [change for each in reversed(taken) for change in each.step.undo]
    if changes:
        yield Progress(f"Rolling back: {reason}")
    found = yield from _restore(run, [_Restoring(change) for change in changes])
    if found is _Found.GONE and _may_be_deleted(run):
        yield from _end_as_deleted(run)
    elif found is not _Found.SAME:
        run.end(outcome, _summary_of_another(run, reason, found))
    else:
        run.end(outcome, _rollback_summary(run, reason, until))


def _restore(run: Run, pending: list[_Restoring]) -> Generator[Update, None, _Found]:
    """Ask for these changes until AWS shows them, or for as long as bks waits; a person cannot stop it."""
    waits, again = run.poll_pauses(), False
    while pending:
        pause = waits.seconds(to_ask_again=again)
        if pause is None:
            break
        run.context.wait(pause[0])
        why = ""
        try:
            facts = run.read()
        except AnotherSubjectError:
            return _Found.ANOTHER
        except AwsError as error:
            if error.is_lasting:
                break
            why = str(error)
        if not why and run.is_gone:
            return _Found.GONE
        if not why and not run.is_identified:
            why = facts.why_unread("user id") or "the user was not found"
        if why:
            again = True
            yield Progress(f"Rolling back: the user could not be read, trying again: {why}")
            continue
        yield from _verify(run, pending, facts)
        yield from _execute(run, pending, facts, waits.restart)
        again = any(each.may_execute for each in pending)
    yield from _give_up(run, pending)
    return _Found.SAME


def _verify(run: Run, pending: list[_Restoring], facts: ObservedState) -> Iterator[Update]:
    for each in tuple(pending):
        outcome = judge(each.change, [each.change.result], each.attempts, facts, restores=True)
        if each.number is not None and outcome is not None:
            pending.remove(each)
            yield _noted(run, each.number, each, outcome)


def _execute(
    run: Run, pending: list[_Restoring], facts: ObservedState, restart: Callable[[], None]
) -> Iterator[Update]:
    for each in pending:
        # What someone else has created in the meantime stays; what is still listed may be a read that lags.
        each.is_left = facts.known.get(each.change.about) not in (*each.change.requires, each.change.result)
        if not each.may_execute:
            continue
        number = len(run.operation.rollback) if each.number is None else each.number
        each.number, each.attempts = number, run.execute_rollback(number, each.change, each.attempts)
        if not each.attempts.is_refused:
            restart()
        yield RollBackUpdate(number, run.operation.rollback[number])


def _give_up(run: Run, pending: list[_Restoring]) -> Iterator[Update]:
    for each in pending:
        if each.number is not None:
            yield _noted(run, each.number, each, conclude(each.change, each.attempts, run.seen, restores=True))


def _noted(run: Run, number: int, each: _Restoring, outcome: StepOutcome) -> RollBackUpdate:
    why = "" if outcome is StepOutcome.VERIFIED else _CHANGED if each.is_left else each.attempts.why
    run.note_rollback(number, RollBackStep(each.change, outcome, why))
    return RollBackUpdate(number, run.operation.rollback[number])


def _may_be_deleted(run: Run) -> bool:
    last = run.operation.steps[-1]
    return last.step.change.operation == "iam:DeleteUser" and last.outcome.may_hold


def _end_as_deleted(run: Run) -> Iterator[Update]:
    """The deletion of the user took effect after all, and with it every step."""
    for number, taken in enumerate(run.operation.steps):
        if taken.outcome is not StepOutcome.VERIFIED:
            run.note_step(number, StepOutcome.VERIFIED)
            yield StepUpdate(number, run.operation.steps[number])
    run.end()


def _summary_of_another(run: Run, reason: str, found: _Found) -> str:
    reason = reason.removesuffix(".")
    sentences = f"{reason}. The user was deleted or renamed by someone else in the meantime; nothing was rolled back."
    if found is _Found.GONE:
        return sentences
    return f"{sentences} If only the credentials now belong to another account: '{_command(run, 'undo')}' restores it."


def _rollback_summary(run: Run, reason: str, until: int) -> str:
    """How it stands now, in words: nothing half-deleted goes unreported."""
    operation = run.operation
    reason = reason.removesuffix(".")
    taken = [each for each in operation.steps[:until] if each.outcome.may_hold]
    back = {each.change.about for each in operation.rollback if each.outcome is StepOutcome.VERIFIED}
    missing = [change.about for each in taken for change in each.step.undo if change.about not in back]
    lost = [each.step.change.about for each in taken if each.step.is_final]
    sentences = [f"{reason}."]
    # What AWS restored on it shows that the user is there.
    if _may_be_deleted(run) and not back:
        sentences.append("Whether the user was deleted is unknown.")
    elif not taken:
        return f"{reason}. The user was not changed."
    elif not missing and not lost:
        return f"{reason}. The user is as it was before{_but_for(run)}."
    sentences.append(f"Not restored: {', '.join(missing)}." if missing else "Its permissions are restored.")
    if lost:
        sentences.append(f"Deleted, and cannot be restored: {', '.join(lost)}.")
    sentences.append(f"Run '{_command(run, 'resume')}' to continue the deletion.")
    if missing:
        sentences.append(f"Run '{_command(run, 'undo')}' to restore the rest.")
    return " ".join(sentences)


def _command(run: Run, word: str) -> str:
    """The command that resumes the operation, or undoes it."""
    operation = run.operation
    return run.context.journal.command(word, operation.operation_id, of=operation.plan.account)


def _but_for(run: Run) -> str:
    """What is not as before, because someone changed it in the meantime."""
    restored = [back.change for back in run.operation.rollback]
    left = differences(run.operation.plan.facts.after(restored), run.seen.after(restored)) if run.seen else ()
    return f", except for what someone changed in the meantime: {'; '.join(left)}" if left else ""
