"""What was done in AWS, or would be, as JSON: schema `bks.actions/1`.

A step's `outcome` is `verified`, `not yet visible`, `failed` or `skipped`; `would` in a dry run; `begun` or
`accepted` where bks was interrupted. A target's is `done`, `failed`, `skipped`, `stopped` or `unverified`; null
where bks was interrupted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bks_tui.core.account.account import Account
from bks_tui.core.account.member import MemberAccount
from bks_tui.core.response.changes import Change, Step, change_command
from bks_tui.core.response.operation import Operation, Outcome
from bks_tui.core.response.plan import Plan
from bks_tui.export.formatting import timestamp

if TYPE_CHECKING:
    from bks_tui.core.scan.organization import AccountOutcome

SCHEMA = "bks.actions/1"
OPERATIONS_SCHEMA = "bks.operations/1"

_WOULD = "would"


@dataclass(frozen=True, slots=True)
class SkippedTarget:
    """A user to whom nothing was done, and why; with the holds that stand in the way.

    `account_id` is set where it is not the account of the session.
    """

    username: str
    reason: str
    holds: Sequence[str] = field(default=())
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class SkippedAccount:
    """An account in which nothing was done, and why. `outcome` is as in a scan of many accounts."""

    member: MemberAccount
    outcome: AccountOutcome
    reason: str


def actions_document(
    account: Account,
    targets: Iterable[Operation | Plan | SkippedTarget],
    *,
    dry_run: bool,
    skipped_accounts: Iterable[SkippedAccount] = (),
) -> dict[str, object]:
    """All targets of a command: operations carried out, plans that would be, users and accounts that were skipped."""
    fields = [_target(target, account) for target in targets]
    ids = [str(each["operation_id"]) for each in fields if each["operation_id"]]
    outcomes = Counter(str(each["outcome"]) for each in fields)
    return {
        "schema": SCHEMA,
        "dry_run": dry_run,
        "account_id": account.account_id,
        "role_arn": account.role_arn,
        "demo": account.demo,
        "operation_id": ids[0] if len(ids) == 1 else None,
        "targets": fields,
        "skipped_accounts": [
            {
                "account_id": each.member.account_id,
                "account_name": each.member.name,
                "outcome": each.outcome.value,
                "reason": each.reason,
            }
            for each in skipped_accounts
        ],
        "summary": {outcome.value: outcomes[outcome.value] for outcome in Outcome},
    }


def operations_document(
    journal: Path, operations: Iterable[Operation], not_read: tuple[str, ...] = ()
) -> dict[str, object]:
    """Operations of a journal, the earliest first, and what of it was not read: schema `bks.operations/1`."""
    return {
        "schema": OPERATIONS_SCHEMA,
        "journal": str(journal),
        "not_read": list(not_read),
        "operations": [target_fields(operation) for operation in operations],
    }


def _target(target: Operation | Plan | SkippedTarget, account: Account) -> dict[str, object]:
    if isinstance(target, Operation):
        return target_fields(target)
    if isinstance(target, Plan):
        return _planned(target)
    return {
        "username": target.username,
        "account_id": target.account_id or account.account_id,
        "operation_id": None,
        "outcome": Outcome.SKIPPED.value,
        "reason": target.reason,
        "holds": list(target.holds),
        "steps": [],
    }


def target_fields(operation: Operation) -> dict[str, object]:
    """One operation, with the outcome of each of its steps."""
    plan = operation.plan
    return {
        **_about(plan),
        "operation_id": operation.operation_id,
        "begun_at": timestamp(operation.begun_at),
        "caller_arn": plan.account.caller_arn,
        "outcome": operation.outcome.value if operation.outcome else None,
        "reason": operation.reason,
        "continued_by": operation.continued_by,
        "undone_by": operation.undone_by,
        "not_journalled": list(operation.unwritten),
        "steps": [
            {**_step(plan.account, taken.step), "outcome": taken.outcome.value, "error": taken.error}
            for taken in operation.steps
        ],
        "put_back": [
            {**_call(plan.account, back.change), "outcome": back.outcome.value, "error": back.error}
            for back in operation.rollback
        ],
    }


def _planned(plan: Plan) -> dict[str, object]:
    steps = [{**_step(plan.account, step), "outcome": _WOULD, "error": ""} for step in plan.steps]
    reason = "dry run: nothing was changed"
    about = {**_about(plan), "cautions": list(plan.cautions)}
    return {**about, "operation_id": None, "outcome": Outcome.SKIPPED.value, "reason": reason, "steps": steps}


def _about(plan: Plan) -> dict[str, object]:
    return {
        "username": plan.subject.name,
        "account_id": plan.account.account_id,
        "role_arn": plan.account.role_arn,
        "arn": plan.subject.arn,
        "kind": plan.kind.value,
        "title": plan.title,
        "holds": list(plan.holds),
        "ends": list(plan.ends),
        "leaves": list(plan.leaves),
        "not_read": list(plan.gaps),
    }


def _step(account: Account, step: Step) -> Mapping[str, object]:
    return {
        "action": step.title,
        **_call(account, step.change),
        "why": step.why,
        "breaks": step.breaks,
        "requires": {step.change.about: list(step.change.requires)},
        "final": step.is_final,
        "undo": [_call(account, change) for change in step.undo],
    }


def _call(account: Account, change: Change) -> dict[str, object]:
    return {
        "api": change.operation,
        "parameters": dict(change.parameters),
        "command": change_command(account, change),
    }
