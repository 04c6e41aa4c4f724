"""Whether an operation of the journal is one that bks can have written: the file is untrusted input.

Whoever can change the file can compute its chain of hashes again. So before anything of it is undone or resumed,
the record is compared with what bks makes: only its kinds of call, only on the subject of the operation, and
only an undo that is the exact inverse of the step beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bks_tui.core.errors import UsageError
from bks_tui.core.response.athena_kinds import ATHENA_KINDS, DATABASE, TABLE, WORKGROUP, name_in
from bks_tui.core.response.change_kinds import ChangeKind
from bks_tui.core.response.changes import FROM_FACTS, Change, ObservedState, Step
from bks_tui.core.response.deny_policies import REVOCATION_POLICY
from bks_tui.core.response.findings_kinds import FINDINGS_KINDS, run_of
from bks_tui.core.response.iam_kinds import IAM_KINDS
from bks_tui.core.response.operation import Operation
from bks_tui.core.response.organization_kinds import ORGANIZATION_KINDS
from bks_tui.core.response.plan import Plan, PlanKind, Subject, SubjectKind
from bks_tui.core.response.requests import (
    AthenaRequest,
    CleanUpRequest,
    DenyRequest,
    FindingsRequest,
    PolicyRequest,
    Request,
    RevokeRequest,
    UndoRequest,
)
from bks_tui.core.response.sign_in_kinds import SIGN_IN_KINDS
from bks_tui.core.scan.holds import CONTAINMENT_POLICY

_KINDS = {
    SubjectKind.USER: {**IAM_KINDS, **SIGN_IN_KINDS},
    SubjectKind.ROLE: IAM_KINDS,
    SubjectKind.TARGET: ORGANIZATION_KINDS,
    SubjectKind.TABLE: ATHENA_KINDS,
    SubjectKind.PRODUCT: FINDINGS_KINDS,
}
_ALL_KINDS = {**IAM_KINDS, **SIGN_IN_KINDS, **ORGANIZATION_KINDS, **ATHENA_KINDS, **FINDINGS_KINDS}

# What each kind of plan is made for.
_REQUESTS: dict[PlanKind, type[Request]] = {
    PlanKind.CONTAIN: RevokeRequest,
    PlanKind.REVOKE: RevokeRequest,
    PlanKind.DENY: DenyRequest,
    PlanKind.CLEAN_UP: CleanUpRequest,
    PlanKind.UNDO: UndoRequest,
    PlanKind.PREVENT: PolicyRequest,
    PlanKind.ATHENA: AthenaRequest,
    PlanKind.FINDINGS: FindingsRequest,
}

# The characters of names: https://docs.aws.amazon.com/IAM/latest/APIReference/API_User.html
_NAME = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)

# As botocore names them: us-east-1, us-isob-east-1, eusc-de-east-1.
_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}", re.ASCII)

# What a call sets, unlike what it names.
_VALUES = {"Status", "PolicyDocument", "Content", "Path", "PermissionsBoundary", "Tags"}

_CREATE_USER, _TAG_USER, _DELETE_USER = "iam:CreateUser", "iam:TagUser", "iam:DeleteUser"


def kind_of(change: Change) -> ChangeKind:
    """The kind of a change that bks makes. Raises LookupError for any other."""
    return _ALL_KINDS[change.operation]


def require_own(operations: Iterable[Operation]) -> None:
    """Raise UsageError for the first operation that bks cannot have written like this."""
    for operation in operations:
        fault = record_fault(operation)
        if fault:
            raise UsageError(
                f"operation {operation.operation_id} in the journal was not written by bks in this form: {fault}",
                "Nothing was changed. Someone may have edited the journal: compare it with CloudTrail, "
                "and undo by hand, in the IAM console or with the AWS CLI, what you recognize.",
            )


def record_fault(operation: Operation) -> str | None:
    """Why bks cannot have written this operation, or None."""
    return next(_faults(operation), None)


def _faults(operation: Operation) -> Iterator[str]:
    plan = operation.plan
    if not _is_about(plan.request, plan):
        yield "the request does not match its plan"
    role = plan.account.role
    if role and not (role.is_valid and role.account_id == plan.account.account_id):
        yield "its role does not belong to its account"
    if not _is_consistent(plan.subject, plan.account.account_id):
        yield "its subject is inconsistent"
    facts = plan.facts
    for number, step in enumerate((taken.step for taken in operation.steps), 1):
        yield from _step_faults(number, step, plan, facts)
        facts = facts.after([step.change])
    undo = [change for taken in operation.steps for change in taken.step.undo]
    if any(back.change not in undo for back in operation.rollback):
        yield "it rolled back something that it had not changed"


def _is_about(request: Request, plan: Plan) -> bool:
    """Whether a request is of the kind of its plan, and about the same subject."""
    subject = plan.subject
    if not isinstance(request, _REQUESTS[plan.kind]):
        return False
    match request:
        case DenyRequest():
            kind, _, path = request.principal_arn.rpartition(":")[2].partition("/")
            return (kind, path.rpartition("/")[2]) == (subject.kind.value, subject.name)
        case UndoRequest():
            return request.name == subject.name
        case PolicyRequest():
            return subject.kind is SubjectKind.TARGET and request.target_id == subject.unique_id
        case AthenaRequest():
            _, *names = subject.unique_id.split("/")
            is_table = subject.kind is SubjectKind.TABLE
            return is_table and names == [request.database, request.table, request.workgroup]
        case FindingsRequest():
            own = (subject.name, subject.unique_id.partition("/")[2])
            return subject.kind is SubjectKind.PRODUCT and own == (request.account_id, request.run_id)
        case _:
            return subject.kind is SubjectKind.USER and request.user_name == subject.name


def _is_consistent(subject: Subject, account_id: str) -> bool:
    if subject.kind is SubjectKind.TARGET:
        return True
    if subject.kind in (SubjectKind.TABLE, SubjectKind.PRODUCT):
        is_own = subject.kind is SubjectKind.TABLE or subject.name == account_id
        return is_own and subject.region is not None and _REGION.fullmatch(subject.region) is not None
    parts = subject.arn.split(":", 5)
    if len(parts) != len(("arn", "partition", "service", "region", "account", "resource")):
        return False
    kind, _, path = parts[5].partition("/")
    named = (kind, path.rpartition("/")[2]) == (subject.kind.value, subject.name)
    return named and parts[4] == account_id and _NAME.fullmatch(subject.name) is not None


def _step_faults(number: int, step: Step, plan: Plan, facts: ObservedState) -> Iterator[str]:
    change = step.change
    for each in (change, *step.undo):
        kind = _KINDS[plan.subject.kind].get(each.operation)
        if kind is None or not kind.makes(each):
            yield f"step {number} is not a call that bks makes ({each.operation})"
            return
        if kind.owner and _owner_named(each, kind, plan.account.account_id) != _owner(plan.subject):
            yield f"step {number} changes another {plan.subject.kind.value} than that of the operation"
        if plan.subject.kind is SubjectKind.TABLE and not _is_of_table(each, plan.subject):
            yield f"step {number} changes something else than the table of the operation"
        if (
            plan.subject.kind is SubjectKind.PRODUCT
            and run_of(each.parameters) != plan.subject.unique_id.partition("/")[2]
        ):
            yield f"step {number} sends other findings than those of the operation"
    if facts.known.get(change.about) not in change.requires:
        yield f"step {number} does not match the state before it"
    if not _is_allowed(change, plan.kind):
        yield f"step {number} writes a policy that does not belong to bks"
    if not all(_is_inverse(change, undo, plan) for undo in step.undo):
        yield f"the undo of step {number} is not its inverse"


def _is_of_table(change: Change, subject: Subject) -> bool:
    """Whether a change is about the table, its database or its workgroup, and creates nothing of another name."""
    _, database, table, workgroup = (*subject.unique_id.split("/"), "", "", "")[:4]
    if change.parameters.get("DatabaseName", database) != database:
        return False
    created = {"glue:CreateDatabase": ("DatabaseInput", database), "glue:CreateTable": ("TableInput", table)}
    structure, name = created.get(change.operation, ("", ""))
    if structure and name_in(change.parameters, structure) != name:
        return False
    labels = {DATABASE: database, TABLE: f"{database}.{table}", WORKGROUP: workgroup}
    return change.about in {f"{word}{named}" for word, named in labels.items()}


def _owner_named(change: Change, kind: ChangeKind, account_id: str) -> object:
    """Whom a call names as its subject: of an ARN, the name of the user."""
    named = change.parameters[kind.owner]
    user = f":{account_id}:user/"
    return named.rpartition("/")[2] if isinstance(named, str) and user in named else named


def _owner(subject: Subject) -> str:
    return subject.unique_id if subject.kind is SubjectKind.TARGET else subject.name


def _is_allowed(change: Change, kind: PlanKind) -> bool:
    """Whether a containment writes no policy but those that are bks's own."""
    if kind not in (PlanKind.CONTAIN, PlanKind.REVOKE, PlanKind.DENY):
        return True
    return change.parameters.get("PolicyName", CONTAINMENT_POLICY) in (CONTAINMENT_POLICY, REVOCATION_POLICY)


def _is_inverse(change: Change, undo: Change, plan: Plan) -> bool:
    """Whether `undo` restores exactly what `change` replaced."""
    if change.operation == _DELETE_USER:
        return undo.operation in (_CREATE_USER, _TAG_USER) and _recreates(undo, plan.facts)
    if change.operation in (_CREATE_USER, _TAG_USER):
        return undo.operation == _DELETE_USER
    named = (change.parameters.keys() & undo.parameters.keys()) - _VALUES
    return (
        undo.about == change.about
        and undo.requires == (change.result,)
        and undo.result in change.requires
        and all(change.parameters[name] == undo.parameters[name] for name in named)
        and (undo.operation != "organizations:DeletePolicy" or _deletes_what_was_created(undo))
    )


def _recreates(undo: Change, facts: ObservedState) -> bool:
    """Whether it creates the user with nothing but what was read of it."""
    given, known = undo.parameters, facts.known
    tags = given.get("Tags", [])
    return (
        all(known.get(f"tag {tag['Key']}") == tag["Value"] for tag in tags if isinstance(tag, dict))
        and undo.requires == (None,)
        and (
            undo.operation == _TAG_USER
            or (given["Path"], given.get("PermissionsBoundary"))
            == (known.get("path"), known.get("permissions boundary"))
        )
    )


def _deletes_what_was_created(undo: Change) -> bool:
    return undo.parameters["PolicyId"] == f"{FROM_FACTS}id of {undo.about}"
