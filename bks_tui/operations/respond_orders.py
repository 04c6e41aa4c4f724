"""Steps that stand for themselves, and steps that build on each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bks_tui.core.errors import AwsError, FileError
from bks_tui.core.operation import StepOutcome
from bks_tui.operations.respond_run import Run


def each_for_itself(run: Run) -> Iterator[int]:
    """Ask for every step at once, whatever becomes of the others; then look until AWS shows them all.

    Yields the number of each step whenever more is known of it.
    """
    asked = []
    for number in range(len(run.operation.steps)):
        if run.is_stopped:
            break
        try:
            run.make(number)
        except FileError:
            break
        asked.append(number)
        yield number
    yield from look(run, asked)


def in_turn(run: Run) -> Iterator[int]:
    """Ask for a step only once AWS shows the one before; the rest is not tried after one that fails."""
    for number in range(len(run.operation.steps)):
        if run.is_stopped:
            return
        try:
            run.make(number)
        except FileError:
            return
        yield from look(run, [number])
        if run.operation.steps[number].outcome is not StepOutcome.VERIFIED:
            return


def look(run: Run, numbers: Sequence[int]) -> Iterator[int]:
    """Read until AWS tells how these steps went, or for as long as bks waits. Yields each as it is settled."""
    pending, why = list(numbers), ""
    for _ in run.looks() if pending else ():
        try:
            facts = run.read()
        except AwsError as error:
            why = f"It could not be read: {error}."
            continue
        why = "AWS does not show it yet."
        for number in tuple(pending):
            if run.see(number, facts):
                pending.remove(number)
                yield number
        if not pending:
            return
    for number in pending:
        run.give_up(number, why)
        yield number
