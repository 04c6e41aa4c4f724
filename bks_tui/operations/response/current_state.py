"""Fresh evidence about whom a plan changes: read whole, each time again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bks_tui.aws.api import Api, read_or_unread
from bks_tui.aws.iam.roles import read_role
from bks_tui.aws.iam.users import read_user_alone, with_every_credential
from bks_tui.aws.organizations.policies import read_organization
from bks_tui.aws.sign_in import LIST_SESSIONS, sign_in_sessions
from bks_tui.core.account.account import Account
from bks_tui.core.athena.plan_setup import athena_facts, names_of
from bks_tui.core.errors import DeniedError, NotFoundError, ServiceError, UsageError
from bks_tui.core.evidence import Cause, Evidence, Known, Unread
from bks_tui.core.iam.sign_in import SignInSession
from bks_tui.core.prevention.coverage import Organization
from bks_tui.core.prevention.plan_attach import target_facts
from bks_tui.core.response.changes import ObservedState
from bks_tui.core.response.plan import Subject, SubjectKind
from bks_tui.core.response.plan_deny import RoleEvidence, role_facts
from bks_tui.core.response.plan_findings import findings_facts
from bks_tui.core.response.user_state import UserEvidence, no_user, user_facts, user_snapshot
from bks_tui.operations.athena.evidence import athena_evidence, region_of
from bks_tui.operations.security_hub.evidence import findings_evidence


def user_evidence(iam: Api, account: Account, name: str) -> UserEvidence:
    """The user with everything on it. Raises NotFoundError if it is gone."""
    return UserEvidence(account, with_every_credential(iam, read_user_alone(iam, name)))


def with_sign_in_sessions(sign_in: Api, evidence: UserEvidence, now: datetime) -> UserEvidence:
    """The same with its sign-in sessions that have not expired at `now`."""
    account, user = evidence.account, evidence.user
    path = user.record.value.path if isinstance(user.record, Known) else ""
    read = read_or_unread(lambda: sign_in_sessions(sign_in, account.partition, account.account_id, user.name, path))
    sessions: Evidence[tuple[SignInSession, ...]]
    if isinstance(read, Unread):
        sessions = read
    elif read.value is None:
        sessions = Unread(Cause.FAILED, LIST_SESSIONS, f"not available in the partition {account.partition}")
    else:
        sessions = Known(tuple(each for each in read.value if each.expires > now))
    return replace(evidence, sign_in_sessions=sessions)


def role_evidence(iam: Api, account: Account, name: str) -> RoleEvidence:
    """The role with its inline policies. Raises AwsError."""
    role = read_role(iam, name)
    return RoleEvidence(account, role.name, role.role_id, role.arn, role.path, role.inline_policies)


@dataclass(frozen=True, slots=True)
class CurrentState:
    """What AWS says of a subject; `snapshot` is what else is known of each thing, its creation too."""

    facts: ObservedState
    snapshot: Mapping[str, str] = field(default_factory=dict)


def read_state(api: Callable[[str], Api], account: Account, subject: Subject) -> ObservedState:
    """What AWS says of the subject of a plan now; of a user that is gone, nothing. Raises AwsError."""
    return read_current_state(api, account, subject).facts


def read_current_state(
    api: Callable[[str], Api], account: Account, subject: Subject, sessions_at: datetime | None = None
) -> CurrentState:
    """The same with what else is known, and with the sign-in sessions of a user at that time. Raises AwsError."""
    if subject.kind is SubjectKind.TARGET:
        return CurrentState(target_facts(account, organization_of(api("organizations"), account), subject.unique_id))
    if subject.kind is SubjectKind.TABLE:
        athena = api("athena")
        return CurrentState(athena_facts(account, athena_evidence(athena, names_of(subject, region_of(athena)))))
    if subject.kind is SubjectKind.PRODUCT:
        run_id = subject.unique_id.partition("/")[2]
        return CurrentState(findings_facts(account, findings_evidence(api("securityhub"), account, run_id)))
    iam = api("iam")
    if subject.kind is SubjectKind.ROLE:
        return CurrentState(role_facts(role_evidence(iam, account, subject.name)))
    try:
        evidence = user_evidence(iam, account, subject.name)
    except NotFoundError:
        return CurrentState(no_user(account))
    if sessions_at:
        evidence = with_sign_in_sessions(api("signin"), evidence, sessions_at)
    return CurrentState(user_facts(evidence), user_snapshot(evidence))


def organization_of(api: Api, account: Account) -> Organization:
    """The organization. Raises UsageError where there is none, or the caller is in no position to see it."""
    try:
        return read_organization(api)
    except ServiceError as error:
        if "AWSOrganizationsNotInUse" in str(error):
            raise UsageError(
                f"account {account.account_id} is not in an organization, which service control policies need",
                "Attach the policy as an inline or managed policy instead, or create an organization.",
            ) from None
        raise
    except DeniedError as error:
        raise UsageError(
            f"{account.caller_arn} may not see the organization: {error}",
            "Use credentials of the management account, or of an account that policies are delegated to.",
        ) from None
