"""What the keys of the journal ask for of an operation, or why they cannot: pure functions of operation and account."""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.account.account import Account
from bks_tui.core.errors import NothingToDoError, UsageError
from bks_tui.core.journal.history import is_of, undo_request
from bks_tui.core.response.operation import Operation, Outcome
from bks_tui.core.response.record_check import require_own
from bks_tui.core.text import sanitize
from bks_tui.tui.action import Situation
from bks_tui.tui.journal.state import JournalState, OperationState
from bks_tui.tui.needs import Need
from bks_tui.tui.response.intents import Disabled, ResumeOperation, UndoOperation

_NOTHING = "no operation is selected"


def situation_of(
    state: JournalState, operation: Operation | None, account: Account | None, *, read_only: bool
) -> Situation:
    """What each action needs and lacks, with the reason in words."""
    return Situation(read_only=read_only, missing=dict(_missing(state, operation, account)))


def _missing(state: JournalState, operation: Operation | None, account: Account | None) -> Iterator[tuple[Need, str]]:
    if account is None:
        yield Need.SESSION, "bks is not connected to AWS yet"
    if not (state.contents and state.contents.faults):
        yield Need.WARNINGS, "the journal has no faults and no gaps"
    if operation is None:
        yield from ((need, _NOTHING) for need in (Need.SELECTION, Need.UNDOABLE, Need.RESUMABLE))
        return
    for need, asked in (
        (Need.UNDOABLE, to_undo(state, operation, account)),
        (Need.RESUMABLE, to_resume(state, operation, account)),
    ):
        if isinstance(asked, Disabled):
            yield need, asked.reason


def to_undo(state: JournalState, operation: Operation, account: Account | None) -> UndoOperation | Disabled:
    """Undo an operation, with those that it resumed. An interrupted one can always be closed."""
    why = _why_not(state, operation, account)
    if why is None and state.state_of(operation) is not OperationState.INTERRUPTED:
        try:
            undo_request(state.operations, operation)
        except NothingToDoError as nothing:
            why = str(nothing)
    return Disabled(why) if why else UndoOperation(operation.operation_id)


def to_resume(state: JournalState, operation: Operation, account: Account | None) -> ResumeOperation | Disabled:
    """Resume an operation that was interrupted or failed half-way."""
    if operation.outcome is Outcome.DONE or operation.continued_by or operation.undone_by:
        return Disabled("the operation is finished: nothing is left to resume")
    why = _why_not(state, operation, account)
    return Disabled(why) if why else ResumeOperation(operation.operation_id)


def _why_not(state: JournalState, operation: Operation, account: Account | None) -> str | None:
    if state.state_of(operation) is OperationState.RUNNING:
        return "another bks is carrying it out"
    why = out_of_reach(operation, account) if account else None
    if why:
        return why
    try:
        # No role is assumed for what bks cannot have written.
        require_own([operation])
    except UsageError as error:
        return str(error)
    return None


def out_of_reach(operation: Operation, account: Account) -> str | None:
    """Why the account of an operation cannot be reached from `account`; None where it is the same or behind a role.

    Without a role an operation was in the account of the credentials themselves.
    """
    of = operation.plan.account
    is_reachable = (of.partition, of.demo) == (account.partition, account.demo) and (of.role or account.role)
    if is_of(operation, account) or is_reachable:
        return None
    return f"the operation was in {account_words(of)}, not in {account_words(account)}; use credentials of that account"


def account_words(account: Account) -> str:
    """An account in a sentence."""
    return sanitize(f"{'DEMO ' if account.demo else ''}account {account.account_id}", 40)
