"""Stopping short-term keys: nothing revokes one, so what signed it is denied their use, or its sessions are ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bks_tui.core.account.account import Account
from bks_tui.core.errors import NothingToDoError, UsageError
from bks_tui.core.evidence import Known, Unread
from bks_tui.core.iam.labels import inline_policy_label
from bks_tui.core.iam.policy_document import document_state
from bks_tui.core.response.changes import Change, ObservedState, State, Step
from bks_tui.core.response.deny_policies import (
    REVOCATION_POLICY,
    bearer_denial,
    denial_of_sessions_before,
    denied_actions,
)
from bks_tui.core.response.iam_changes import delete_role_policy, delete_user_policy, put_role_policy, put_user_policy
from bks_tui.core.response.plan import ExecutionMode, Plan, PlanKind, Subject, SubjectKind
from bks_tui.core.response.requests import DenyRequest
from bks_tui.core.response.user_state import UserEvidence, may_be_in_use, refuse_own_session, user_facts, user_subject
from bks_tui.core.scan.holds import CONTAINMENT_POLICY

# What each of these puts or takes, and the same of a role.
_PUT = {SubjectKind.USER: put_user_policy, SubjectKind.ROLE: put_role_policy}
_DELETE = {SubjectKind.USER: delete_user_policy, SubjectKind.ROLE: delete_role_policy}


@dataclass(frozen=True, slots=True)
class RoleEvidence:
    """A role of an account, with the JSON texts of its inline policies."""

    account: Account
    name: str
    role_id: str
    arn: str
    path: str
    inline_policies: Mapping[str, str]


def role_facts(evidence: RoleEvidence) -> ObservedState:
    """What AWS says of the role, thing by thing."""
    policies = {
        inline_policy_label(name): document_state(document) for name, document in evidence.inline_policies.items()
    }
    return ObservedState({"account": evidence.account.account_id, "role id": evidence.role_id, **policies}, {})


def plan_role_denial(request: DenyRequest, evidence: RoleEvidence, sessions: tuple[str, ...] = ()) -> Plan:
    """Deny to a role; `sessions` are the known ones that it would end. Raises UsageError if bks must not."""
    refuse_own_session(evidence.account, "assumed-role", evidence.name)
    _refuse_reserved(evidence)
    subject = Subject(SubjectKind.ROLE, evidence.name, evidence.arn, evidence.role_id)
    return _plan(request, evidence.account, subject, role_facts(evidence), evidence.inline_policies, sessions)


def plan_user_denial(request: DenyRequest, evidence: UserEvidence, sessions: tuple[str, ...] = ()) -> Plan:
    """Deny to a user, whose own sessions can sign short-term keys too. Raises UsageError where bks must not."""
    user = evidence.user
    refuse_own_session(evidence.account, "user", user.name)
    if not (user.is_phantom or request.allow_ordinary_user):
        raise UsageError(
            f"{user.name} {may_be_in_use(user)}",
            "To deny its API keys anyway, add --allow-ordinary-user.",
        )
    if isinstance(user.inline_policies, Unread):
        raise UsageError(f"the inline policies of {user.name} could not be read: {user.inline_policies}")
    documents = {}
    for policy in user.inline_policies.value:
        if isinstance(policy.document, Known):
            documents[policy.name] = policy.document.value
        elif policy.name in (CONTAINMENT_POLICY, REVOCATION_POLICY):
            # What it denies now would be lost.
            raise UsageError(f"{policy.name} of {user.name} could not be read: {policy.document}")
    return _plan(request, evidence.account, user_subject(evidence), user_facts(evidence), documents, sessions)


def _refuse_reserved(evidence: RoleEvidence) -> None:
    if evidence.path.startswith("/aws-reserved/sso.amazonaws.com/"):
        raise UsageError(
            f"{evidence.name} is a role of IAM Identity Center, which takes no inline policy",
            "Disable the person in Identity Center, and deny by the permission set, or by a service control policy "
            "on the user (identitystore:UserId).",
        )
    if evidence.path.startswith(("/aws-reserved/", "/aws-service-role/")):
        raise UsageError(
            f"{evidence.name} is a role of AWS itself, which takes no inline policy",
            "Contain it in the service that owns it, or deny by a service control policy.",
        )


def _plan(
    request: DenyRequest,
    account: Account,
    subject: Subject,
    facts: ObservedState,
    documents: Mapping[str, str],
    sessions: tuple[str, ...],
) -> Plan:
    step = _wide(request, subject, documents) if request.sessions_before else _narrow(subject, documents)
    if step is None:
        raise NothingToDoError(f"nothing to do: {subject.name} is already denied the use of API keys")
    wide = request.sessions_before is not None
    return Plan(
        title=f"{'End the sessions of' if wide else 'Deny the use of API keys to'} {subject.kind.value} {subject.name}",
        kind=PlanKind.DENY,
        order=ExecutionMode.INDEPENDENT,
        request=request,
        account=account,
        subject=subject,
        facts=facts,
        steps=(step,),
        ends=sessions,
        leaves=_leaves(wide=wide),
    )


def _leaves(*, wide: bool) -> tuple[str, ...]:
    if wide:
        return ("sessions that start after this moment, and long-term credentials",)
    return ("everything else that its sessions do", "what was already started with the key")


def _narrow(subject: Subject, documents: Mapping[str, str]) -> Step | None:
    before = documents.get(CONTAINMENT_POLICY)
    document = bearer_denial(also=denied_actions(before) if before else ())
    if before is not None and document_state(before) == document_state(document):
        return None
    return Step(
        title=f"Deny the use of API keys to {subject.kind.value} {subject.name}",
        change=_put(subject, CONTAINMENT_POLICY, document, before),
        why="A short-term key expires after at most 12 hours; this stops it now.",
        breaks="Every API key of everyone who uses this identity, including legitimate ones. Nothing else is affected.",
        undo=(_take_back(subject, CONTAINMENT_POLICY, document, before),),
    )


def _wide(request: DenyRequest, subject: Subject, documents: Mapping[str, str]) -> Step:
    moment = f"{request.sessions_before:%Y-%m-%dT%H:%M:%SZ}"
    document, before = denial_of_sessions_before(moment), documents.get(REVOCATION_POLICY)
    return Step(
        title=f"End all sessions of {subject.kind.value} {subject.name} that started before {moment}",
        change=_put(subject, REVOCATION_POLICY, document, before),
        why="The session that signed the key may do more than use it.",
        breaks="Everything that those sessions do. Authorized callers must start a new session.",
        undo=(_take_back(subject, REVOCATION_POLICY, document, before),),
    )


def _put(subject: Subject, policy: str, document: str, before: State) -> Change:
    return _PUT[subject.kind](subject.name, policy, document, None if before is None else document_state(before))


def _take_back(subject: Subject, policy: str, document: str, before: State) -> Change:
    now = document_state(document)
    if before is None:
        return _DELETE[subject.kind](subject.name, policy, now)
    return _PUT[subject.kind](subject.name, policy, before, now)
