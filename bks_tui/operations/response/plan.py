"""Make the plan for a request, from what AWS says now. Nothing is written."""

from __future__ import annotations

from bks_tui.aws.api import Api
from bks_tui.aws.pool import call_in_worker
from bks_tui.aws.retries import Wait
from bks_tui.core.account.account import Account, require_own_arn
from bks_tui.core.athena.plan_setup import AthenaNames, plan_removal, plan_setup
from bks_tui.core.errors import NotFoundError, UsageError
from bks_tui.core.harmless import safe_name
from bks_tui.core.journal.history import is_of
from bks_tui.core.prevention.plan_attach import plan_prevention
from bks_tui.core.response.changes import ObservedState
from bks_tui.core.response.iam_changes import is_as_created
from bks_tui.core.response.operation import Operation
from bks_tui.core.response.plan import Plan, PlanKind, Subject, SubjectKind
from bks_tui.core.response.plan_cleanup import plan_cleanup
from bks_tui.core.response.plan_contain import plan_revocation
from bks_tui.core.response.plan_deny import plan_role_denial, plan_user_denial
from bks_tui.core.response.plan_findings import plan_findings
from bks_tui.core.response.plan_undo import plan_undo
from bks_tui.core.response.record_check import require_own
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
from bks_tui.core.response.user_state import no_user, user_facts, user_subject
from bks_tui.operations.athena.evidence import athena_evidence, region_of, trail_logs
from bks_tui.operations.context import ResponseContext
from bks_tui.operations.response.current_state import (
    organization_of,
    read_state,
    role_evidence,
    user_evidence,
    with_sign_in_sessions,
)
from bks_tui.operations.response.precheck import with_permissions_checked
from bks_tui.operations.response.verified_journal import verified_operations
from bks_tui.operations.security_hub.evidence import findings_evidence
from bks_tui.operations.timeline.role_sessions import sessions_of_role


def plan_response(context: ResponseContext, request: Request) -> Plan:
    """The plan for a request, by what AWS says now.

    Raises UsageError and ChangedError where there is nothing to do or bks must not do it; AwsError where AWS
    cannot be read; and CancelledError soon after the context is cancelled.
    """

    def proposed(wait: Wait) -> Plan:
        own = context.in_worker(wait)
        plan = make_plan(own, request)
        return with_permissions_checked(own.api("iam"), plan)

    return call_in_worker(proposed, context.cancelled)


def make_plan(context: ResponseContext, request: Request) -> Plan:
    """The same in the caller's thread."""
    account, iam = context.identify(), context.api("iam")
    if isinstance(request, DenyRequest):
        require_own_arn(account, request.principal_arn)
    match request:
        case RevokeRequest():
            return _revocation(context, iam, account, request)
        case CleanUpRequest():
            return plan_cleanup(request, user_evidence(iam, account, request.user_name), context.now())
        case DenyRequest():
            return _denial(context, iam, account, request)
        case UndoRequest():
            return _undo(context, iam, account, request)
        case PolicyRequest():
            return plan_prevention(request, account, organization_of(context.api("organizations"), account))
        case AthenaRequest():
            return _athena(context, account, request)
        case FindingsRequest():
            evidence = findings_evidence(context.api("securityhub"), account, request.run_id)
            return plan_findings(request, account, evidence)


def _revocation(context: ResponseContext, iam: Api, account: Account, request: RevokeRequest) -> Plan:
    evidence = user_evidence(iam, account, request.user_name)
    if request.end_sessions:
        evidence = with_sign_in_sessions(context.api("signin"), evidence, context.now())
    return plan_revocation(request, evidence)


def _athena(context: ResponseContext, account: Account, request: AthenaRequest) -> Plan:
    api = context.api("athena")
    names = AthenaNames(region_of(api), request.database, request.table, request.workgroup)
    evidence = athena_evidence(api, names)
    if request.remove:
        return plan_removal(request, account, evidence)
    return plan_setup(request, account, evidence, trail_logs(context.api, account, request.trail))


def _denial(context: ResponseContext, iam: Api, account: Account, request: DenyRequest) -> Plan:
    kind, _, path = request.principal_arn.split(":", 5)[5].partition("/")
    name = path.rpartition("/")[2]
    if kind == SubjectKind.USER.value:
        return plan_user_denial(request, user_evidence(iam, account, name))
    evidence = role_evidence(iam, account, name)
    sessions = (
        sessions_of_role(context.session, evidence.arn, context.now(), context.wait) if request.sessions_before else ()
    )
    return plan_role_denial(request, evidence, sessions)


def _undo(context: ResponseContext, iam: Api, account: Account, request: UndoRequest) -> Plan:
    journal = verified_operations(context.journal, account, request.name)
    operations = [each for each in journal if each.operation_id in request.operation_ids]
    if len(operations) != len(request.operation_ids):
        raise UsageError(
            "the journal does not contain the operations to undo",
            f"'{context.journal.command('list')}' shows what it holds.",
        )
    for operation in operations:
        require_account(operation, account)
    require_own(operations)
    subject = operations[-1].plan.subject
    if any((each.plan.subject.kind, each.plan.subject.name) != (subject.kind, request.name) for each in operations):
        raise UsageError(f"not all operations to undo are about {request.name}", "Undo one operation after the other.")
    if subject.kind is not SubjectKind.USER:
        return plan_undo(request, operations, account, subject, read_state(context.api, account, subject))
    try:
        evidence = user_evidence(iam, account, subject.name)
    except NotFoundError:
        gone = Subject(SubjectKind.USER, subject.name, subject.arn, "")
        return plan_undo(request, operations, account, gone, no_user(account))
    facts = user_facts(evidence)
    again = _is_recreated(journal, request, facts)
    return plan_undo(request, operations, account, user_subject(evidence), facts, is_recreated=again)


def require_account(operation: Operation, account: Account) -> None:
    """Raise UsageError for an operation in another account; the demo account is another, whatever its number.

    The same applies to a table, or findings, in another Region than that of the session.
    """
    if not is_of(operation, account):
        of = operation.plan.account
        raise UsageError(
            f"operation {operation.operation_id} was in {'demo ' if of.demo else ''}account {of.account_id}, "
            f"not in {'demo ' if account.demo else ''}account {account.account_id}",
            "Use the credentials of that account.",
        )
    region = operation.plan.subject.region
    if region and region != account.region:
        raise UsageError(
            f"operation {operation.operation_id} was in {safe_name(region)}, not in {account.region}",
            f"Give its Region: --region {safe_name(region)}.",
        )


def _is_recreated(journal: tuple[Operation, ...], request: UndoRequest, facts: ObservedState) -> bool:
    """Whether the user is the one that an earlier undo of the same has created before it was interrupted.

    Where AWS did not return its id any more, it is one to which nothing else was done since.
    """
    created = [
        taken
        for operation in journal
        if operation.plan.kind is PlanKind.UNDO and operation.plan.request == request
        for taken in operation.steps
        if taken.step.change.operation == "iam:CreateUser" and taken.outcome.may_hold
    ]
    return any(
        taken.made_id == facts.known["user id"] if taken.made_id else is_as_created(facts, taken.step.change)
        for taken in created
    )
