"""Undo what operations did, from the journal: the latest first, and what still is as they left it."""

from __future__ import annotations

from collections.abc import Sequence

from bks_tui.core.account.account import Account
from bks_tui.core.account.bks_command import bks_command
from bks_tui.core.errors import ChangedError, NothingToDoError
from bks_tui.core.response.changes import FROM_FACTS, Change, ObservedState, Step
from bks_tui.core.response.deletions import deletions
from bks_tui.core.response.operation import Operation
from bks_tui.core.response.plan import ExecutionMode, Plan, PlanKind, Subject, SubjectKind
from bks_tui.core.response.record_check import kind_of
from bks_tui.core.response.requests import UndoRequest
from bks_tui.core.text import sanitize

_CREATE, _DELETE = "iam:CreateUser", "iam:DeleteUser"
# What was done to these builds on what was done before.
_IN_TURN = (SubjectKind.TARGET, SubjectKind.TABLE)


def plan_undo(
    request: UndoRequest,
    operations: Sequence[Operation],
    account: Account,
    subject: Subject,
    facts: ObservedState,
    *,
    is_recreated: bool = False,
) -> Plan:
    """Undo `operations`, which are in the order in which they were done. `facts` are those of today.

    `is_recreated`: the current user is the one that an earlier undo of these recreated. Raises
    NothingToDoError where nothing is left to undo, ChangedError where another user has the name by now.
    """
    if not is_recreated:
        _refuse_another(operations, subject)
    undone = [taken.step for operation in reversed(operations) for taken in reversed(operation.effective_steps)]
    creates = subject.unique_id == "" and any(change.operation == _CREATE for step in undone for change in step.undo)
    steps, leaves = _undo_steps(undone, account, facts)
    if not steps:
        deleted = [each.sentence for each in deletions(operations, account)]
        if deleted:
            raise NothingToDoError(" ".join(deleted).removesuffix("."), "Create another key if one is needed.")
        why = "; ".join(leaves) or "AWS already shows the earlier state"
        raise NothingToDoError(f"nothing to undo: {why}")
    return Plan(
        title=f"Recreate {request.name}" if creates else f"Undo the changes to {request.name}",
        kind=PlanKind.UNDO,
        order=ExecutionMode.SEQUENTIAL if creates or subject.kind in _IN_TURN else ExecutionMode.INDEPENDENT,
        request=request,
        account=account,
        subject=subject,
        facts=facts,
        steps=steps,
        leaves=leaves,
    )


def _refuse_another(operations: Sequence[Operation], subject: Subject) -> None:
    for operation in operations:
        before = operation.plan.subject.unique_id
        if subject.unique_id not in ("", before):
            raise ChangedError(
                f"{subject.name} is now another {subject.kind.value}: its id was {before} and is {subject.unique_id}",
                "Nothing was changed. Changes to the earlier one cannot be undone on this one.",
            )
        if subject.name != operation.plan.subject.name:
            raise ChangedError(
                f"{operation.plan.subject.name} is called {subject.name} now",
                "Nothing was changed. Restore its name, or undo the changes in the IAM console.",
            )


def _undo_steps(
    undone: Sequence[Step], account: Account, facts: ObservedState
) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """The steps that undo what still is as it was left, and why the others are left."""
    steps, leaves, held = list[Step](), list[str](), facts
    for step in undone:
        if step.is_final:
            leaves.append(f"irreversible: {kind_of(step.change).titled(step.change)}")
        for change in step.undo:
            found = held.known.get(change.about)
            if change.operation == _DELETE:
                leaves.append(f"{change.about}: an undo does not delete users; use '{bks_command(account, 'cleanup')}'")
            elif found in change.requires and _is_named_so(change, held):
                steps.append(_undo_step(step, change))
                held = held.after([change])
            elif found != change.result:
                leaves.append(f"{change.about} has changed since and is left as is: {sanitize(found or 'deleted', 80)}")
    return tuple(steps), tuple(dict.fromkeys(leaves))


def _is_named_so(change: Change, facts: ObservedState) -> bool:
    """Whether the policy that a call names by its id is the one that it is about, by what AWS says today."""
    policy_id = change.parameters.get("PolicyId")
    if not isinstance(policy_id, str) or policy_id.startswith(FROM_FACTS):
        return True
    return facts.known.get(f"id of {change.about.removeprefix('at the target, ')}") == policy_id


def _undo_step(step: Step, change: Change) -> Step:
    # In its own words, by the call: the title in the journal may have been edited.
    kind = kind_of(change)
    return Step(
        title=kind.titled(change),
        change=change,
        why=f"It undoes: {kind_of(step.change).titled(step.change)}.",
        breaks=kind.impact(change.parameters),
        undo=(step.change,),
    )
