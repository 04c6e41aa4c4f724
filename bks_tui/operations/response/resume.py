"""Resume an operation that was interrupted or failed, or undo one: each is a plan again, to be confirmed.

Where AWS shows that nothing is left to do, the operation is written down as over, and no plan is made.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

from bks_tui.aws.pool import call_in_worker
from bks_tui.core.errors import ChangedError, NothingToDoError, UsageError
from bks_tui.core.journal.history import undo_request
from bks_tui.core.response.operation import Operation, Outcome, StepOutcome
from bks_tui.core.response.plan import Plan, PlanKind
from bks_tui.core.response.record_check import require_own
from bks_tui.core.response.requests import UndoRequest
from bks_tui.operations.context import ResponseContext
from bks_tui.operations.response.outcome import unexpected_of
from bks_tui.operations.response.plan import make_plan, require_account
from bks_tui.operations.response.run import AnotherSubjectError, Run
from bks_tui.operations.response.verified_journal import verified_operations

# For so long at most a change of IAM is not shown by every read.
_READS_LAG = timedelta(minutes=1)


def resume_operation(context: ResponseContext, operation: Operation) -> Plan | Operation:
    """The plan for what is left to do; or the operation itself, finished, where nothing is.

    Raises as `plan_response` does, and UsageError for an operation that is finished already.
    """
    if operation.outcome is Outcome.DONE or operation.continued_by or operation.undone_by:
        raise UsageError(f"operation {operation.operation_id} is finished: nothing is left to resume")
    return call_in_worker(lambda wait: _resume(context.in_worker(wait), operation), context.cancelled)


def _resume(context: ResponseContext, operation: Operation) -> Plan | Operation:
    run = _opened(context, operation)
    try:
        run.read()
    except AnotherSubjectError as another:
        # An undo may have created the user without an answer that names its id: the plan says whether this is the one.
        if operation.plan.kind is not PlanKind.UNDO:
            return _over(run, Outcome.STOPPED, f"When it was resumed, {another}.")
    if _is_done(run):
        return _over(run, Outcome.DONE, "All its changes were verified when it was resumed.")
    try:
        plan = _same_subject(operation, make_plan(context, operation.plan.request))
    except NothingToDoError as nothing:
        return _over(run, Outcome.STOPPED, f"When it was resumed, {nothing}.")
    return replace(plan, continues=operation.operation_id)


def undo_operation(context: ResponseContext, operation: Operation) -> Plan | Operation:
    """The plan that undoes an operation and all that it resumed; or the operation itself, finished.

    Raises as `plan_response` does, and NothingToDoError where nothing can be undone of what is finished.
    """
    return call_in_worker(lambda wait: _undo(context.in_worker(wait), operation), context.cancelled)


def _undo(context: ResponseContext, operation: Operation) -> Plan | Operation:
    run = _opened(context, operation)
    try:
        return _plan_to_undo(run, undo_request(context.journal.operations(), operation))
    except NothingToDoError as nothing:
        if not operation.is_interrupted or context.journal.read_only:
            raise
        return _over(run, Outcome.STOPPED, f"When it was to be undone, {nothing}.")


def _plan_to_undo(run: Run, request: UndoRequest) -> Plan:
    """The plan that undoes. Right after the operation one reading that shows nothing of it settles nothing."""
    latest = max((taken.begun_at for taken in run.operation.steps if taken.begun_at), default=run.operation.begun_at)
    looks = run.poll_attempts() if run.context.now() - latest < _READS_LAG else iter([None])
    for _ in looks:
        try:
            return make_plan(run.context, request)
        except NothingToDoError as error:
            nothing = error
    raise nothing


def _same_subject(operation: Operation, plan: Plan) -> Plan:
    """The plan, which is to be of the same kind and about the same user, role or target. Raises ChangedError."""
    before, now = operation.plan.subject, plan.subject
    # A user that an undo is to create has no id before, and another one after.
    is_same = now.unique_id == before.unique_id or (operation.plan.kind is PlanKind.UNDO and not before.unique_id)
    if (now.kind, now.name) != (before.kind, before.name) or not is_same:
        raise ChangedError(
            f"{before.name} is now another {now.kind.value}: its id was {before.unique_id} and is {now.unique_id}",
            "Nothing was changed. Review it with a new command.",
        )
    return plan


def _opened(context: ResponseContext, operation: Operation) -> Run:
    """The operation as one that is not over.

    Raises UsageError for that of another account, for a journal that fails verification, and for an operation
    that bks cannot have written like this.
    """
    account = context.identify()
    require_account(operation, account)
    verified_operations(context.journal, account, operation.plan.subject.name)
    require_own([operation])
    return Run(context, replace(operation, outcome=None, reason=""), threading.Event())


def _is_done(run: Run) -> bool:
    """Whether AWS said of the whole subject what it was to say."""
    facts, changes = run.seen, [taken.step.change for taken in run.operation.steps]
    if facts is None or any(facts.why_unread(change.about) for change in changes):
        return False
    if facts.known != facts.after(changes).known:
        return False
    steps = tuple(replace(taken, outcome=StepOutcome.VERIFIED) for taken in run.operation.steps)
    return not unexpected_of(replace(run.operation, steps=steps), facts, run.snapshot).is_harmful


def _over(run: Run, outcome: Outcome, reason: str) -> Operation:
    """Write down that it is over, and as done each step that AWS shows."""
    with run.context.journal.hold_lock(run.operation.operation_id):
        for number, taken in enumerate(run.operation.steps):
            if outcome is Outcome.DONE and taken.outcome is not StepOutcome.VERIFIED:
                run.note_step(number, StepOutcome.VERIFIED)
        run.end(outcome, reason)
    return run.operation
