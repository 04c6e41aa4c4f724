"""Carry out what a person confirmed: the only place that writes to AWS.

It always goes the same road: make the plan again, hold it against what was shown, journal, write, read
back, journal. How the steps belong together is in `respond_orders`.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from bks_tui.aws.retries import RetryBudget, Wait
from bks_tui.aws.session import AwsSession
from bks_tui.core.errors import ReadOnlyError
from bks_tui.core.response.operation import Operation, StepOutcome, StepTaken
from bks_tui.core.response.plan import ExecutionMode, Plan, ensure_plan_unchanged
from bks_tui.operations.clock import Clocks, both_clocks, utc_now
from bks_tui.operations.context import ResponseContext
from bks_tui.operations.freshness import Freshness
from bks_tui.operations.response.heartbeat import with_heartbeat
from bks_tui.operations.response.plan import make_plan
from bks_tui.operations.response.run import Run
from bks_tui.operations.response.strategies import independent, sequential
from bks_tui.operations.response.transaction import atomic
from bks_tui.operations.response.updates import Progress, RespondUpdate, RollBackUpdate, StepUpdate, Update
from bks_tui.storage.journal import Journal

__all__ = ["Progress", "RespondUpdate", "RollBackUpdate", "StepUpdate", "execute_plan"]

_ORDERS: dict[ExecutionMode, Callable[[Run], Iterator[Update]]] = {
    ExecutionMode.INDEPENDENT: independent,
    ExecutionMode.SEQUENTIAL: sequential,
    ExecutionMode.ATOMIC: atomic,
}


def execute_plan(
    session: AwsSession,
    confirmed: Plan,
    journal: Journal,
    stopped: threading.Event,
    *,
    read_only: bool,
    now: Callable[[], datetime] = utc_now,
    patience: RetryBudget | None = None,
    clocks: Clocks = both_clocks,
) -> Iterator[RespondUpdate]:
    """Write what was confirmed: Progress and other updates on the way, and in the end the Operation with its outcome.

    Set `stopped` to stop between two steps: it goes on to say how it ended, so take what it yields to the end.
    Before anything is written it raises ReadOnlyError, ChangedError or UsageError if AWS says
    something else than what the plan was made from, AwsError where AWS does not tell, and FileError where
    the journal cannot be written.
    """
    if read_only:
        raise ReadOnlyError
    begin = partial(_execute_plan, session, confirmed, journal, stopped, now, patience, clocks)
    # It is stopped between steps only, by what it looks at itself.
    return with_heartbeat(begin)


def _execute_plan(
    session: AwsSession,
    confirmed: Plan,
    journal: Journal,
    stopped: threading.Event,
    now: Callable[[], datetime],
    patience: RetryBudget | None,
    clocks: Clocks,
    wait: Wait,
) -> Iterator[RespondUpdate]:
    yield Progress("Reading again …")
    asking = ResponseContext(session, journal, now, wait, patience, Freshness(clocks), stopped)
    ensure_plan_unchanged(confirmed, make_plan(asking, confirmed.request))
    steps = tuple(StepTaken(step, StepOutcome.SKIPPED) for step in confirmed.steps)
    run = Run(asking, Operation(str(uuid.uuid4()), now(), confirmed, steps), stopped)
    with run.writer.operation(run.operation):
        yield from _ORDERS[confirmed.order](run)
        run.end()
        yield run.operation
