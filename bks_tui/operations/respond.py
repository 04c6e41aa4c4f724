"""Carry out what a person confirmed: the only place that writes to AWS.

It always goes the same road: make the plan again, hold it against what was shown, journal, write, read
back, journal. How the steps belong together is in `respond_orders`.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeAlias

from bks_tui.aws.pool import alone
from bks_tui.aws.retries import Patience, Wait
from bks_tui.aws.session import AwsSession
from bks_tui.core import operation_records
from bks_tui.core.errors import FileError, ReadOnlyError
from bks_tui.core.operation import Operation, Outcome, StepOutcome, StepTaken
from bks_tui.core.plans import Order, Plan, require_same
from bks_tui.journal import Journal
from bks_tui.operations.clock import utc_now
from bks_tui.operations.propose import Asking, make_plan
from bks_tui.operations.respond_orders import each_for_itself, in_turn
from bks_tui.operations.respond_run import Run
from bks_tui.operations.respond_whole import all_or_nothing


@dataclass(frozen=True, slots=True)
class Progress:
    """What is under way, in a sentence."""

    sentence: str


@dataclass(frozen=True, slots=True)
class StepUpdate:
    """How step `number` (from 0) went so far."""

    number: int
    taken: StepTaken


RespondUpdate: TypeAlias = Progress | StepUpdate | Operation

_ORDERS: dict[Order, Callable[[Run], Iterator[int]]] = {
    Order.EACH: each_for_itself,
    Order.IN_TURN: in_turn,
    Order.WHOLE: all_or_nothing,
}


def carry_out(
    session: AwsSession,
    confirmed: Plan,
    journal: Journal,
    stopped: threading.Event,
    *,
    read_only: bool,
    now: Callable[[], datetime] = utc_now,
    patience: Patience | None = None,
) -> Iterator[RespondUpdate]:
    """Write what was confirmed: Progress and StepUpdates on the way, and in the end the Operation with its outcome.

    Set `stopped` to stop between two steps: it goes on to say how it ended, so take what it yields to the end.
    Before anything is written it raises ReadOnlyError, ChangedError or UsageError if AWS says
    something else than what the plan was made from, AwsError where AWS does not tell, and FileError where
    the journal cannot be written.
    """
    if read_only:
        raise ReadOnlyError
    begin = partial(_carry_out, session, confirmed, journal, stopped, now, patience)
    # It is stopped between steps only, by what it looks at itself.
    return alone(begin, threading.Event())


def _carry_out(
    session: AwsSession,
    confirmed: Plan,
    journal: Journal,
    stopped: threading.Event,
    now: Callable[[], datetime],
    patience: Patience | None,
    wait: Wait,
) -> Iterator[RespondUpdate]:
    yield Progress("Reading again …")
    asking = Asking(session, journal, now, wait, patience, interrupted=stopped)
    require_same(confirmed, make_plan(asking, confirmed.request))
    steps = tuple(StepTaken(step, StepOutcome.SKIPPED) for step in confirmed.steps)
    run = Run(asking, Operation(str(uuid.uuid4()), now(), confirmed, steps), stopped)
    with journal.under_way(run.operation.operation_id):
        journal.write(operation_records.begun(run.operation))
        try:
            for number in _ORDERS[confirmed.order](run):
                yield StepUpdate(number, run.operation.steps[number])
            run.end()
        except FileError as error:
            yield replace(run.operation, outcome=Outcome.FAILED, reason=f"{error}. {error.remedy}")
        else:
            yield run.operation
