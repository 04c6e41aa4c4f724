"""Execute a confirmed plan: the only place that writes to AWS.

The path is always the same: make the plan again, compare it with the one that was shown, journal, write,
read back, journal. How the steps depend on each other is in `strategies.py` and `transaction.py`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

from bks_tui.core.errors import ReadOnlyError
from bks_tui.core.response.operation import Operation, StepOutcome, StepTaken
from bks_tui.core.response.plan import ExecutionMode, Plan, ensure_plan_unchanged
from bks_tui.operations.context import ResponseContext
from bks_tui.operations.response.heartbeat import with_heartbeat
from bks_tui.operations.response.plan import make_plan
from bks_tui.operations.response.run import Run
from bks_tui.operations.response.strategies import independent, sequential
from bks_tui.operations.response.transaction import atomic
from bks_tui.operations.response.updates import Progress, RespondUpdate, RollBackUpdate, StepUpdate, Update

__all__ = ["Progress", "RespondUpdate", "RollBackUpdate", "StepUpdate", "execute_plan"]

_ORDERS: dict[ExecutionMode, Callable[[Run], Iterator[Update]]] = {
    ExecutionMode.INDEPENDENT: independent,
    ExecutionMode.SEQUENTIAL: sequential,
    ExecutionMode.ATOMIC: atomic,
}


def execute_plan(context: ResponseContext, confirmed: Plan, *, read_only: bool) -> Iterator[RespondUpdate]:
    """Write what was confirmed: Progress and other updates on the way, and in the end the Operation with its outcome.

    Cancel the context to stop between two steps. It still yields how the operation ended: read it to the end.
    Before anything is written it raises ReadOnlyError, ChangedError or UsageError if AWS says
    something else than what the plan was made from, AwsError where AWS cannot be read, and FileError where
    the journal cannot be written.
    """
    if read_only:
        raise ReadOnlyError
    # It is stopped between steps only, by what it looks at itself.
    return with_heartbeat(lambda wait: _execute_plan(context.in_worker(wait), confirmed))


def _execute_plan(context: ResponseContext, confirmed: Plan) -> Iterator[RespondUpdate]:
    yield Progress("Re-reading the current state …")
    ensure_plan_unchanged(confirmed, make_plan(context, confirmed.request))
    steps = tuple(StepTaken(step, StepOutcome.SKIPPED) for step in confirmed.steps)
    run = Run(context, Operation(str(uuid.uuid4()), context.now(), confirmed, steps), context.cancelled)
    with run.writer.operation(run.operation):
        yield from _ORDERS[confirmed.order](run)
        run.end()
        yield run.operation
