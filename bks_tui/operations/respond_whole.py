"""All or nothing: a deletion as near to a transaction as IAM allows.

What can be put back is taken first. From the first step on that nothing takes back, the user is read again
before each step, and must be just as it was but for what was taken. At the first failure, or when
something new turns up, what was taken is put back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from bks_tui.core.changes import Change, Facts, differences
from bks_tui.core.errors import AwsError, FileError
from bks_tui.core.operation import Outcome, StepOutcome
from bks_tui.operations.respond_orders import look
from bks_tui.operations.respond_run import Run

_STOPPED = "You stopped it"


def all_or_nothing(run: Run) -> Iterator[int]:
    """Take every step, or put back what was taken. Yields the number of each step whenever more is known of it."""
    try:
        yield from _steps(run)
    except FileError as error:
        # A step that cannot be written down is not made; those before it are rolled back, written down or not.
        yield from _give_back(run, len(run.operation.steps) - 1, Outcome.FAILED, str(error))


def _steps(run: Run) -> Iterator[int]:
    steps = run.operation.steps
    last = len(steps) - 1
    first_final = next((number for number, taken in enumerate(steps) if taken.step.is_final), last)
    for number in range(len(steps)):
        trouble = (Outcome.STOPPED, _STOPPED) if run.is_stopped else None
        if trouble is None and number >= first_final:
            trouble = _trouble(run, [taken.step.change for taken in steps[:number]])
        if trouble:
            yield from _give_back(run, number, *trouble)
            return
        if run.make(number) is None:
            yield number
            continue
        yield from look(run, [number])
        outcome = run.operation.steps[number].outcome
        if outcome is not StepOutcome.VERIFIED:
            # Of the user itself it is not known then whether it is there: nothing is made in its place.
            until = number + 1 if outcome.may_hold and number != last else number
            taken = run.operation.steps[number]
            yield from _give_back(run, until, Outcome.FAILED, f"{taken.step.title}: {taken.error}")
            return
    yield from look(run, [n for n, taken in enumerate(run.operation.steps) if taken.outcome is StepOutcome.ACCEPTED])


def _trouble(run: Run, made: list[Change]) -> tuple[Outcome, str] | None:
    """Why it must not go on: AWS says something else than it should after the steps that were made."""
    expected = run.operation.plan.facts.after(made)
    for _ in run.looks():
        try:
            facts = run.read()
        except AwsError as error:
            return Outcome.FAILED, f"It could not be read again: {error}"
        # What only lags behind the changes that were made is no news, and shows in a while.
        news = differences(expected, facts.after(made))
        if news:
            return Outcome.STOPPED, f"Something changed meanwhile: {'; '.join(news)}"
        if not differences(expected, facts):
            return None
    if run.is_stopped:
        return Outcome.STOPPED, _STOPPED
    return Outcome.FAILED, "AWS did not show the steps before in time"


def _give_back(run: Run, until: int, outcome: Outcome, reason: str) -> Iterator[int]:
    """Put back what the steps before `until` took, the latest first, and end."""
    taken = [each for each in run.operation.steps[:until] if each.outcome.may_hold]
    if taken and _is_another(run):
        run.end(outcome, f"{reason}. The user was deleted or renamed by somebody else meanwhile: nothing was put back.")
        return
    for each in reversed(taken):
        for change in each.step.undo:
            # What somebody put there meanwhile stays; what still shows may only lag behind.
            if run.facts.known.get(change.about) in (None, change.result):
                run.put_back(change)
    _see_what_is_back(run)
    lost = [each.step.title for each in taken if each.step.is_final]
    back = {each.change.about for each in run.operation.put_back if each.outcome is StepOutcome.VERIFIED}
    missing = [change.about for each in taken for change in each.step.undo if change.about not in back]
    run.end(outcome, _told(reason, lost, missing, partial(_command, run) if taken else None))
    yield from range(until)


def _is_another(run: Run) -> bool:
    """Whether the user is not there any more, or another one has its name: on that one nothing is put."""
    try:
        return run.read().known.get("user id") != run.operation.plan.subject.unique_id
    except AwsError:
        return False


def _see_what_is_back(run: Run) -> None:
    """Read until AWS shows what was put back, or for as long as bks waits."""
    pending = list(range(len(run.operation.put_back)))
    facts: Facts | None = None
    for _ in run.looks(even_if_stopped=True) if pending else ():
        try:
            facts = run.read()
        except AwsError:
            continue
        changes = [run.operation.put_back[number].change for number in pending]
        if not differences(facts, facts.after(changes)):
            break
    for number in pending:
        run.see_put_back(number, facts)


def _command(run: Run, word: str) -> str:
    """The command that resumes the operation, or undoes it."""
    operation = run.operation
    return run.asking.journal.command(word, operation.operation_id, of=operation.plan.account)


def _told(reason: str, lost: list[str], missing: list[str], command: Callable[[str], str] | None) -> str:
    """How it stands now, in words: nothing half-deleted goes unreported. Without a command nothing was taken."""
    reason = reason.removesuffix(".")
    if command is None:
        return f"{reason}. Nothing was taken from the user."
    if not missing and not lost:
        return f"{reason}. The user is as it was before."
    told = [f"{reason}.", f"NOT put back: {', '.join(missing)}." if missing else "Its permissions are back."]
    if lost:
        told.append(f"Gone for good: {', '.join(lost)}.")
    told.append(f"'{command('resume')}' goes on with the deletion.")
    if missing:
        told.append(f"'{command('undo')}' puts the rest back.")
    return " ".join(told)
