"""Make the plan for a request, from what AWS says now. Nothing is written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bks_tui.aws.api import Api
from bks_tui.aws.pool import alone
from bks_tui.aws.retries import Patience, Wait
from bks_tui.aws.session import AwsSession
from bks_tui.core.account import Account
from bks_tui.core.cleanup_plan import plan_cleanup
from bks_tui.core.containment_plan import plan_revocation
from bks_tui.core.deny_plan import plan_role_denial, plan_user_denial
from bks_tui.core.errors import NotFoundError, UsageError
from bks_tui.core.operation import Operation
from bks_tui.core.plans import Plan, PlanKind, Subject, SubjectKind
from bks_tui.core.prevention_plan import plan_prevention
from bks_tui.core.requests import CleanUpRequest, DenyRequest, PolicyRequest, Request, RevokeRequest, UndoRequest
from bks_tui.core.subjects import user_subject
from bks_tui.core.undo_plan import plan_undo
from bks_tui.core.user_facts import no_user, user_facts
from bks_tui.journal import Journal
from bks_tui.operations.clock import utc_now
from bks_tui.operations.evidence import facts_of, organization_of, role_evidence, user_evidence
from bks_tui.operations.precheck import with_permissions_checked
from bks_tui.operations.role_sessions import sessions_of_role


@dataclass(frozen=True)
class Asking:
    """With what a plan is made: the session, the journal, the time, and how to wait."""

    session: AwsSession
    journal: Journal
    now: Callable[[], datetime]
    wait: Wait
    patience: Patience | None

    def api(self, service: str, region: str | None = None) -> Api:
        """Ask a service."""
        return self.session.api(service, region, wait=self.wait, patience=self.patience)

    def identify(self) -> Account:
        """Ask AWS who the credentials are."""
        return self.session.identify(self.wait, self.patience)


def propose(
    session: AwsSession,
    request: Request,
    journal: Journal,
    cancelled: threading.Event,
    now: Callable[[], datetime] = utc_now,
    patience: Patience | None = None,
) -> Plan:
    """The plan for a request, by what AWS says now.

    Raises UsageError and ChangedError where there is nothing to do, or bks must not; AwsError where AWS
    does not tell; and CancelledError soon after `cancelled` is set.
    """

    def proposed(wait: Wait) -> list[Plan]:
        asking = Asking(session, journal, now, wait, patience)
        plan = make_plan(asking, request)
        return [with_permissions_checked(asking.api("iam"), plan)]

    return next(alone(proposed, cancelled))


def make_plan(asking: Asking, request: Request) -> Plan:
    """The same in the caller's thread."""
    account, iam = asking.identify(), asking.api("iam")
    match request:
        case RevokeRequest():
            return plan_revocation(request, user_evidence(iam, account, request.user_name))
        case CleanUpRequest():
            return plan_cleanup(request, user_evidence(iam, account, request.user_name), asking.now())
        case DenyRequest():
            return _denial(asking, iam, account, request)
        case UndoRequest():
            return _undo(asking, iam, account, request)
        case PolicyRequest():
            return plan_prevention(request, account, organization_of(asking.api("organizations"), account))


def _denial(asking: Asking, iam: Api, account: Account, request: DenyRequest) -> Plan:
    kind, _, path = request.principal_arn.split(":", 5)[5].partition("/")
    name = path.rpartition("/")[2]
    if kind == SubjectKind.USER.value:
        return plan_user_denial(request, user_evidence(iam, account, name))
    evidence = role_evidence(iam, account, name)
    sessions = (
        sessions_of_role(asking.session, evidence.arn, asking.now(), asking.wait) if request.sessions_before else ()
    )
    return plan_role_denial(request, evidence, sessions)


def _undo(asking: Asking, iam: Api, account: Account, request: UndoRequest) -> Plan:
    journal = asking.journal.operations()
    operations = [each for each in journal if each.operation_id in request.operation_ids]
    if len(operations) != len(request.operation_ids):
        raise UsageError(
            "the journal does not hold what is to be taken back", "'bks journal list' shows what it holds."
        )
    subject = operations[-1].plan.subject
    if account.account_id != operations[-1].plan.account.account_id:
        raise UsageError(
            f"this was done in account {operations[-1].plan.account.account_id}, not in {account.account_id}",
            "Use the credentials of that account.",
        )
    if subject.kind is not SubjectKind.USER:
        return plan_undo(request, operations, account, subject, facts_of(asking.api, account, subject))
    try:
        evidence = user_evidence(iam, account, subject.name)
    except NotFoundError:
        gone = Subject(SubjectKind.USER, subject.name, subject.arn, "")
        return plan_undo(request, operations, account, gone, no_user(account))
    again = _has_begun_to_make(journal, request)
    return plan_undo(request, operations, account, user_subject(evidence), user_facts(evidence), made_again=again)


def _has_begun_to_make(journal: tuple[Operation, ...], request: UndoRequest) -> bool:
    """Whether an earlier undo of the same was cut off when it had made the user again."""
    return any(
        taken.step.change.operation == "iam:CreateUser" and taken.outcome.may_hold
        for operation in journal
        if operation.plan.kind is PlanKind.UNDO and operation.plan.request == request
        for taken in operation.steps
    )
