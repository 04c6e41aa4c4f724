"""Steps that stand for themselves, and steps that build on each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from bks_tui.core.errors import AwsError, FileError
from bks_tui.core.response.operation import StepOutcome
from bks_tui.operations.response.outcome import lags
from bks_tui.operations.response.run import AnotherSubjectError, Obstacle, Run
from bks_tui.operations.response.sending import CallsInFlight
from bks_tui.operations.response.updates import Progress, StepUpdate, Update

_NOT_SHOWN = "The change is not verified in AWS yet."

# A call that takes longer is not waited for before the next one is sent.
SLOW_SECONDS = 2.0

# Why a step must not be sent now.
Guard: TypeAlias = Callable[[int], Obstacle | None]


def independent(run: Run) -> Iterator[Update]:
    """Ask for every step, whatever becomes of the others; look until AWS shows them all. What is final comes last.

    What can be undone is asked for at once. Each of the others takes a reading of its own.
    """
    steps = run.operation.steps
    final = [number for number, taken in enumerate(steps) if taken.step.is_final]
    others = [number for number in range(len(steps)) if number not in final]
    yield from execute_steps(run, others)
    for number in final:
        if run.is_stopped:
            break
        if run.is_used:
            yield from _read_again(run)
        if run.obstacle(number) is None:
            try:
                run.execute_step(number)
            except FileError:
                break
            yield StepUpdate(number, run.operation.steps[number])
    yield from poll_until_verified(
        run, [number for number in final if run.attempts[number].number or not run.is_stopped]
    )
    yield from poll_until_consistent(run)


def sequential(run: Run) -> Iterator[Update]:
    """Ask for a step only once AWS shows the one before; the rest is not tried after one that fails."""
    for number in range(len(run.operation.steps)):
        if run.is_stopped:
            return
        yield from execute_steps(run, [number])
        if run.operation.steps[number].outcome is not StepOutcome.VERIFIED:
            return
    yield from poll_until_consistent(run)


def execute_steps(run: Run, numbers: Sequence[int]) -> Iterator[Update]:
    """Send these steps, and read until AWS shows their results. A step does not wait for a slow one before it."""
    calls, asked = CallsInFlight(), []
    for number in numbers:
        if run.is_stopped:
            break
        if run.obstacle(number) is None:
            try:
                yield from _send(run, calls, number)
            except FileError:
                break
        asked.append(number)
    late = [number for number in asked if number in calls]
    yield from poll_until_verified(run, [number for number in asked if number not in late])
    if late:
        yield from _take_in(run, calls)
        yield from poll_until_verified(run, late)


def _send(run: Run, calls: CallsInFlight, number: int) -> Iterator[Update]:
    """Send a step, and take in its answer if it arrives soon. Raises FileError where it cannot be journalled.

    One call after the other where AWS answers promptly: IAM refuses changes of one user that collide.
    """
    calls.start(number, run.start_step(number))
    yield from _take_in(run, calls, until=number, seconds=SLOW_SECONDS)
    if number in calls:
        yield Progress(f"{run.operation.steps[number].step.title}: AWS has not answered yet")


def _take_in(
    run: Run, calls: CallsInFlight, *, until: int | None = None, seconds: float | None = None
) -> Iterator[Update]:
    """Take in each answer as it arrives, until that of one step, or until none arrives for so many seconds."""
    for number, result in calls.results(seconds):
        run.finish_step(number, result)
        yield StepUpdate(number, run.operation.steps[number])
        if number == until:
            return


def _read_again(run: Run) -> Iterator[Update]:
    """Read what the next call is made on; where that fails, the next reading shows it."""
    try:
        run.read()
    except (AwsError, AnotherSubjectError) as error:
        yield Progress(f"The state could not be read: {error}")


def poll_until_verified(run: Run, numbers: Sequence[int], guard: Guard | None = None) -> Iterator[Update]:
    """Read until AWS shows how these steps went, or for as long as bks waits.

    A call that AWS throttled or did not answer is not repeated before another reading: it is retried
    where AWS still says what the call requires.
    """
    guard = guard or run.obstacle
    pending, why, waits = list(numbers), _NOT_SHOWN, run.poll_pauses()
    # Where no call took effect there is nothing to look for, and each reading costs calls of its own.
    again = all(run.attempts[number].is_refused for number in pending)
    while pending:
        pause = waits.seconds(
            to_ask_again=again and run.can_write and any(run.attempts[number].may_repeat for number in pending)
        )
        if pause is None or run.pause(pause[0]):
            break
        try:
            facts = run.read()
        except AnotherSubjectError as another:
            yield from _settle_lost(run, pending, str(another))
            return
        except AwsError as error:
            why = f"The state could not be read: {error}."
            if error.is_lasting:
                break
            yield Progress(why)
            again = True
            continue
        why = _NOT_SHOWN
        for number in [number for number in pending if run.verify_step(number, facts)]:
            pending.remove(number)
            yield StepUpdate(number, run.operation.steps[number])
        if pause[1]:
            yield from _execute_again(run, pending, guard, waits.restart)
        again = True
    for number in pending:
        run.mark_unverified(number, why)
        yield StepUpdate(number, run.operation.steps[number])


def _execute_again(run: Run, pending: list[int], guard: Guard, restart: Callable[[], None]) -> Iterator[Update]:
    """Send the calls again that AWS did not accept, where nothing prevents it."""
    calls, sent = CallsInFlight(), []
    for number in [number for number in pending if run.attempts[number].may_repeat]:
        obstacle, attempts = guard(number), run.attempts[number]
        if obstacle is None:
            title = run.operation.steps[number].step.title
            yield Progress(f"{title}: attempt {attempts.number + 1}, after {attempts.error or 're-reading'!s}")
            try:
                yield from _send(run, calls, number)
            except FileError:
                break
            sent.append(number)
        elif attempts.is_refused and not obstacle.passes:
            run.note_step(number, StepOutcome.FAILED, obstacle.why)
            pending.remove(number)
            yield StepUpdate(number, run.operation.steps[number])
    yield from _take_in(run, calls)
    if not all(run.attempts[number].is_refused for number in sent):
        restart()


def _settle_lost(run: Run, pending: Sequence[int], why: str) -> Iterator[Update]:
    """Another subject has the name: of these steps nothing can be read any more."""
    is_deleted = any(
        taken.step.change.operation == "iam:DeleteUser" and run.attempts[number].is_accepted
        for number, taken in enumerate(run.operation.steps)
    )
    for number in pending:
        if is_deleted:
            run.note_step(number, StepOutcome.VERIFIED)
        else:
            attempts = run.attempts[number]
            # That something is there already was then said of the other one.
            may_hold = attempts.is_accepted or attempts.unanswered
            run.note_step(number, StepOutcome.UNVERIFIED if may_hold else StepOutcome.FAILED, why)
        yield StepUpdate(number, run.operation.steps[number])


def poll_until_consistent(run: Run) -> Iterator[Update]:
    """Read until AWS says of the whole subject nothing that is older than what it showed already."""
    for _ in run.poll_attempts():
        if run.seen is None or not lags(run.operation, run.seen):
            return
        try:
            run.read()
        except (AwsError, AnotherSubjectError) as error:
            yield Progress(f"The state could not be read: {error}")
