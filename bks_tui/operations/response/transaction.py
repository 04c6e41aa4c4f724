"""All or nothing: a deletion as near to a transaction as IAM allows.

What can be restored is removed first. From the first irreversible step on, the user is read again
before each step, and must be just as it was but for what was taken. At the first failure, or when
something new turns up, what was taken is rolled back.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from functools import partial

from bks_tui.core.errors import AwsError, FileError
from bks_tui.core.response.changes import differences
from bks_tui.core.response.operation import Outcome, StepOutcome
from bks_tui.operations.response.roll_back import roll_back
from bks_tui.operations.response.run import AnotherSubjectError, Obstacle, Run
from bks_tui.operations.response.strategies import poll_until_consistent, poll_until_verified
from bks_tui.operations.response.updates import Progress, StepUpdate, Update

_STOPPED = "You stopped it"
_CHANGED = "The state changed in the meantime"


def atomic(run: Run) -> Iterator[Update]:
    """Take every step, or roll back what was taken."""
    try:
        yield from _steps(run)
    except FileError as error:
        # A step that cannot be written down is not made; those before it are rolled back, written down or not.
        yield from roll_back(run, len(run.operation.steps) - 1, Outcome.FAILED, str(error))


def _steps(run: Run) -> Iterator[Update]:
    steps = run.operation.steps
    last = len(steps) - 1
    first_final = next((number for number, taken in enumerate(steps) if taken.step.is_final), last)
    for number in range(len(steps)):
        trouble = (Outcome.STOPPED, _STOPPED) if run.is_stopped else None
        if trouble is None and number >= first_final:
            trouble = yield from _drift_or_stop(run, number)
        if trouble:
            yield from roll_back(run, number, *trouble)
            return
        run.execute_step(number)
        yield StepUpdate(number, run.operation.steps[number])
        if not run.attempts[number].is_accepted:
            yield from poll_until_verified(run, [number], partial(_obstacle, run))
            taken = run.operation.steps[number]
            if taken.outcome is not StepOutcome.VERIFIED:
                outcome = Outcome.STOPPED if taken.error.startswith(_CHANGED) else Outcome.FAILED
                # Of the user itself it is not known then whether it is there: nothing is created in its place.
                yield from roll_back(run, min(number + 1, last), outcome, f"{taken.step.title}: {taken.error}")
                return
    yield from poll_until_verified(
        run, [n for n, taken in enumerate(run.operation.steps) if taken.outcome is StepOutcome.ACCEPTED]
    )
    yield from poll_until_consistent(run)


def _drift_or_stop(run: Run, number: int) -> Generator[Update, None, tuple[Outcome, str] | None]:
    """Why it must not continue with a step: AWS shows another state than the earlier steps should have produced."""
    why = ""
    for _ in run.poll_attempts():
        try:
            run.read()
        except AnotherSubjectError as another:
            return Outcome.STOPPED, str(another)
        except AwsError as error:
            why = f"The user could not be re-read: {error}"
            yield Progress(why)
            continue
        obstacle = _obstacle(run, number)
        if obstacle is None:
            return None
        if not obstacle.passes:
            return Outcome.STOPPED, obstacle.why
        why = obstacle.why
    return (Outcome.STOPPED, _STOPPED) if run.is_stopped else (Outcome.FAILED, why)


def _obstacle(run: Run, number: int) -> Obstacle | None:
    """Why a step must not be asked for now: the whole user must be as it was, but for the steps before it."""
    made = [taken.step.change for taken in run.operation.steps[:number]]
    expected = run.operation.plan.facts.after(made)
    unread = [why for what, why in run.facts.unread.items() if what not in expected.unread]
    if unread:
        return Obstacle(f"The user could not be re-read: {unread[0]}", passes=True)
    # What only lags behind the changes that were made is no news, and shows in a while.
    news = differences(expected, run.facts.after(made))
    if news:
        return Obstacle(f"{_CHANGED}: {'; '.join(news)}", passes=False)
    if differences(expected, run.facts):
        return Obstacle("AWS did not show the previous steps in time", passes=True)
    return None
