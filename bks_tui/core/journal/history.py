"""The operations of a journal in their relations: which resumed which, and which can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bks_tui.core.account.account import Account, require_own_arn
from bks_tui.core.account.bks_command import bks_command
from bks_tui.core.errors import NothingToDoError, UsageError
from bks_tui.core.harmless import safe_name
from bks_tui.core.response.deletions import deletion_of, deletions
from bks_tui.core.response.operation import Operation
from bks_tui.core.response.plan import PlanKind
from bks_tui.core.response.requests import UndoRequest

_LISTING = bks_command(None, "journal", "list")
_CONTAINING = (PlanKind.CONTAIN, PlanKind.REVOKE, PlanKind.DENY)


def chain_of(operations: Sequence[Operation], operation: Operation) -> tuple[Operation, ...]:
    """An operation with those that it resumed, the earliest first."""
    by_id = {each.operation_id: each for each in operations}
    chain = [operation]
    while (earlier := by_id.get(chain[0].plan.continues or "")) and earlier not in chain:
        chain.insert(0, earlier)
    return tuple(chain)


def find_operation(operations: Sequence[Operation], operation_id: str, listing: str = _LISTING) -> Operation:
    """The operation whose id begins so; `listing` is the command that lists them all.

    Raises UsageError unless it is exactly one.
    """
    found = [each for each in operations if operation_id and each.operation_id.startswith(operation_id)]
    if len(found) != 1:
        sentence = f"the journal has {'no' if not found else 'more than one'} operation {safe_name(operation_id)}"
        raise UsageError(sentence, f"'{listing}' shows what it has.")
    return found[0]


def undo_request(operations: Sequence[Operation], operation: Operation) -> UndoRequest:
    """Undo an operation, with all that it resumed. Raises NothingToDoError if nothing is left to undo."""
    chain = chain_of(operations, operation)
    if operation.undone_by:
        raise NothingToDoError(f"operation {operation.operation_id} was already undone, by {operation.undone_by}")
    if not any(each.can_be_undone for each in chain):
        raise NothingToDoError(f"operation {operation.operation_id} has nothing that can be undone")
    return UndoRequest(operation.plan.subject.name, tuple(each.operation_id for each in chain))


def release_request(
    operations: Sequence[Operation], account: Account, text: str, listing: str = _LISTING
) -> UndoRequest:
    """Undo all that contained whom or what `text` names: a user, role, ARN, or the id of a key.

    Raises NothingToDoError where the journal has nothing that can be undone, and UsageError for an ARN of
    another account.
    """
    require_own_arn(account, text)
    standing = [
        each
        for each in operations
        if each.plan.kind in _CONTAINING and is_of(each, account) and each.can_be_undone and _is_about(each, text)
    ]
    if not standing:
        deleted = deletion_of(text, tuple(deletions(operations, account)))
        if deleted:
            raise NothingToDoError(deleted.sentence.removesuffix("."), "Create another key if one is needed.")
        raise NothingToDoError(
            f"the journal has no reversible operation for {safe_name(text)}",
            f"'{listing}' shows its operations; undo operations of another machine there.",
        )
    return UndoRequest(standing[-1].plan.subject.name, tuple(each.operation_id for each in standing))


def is_of(operation: Operation, account: Account) -> bool:
    """Whether an operation was in this account; the demo account is another, whatever its number."""
    of = operation.plan.account
    return (of.partition, of.account_id, of.demo) == (account.partition, account.account_id, account.demo)


def _is_about(operation: Operation, text: str) -> bool:
    subject = operation.plan.subject
    values = (value for taken in operation.steps for value in taken.step.change.parameters.values())
    return text in (subject.name, subject.arn, subject.unique_id, *values)


@dataclass(frozen=True, slots=True)
class History:
    """The operations of a journal, the earliest first.

    `faults` is what is wrong with the file, a sentence each; `breaks` are those among them that a crash or a full
    disk does not explain. `gap` says what was not read, or is empty.
    """

    operations: tuple[Operation, ...] = ()
    faults: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    gap: str = ""
