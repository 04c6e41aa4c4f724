"""Go on with an operation that was cut off, or that failed half-way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from bks_tui.aws.pool import alone
from bks_tui.aws.retries import Patience, Wait
from bks_tui.aws.session import AwsSession
from bks_tui.core.chain import is_of
from bks_tui.core.errors import UsageError
from bks_tui.core.operation import Operation, Outcome, StepOutcome
from bks_tui.core.plans import Plan
from bks_tui.journal import Journal
from bks_tui.operations.clock import utc_now
from bks_tui.operations.propose import Asking, make_plan
from bks_tui.operations.respond_run import Run


def resume(
    session: AwsSession,
    operation: Operation,
    journal: Journal,
    cancelled: threading.Event,
    now: Callable[[], datetime] = utc_now,
    patience: Patience | None = None,
) -> Plan | Operation:
    """The plan for what is left to do; or the operation itself, where AWS shows that all of it was done.

    That is written down then. Raises as `propose` does, and UsageError for what is not to be gone on with.
    """
    if operation.outcome is Outcome.DONE or operation.continued_by or operation.undone_by:
        raise UsageError(f"operation {operation.operation_id} is over: nothing is left to go on with")

    def look(wait: Wait) -> Iterator[Plan | Operation]:
        asking = Asking(session, journal, now, wait, patience)
        settled = _settled(asking, operation)
        yield settled or replace(make_plan(asking, operation.plan.request), continues=operation.operation_id)

    return next(alone(look, cancelled))


def _settled(asking: Asking, operation: Operation) -> Operation | None:
    """The operation as done, where AWS says of everything what it was to say."""
    account = asking.identify()
    if not is_of(operation, account):
        raise UsageError(
            f"operation {operation.operation_id} was in account {operation.plan.account.account_id}",
            f"These are credentials of {account.account_id}: use those of that account.",
        )
    run = Run(asking, replace(operation, outcome=None, reason=""), threading.Event())
    facts, changes = run.read(), [taken.step.change for taken in operation.steps]
    if any(facts.why_unread(change.about) for change in changes) or facts.known != facts.after(changes).known:
        return None
    with asking.journal.under_way(operation.operation_id):
        for number, taken in enumerate(operation.steps):
            if taken.outcome is not StepOutcome.VERIFIED:
                run.note(number, StepOutcome.VERIFIED)
        run.end(Outcome.DONE, "It was found done when it was gone on with.")
    return run.operation
