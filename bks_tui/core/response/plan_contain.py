"""Containing and revoking the API keys of a user: in AWS's own order, inactive first, then denied, deleted last."""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.errors import ChangedError, NothingToDoError, UsageError
from bks_tui.core.evidence import Known, Unread, known_items
from bks_tui.core.harmless import safe_name
from bks_tui.core.iam.labels import credential_label, inline_policy_label
from bks_tui.core.iam.policy_document import document_state
from bks_tui.core.iam.sign_in import REVOKED
from bks_tui.core.iam.user import STOPPED, AccessKey, ServiceSpecificCredential, User
from bks_tui.core.response.changes import Step
from bks_tui.core.response.deny_policies import denial, denied_actions
from bks_tui.core.response.iam_changes import (
    delete_credential,
    delete_password,
    delete_user_policy,
    put_user_policy,
    set_access_key,
    set_credential,
)
from bks_tui.core.response.plan import ExecutionMode, Plan, PlanKind
from bks_tui.core.response.requests import RevokeRequest
from bks_tui.core.response.sign_in_kinds import end_session
from bks_tui.core.response.user_state import (
    UserEvidence,
    may_be_in_use,
    refuse_own_session,
    user_facts,
    user_snapshot,
    user_subject,
)
from bks_tui.core.scan.holds import CONTAINMENT_POLICY
from bks_tui.core.services import LONG_TERM_SERVICES, ApiKeyService


def plan_revocation(request: RevokeRequest, evidence: UserEvidence) -> Plan:
    """Stop the API keys of a user, and delete them if that was asked for.

    Raises UsageError where bks must not or where nothing is to be done, ChangedError for a key that is not there.
    """
    user = evidence.user
    refuse_own_session(evidence.account, "user", user.name)
    if not (user.is_phantom or request.allow_ordinary_user):
        raise UsageError(
            f"{user.name} {may_be_in_use(user)}",
            "To contain it anyway, add --allow-ordinary-user.",
        )
    keys = _chosen_keys(request, user)
    steps = tuple(_steps(request, evidence, keys))
    if not steps:
        raise NothingToDoError(f"nothing to do for {user.name}: everything requested is already inactive or denied")
    deletes = request.delete_keys and bool(keys)
    return Plan(
        title=f"{'Revoke' if deletes else 'Contain'} {_what(request, user)}",
        kind=PlanKind.REVOKE if deletes else PlanKind.CONTAIN,
        order=ExecutionMode.INDEPENDENT,
        request=request,
        account=evidence.account,
        subject=user_subject(evidence),
        facts=user_facts(evidence),
        steps=steps,
        leaves=tuple(_leaves(request, user, keys)),
        gaps=(*_gaps(request, user), *_unread_sessions(evidence)),
        holds=() if user.is_phantom else (f"it {may_be_in_use(user)}",),
        snapshot=user_snapshot(evidence),
    )


def _what(request: RevokeRequest, user: User) -> str:
    if request.only_access_key:
        return f"access key {request.only_access_key} of {user.name}"
    return f"API key {request.only_key} of {user.name}" if request.only_key else user.name


def _chosen_keys(request: RevokeRequest, user: User) -> tuple[ServiceSpecificCredential, ...]:
    if request.only_access_key:
        return ()
    if isinstance(user.service_credentials, Unread):
        raise UsageError(
            f"the API keys of {user.name} could not be read: {user.service_credentials}",
            "Use credentials that may call iam:ListServiceSpecificCredentials.",
        )
    keys = tuple(key for key in user.api_keys if request.only_key in (None, key.credential_id))
    if request.only_key and not keys:
        raise ChangedError(
            f"{user.name} holds no API key {safe_name(request.only_key)}",
            "Nothing was changed. Check who holds it now.",
        )
    return keys


def _steps(
    request: RevokeRequest, evidence: UserEvidence, keys: tuple[ServiceSpecificCredential, ...]
) -> Iterator[Step]:
    user = evidence.user
    for key in keys:
        if key.status not in STOPPED:
            yield _stop_key(user, key)
    if not request.only_access_key:
        yield from _deny(user, _denied_services(user, keys))
    for access_key in _chosen_access_keys(request, user):
        yield _stop_access_key(user, access_key)
    if request.delete_password and isinstance(user.login_profile, Known) and user.login_profile.value:
        yield Step(
            title="Delete the console password",
            change=delete_password(user.name, user.login_profile.value),
            why="Anyone who knows it can sign in to the console, even without the keys.",
            breaks="Nobody can sign in to the console as this user. Active console sessions continue.",
        )
    yield from _session_steps(evidence)
    for key in keys if request.delete_keys else ():
        yield _delete_key(user, key)


def _session_steps(evidence: UserEvidence) -> Iterator[Step]:
    """After the password: with it, another session could be started in between."""
    for session in known_items(evidence.sign_in_sessions or Known(())):
        if session.status != REVOKED:
            yield Step(
                title=f"End sign-in session {session.arn}",
                change=end_session(session),
                why=f"It was created for {session.client}, outlives the password, and gives new credentials until "
                f"{session.expires:%Y-%m-%d %H:%M} UTC.",
                breaks="Whoever works with it must sign in again. Credentials that it gave already work for up to 15 "
                "minutes more.",
            )


def _unread_sessions(evidence: UserEvidence) -> Iterator[str]:
    if isinstance(evidence.sign_in_sessions, Unread):
        yield f"its sign-in sessions could not be read ({evidence.sign_in_sessions}) and are not ended"


def _stop_key(user: User, key: ServiceSpecificCredential) -> Step:
    service = key.service.title if key.service else key.service_name
    return Step(
        title=f"Deactivate API key {key.credential_id}",
        change=set_credential(user.name, key, key.status, "Inactive"),
        why=f"It grants access to {service} to anyone who has it.",
        breaks="All callers using this key, including legitimate ones, usually within seconds.",
        undo=(set_credential(user.name, key, "Inactive", "Active"),),
    )


def _delete_key(user: User, key: ServiceSpecificCredential) -> Step:
    return Step(
        title=f"Delete API key {key.credential_id}",
        change=delete_credential(user.name, key, key.status, *STOPPED),
        why="A deleted key cannot be activated again.",
        breaks="Irreversible. Its alias, age and status remain only in the journal of bks.",
    )


def _stop_access_key(user: User, key: AccessKey) -> Step:
    return Step(
        title=f"Deactivate access key {key.access_key_id}",
        change=set_access_key(user.name, key.access_key_id, key.status, "Inactive"),
        why="It stays valid without the API keys, and allows everything the user may do.",
        breaks="All callers using this access key. Sessions started with it stay active for up to 36 hours.",
        undo=(set_access_key(user.name, key.access_key_id, "Inactive", "Active"),),
    )


def _chosen_access_keys(request: RevokeRequest, user: User) -> Iterator[AccessKey]:
    for key in known_items(user.access_keys):
        wanted = request.only_access_key in (None, key.access_key_id) and not request.keep_access_keys
        if wanted and key.status not in STOPPED:
            yield key


def _denied_services(user: User, keys: tuple[ServiceSpecificCredential, ...]) -> tuple[ApiKeyService, ...]:
    """The services to deny, but none that a key needs which is to keep working."""
    services = {key.service for key in keys} | {user.console_service}
    needed = {key.service for key in user.api_keys if key not in keys and key.status not in STOPPED}
    known = services & set(LONG_TERM_SERVICES)
    return tuple(each for each in LONG_TERM_SERVICES if each in (known or LONG_TERM_SERVICES) and each not in needed)


def _deny(user: User, services: tuple[ApiKeyService, ...]) -> Iterator[Step]:
    """The one inline policy: put there, or made to deny more than it does; never a second one."""
    before = {policy.name: policy.document for policy in known_items(user.inline_policies)}.get(CONTAINMENT_POLICY)
    if not services or isinstance(before, Unread) or isinstance(user.inline_policies, Unread):
        return
    document = denial(services, also=denied_actions(before.value) if before else ())
    if before and document_state(before.value) == document_state(document):
        return
    requires = document_state(before.value) if before else None
    result = document_state(document)
    take_back = (
        put_user_policy(user.name, CONTAINMENT_POLICY, before.value, result)
        if before
        else delete_user_policy(user.name, CONTAINMENT_POLICY, result)
    )
    yield Step(
        title=f"Deny {', '.join(each.title for each in services)} to the user",
        change=put_user_policy(user.name, CONTAINMENT_POLICY, document, requires),
        why="It also stops keys that are reset, activated or created later, and short-term keys that the user signed.",
        breaks=f"Everything that the user does there, with any credential.{_also_broken(services)}",
        undo=(take_back,),
    )


def _also_broken(services: tuple[ApiKeyService, ...]) -> str:
    is_wider = any("sts:GetWebIdentityToken" in each.denied_actions for each in services)
    return " Its identity tokens (sts:GetWebIdentityToken) too, for whatever audience." if is_wider else ""


def _leaves(request: RevokeRequest, user: User, keys: tuple[ServiceSpecificCredential, ...]) -> Iterator[str]:
    for credential in known_items(user.service_credentials):
        if credential not in keys and credential.status not in STOPPED:
            yield f"{credential_label(credential)} of {credential.service_name} ({credential.status})"
    stopped = set(_chosen_access_keys(request, user))
    for key in known_items(user.access_keys):
        if key not in stopped and key.status not in STOPPED:
            yield f"access key {key.access_key_id} ({key.status})"
    if isinstance(user.login_profile, Known) and user.login_profile.value and not request.delete_password:
        yield "the console password"
    if isinstance(user.login_profile, Known) and user.login_profile.value and not request.end_sessions:
        yield "its sign-in sessions, which outlive the password: --end-sign-in-sessions ends them"
    if not request.only_access_key and not _denied_services(user, keys):
        yield "the permissions of the user: a deny would also stop the key that is to keep working"
    yield "active sessions and anything they started; see the report"


def _gaps(request: RevokeRequest, user: User) -> Iterator[str]:
    """What may keep working, since it could not be read."""
    if isinstance(user.access_keys, Unread) and not request.keep_access_keys:
        yield f"its access keys could not be read ({user.access_keys}) and are not changed"
    if isinstance(user.inline_policies, Unread) and not request.only_access_key:
        yield f"its inline policies could not be read ({user.inline_policies}), so no deny policy is added"
    for policy in known_items(user.inline_policies):
        if policy.name == CONTAINMENT_POLICY and isinstance(policy.document, Unread):
            yield f"{inline_policy_label(policy.name)} could not be read ({policy.document}) and is not changed"
    if isinstance(user.login_profile, Unread):
        yield f"whether it has a console password could not be read ({user.login_profile})"
