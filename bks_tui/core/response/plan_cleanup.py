"""Cleaning up: the complete deletion of an orphaned phantom user, in the order that IAM wants.

What can be restored is removed first: permissions, the deny policies last. What cannot be restored is removed
just before the user.
IAM deletes a boundary and tags with the user, and taking off a boundary before would allow more.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bks_tui.core.errors import UsageError
from bks_tui.core.evidence import Known, known_items
from bks_tui.core.iam.labels import credential_label
from bks_tui.core.iam.policy_document import document_state
from bks_tui.core.iam.user import AttachedPolicy, InlinePolicy, User
from bks_tui.core.response.changes import Change, Step
from bks_tui.core.response.iam_changes import (
    attach_policy,
    create_user,
    deactivate_mfa_device,
    delete_access_key,
    delete_credential,
    delete_password,
    delete_signing_certificate,
    delete_ssh_public_key,
    delete_user,
    delete_user_policy,
    delete_virtual_mfa_device,
    detach_policy,
    join_group,
    leave_group,
    put_user_policy,
)
from bks_tui.core.response.plan import ExecutionMode, Plan, PlanKind
from bks_tui.core.response.requests import CleanUpRequest
from bks_tui.core.response.user_state import UserEvidence, user_facts, user_snapshot, user_subject
from bks_tui.core.scan.assessment import Assessment, Status, assess
from bks_tui.core.scan.findings import Finding
from bks_tui.core.scan.holds import CONTAINMENT_POLICY, Hold, HoldKind, is_quarantine

# No decision of a person makes these harmless. A phantom with a password is AT RISK: it is contained first.
NEVER_INCLUDED = (HoldKind.ORDINARY_USER, HoldKind.CONSOLE, HoldKind.UNREAD)

_NEEDED = "IAM does not delete a user that still has it."
_GONE = "Irreversible."


def plan_cleanup(request: CleanUpRequest, evidence: UserEvidence, now: datetime) -> Plan:
    """Delete an orphaned phantom user with everything on it; `now` (aware) is when it is judged.

    Raises UsageError for a user that must not be deleted, with every reason.
    """
    user = evidence.user
    assessment = assess(user, now, timedelta(hours=request.minimum_age_hours))
    obstacles = tuple(_obstacles(request, evidence, assessment))
    if obstacles:
        remedy = "Override holds in the clean-up (X), or with --include-held." if assessment.holds else ""
        raise UsageError(f"{user.name} is not deleted: {'; '.join(obstacles)}", remedy)
    return Plan(
        title=f"Delete {user.name} with everything on it",
        kind=PlanKind.CLEAN_UP,
        order=ExecutionMode.ATOMIC,
        request=request,
        account=evidence.account,
        subject=user_subject(evidence),
        facts=user_facts(evidence),
        steps=tuple(_steps(evidence)),
        leaves=("what was created with its credentials, for example models, jobs and other users",),
        holds=tuple(hold.reason for hold in assessment.holds),
        snapshot=user_snapshot(evidence),
    )


def standing_holds(finding: Finding, include_held: tuple[str, ...]) -> tuple[Hold, ...]:
    """The holds that nobody decided about."""
    return tuple(
        hold for hold in finding.assessment.holds if hold.kind in NEVER_INCLUDED or hold.kind.value not in include_held
    )


def _obstacles(request: CleanUpRequest, evidence: UserEvidence, assessment: Assessment) -> Iterator[str]:
    user = evidence.user
    if not user.is_phantom:
        yield "it is not a phantom user"
    if assessment.status is not Status.ORPHANED:
        yield f"it is {assessment.status.value}: {', '.join(assessment.reasons)}"
    for hold in standing_holds(Finding(user, assessment), request.include_held):
        yield f"{hold.kind.value}: {hold.reason}"
    for what, why in user_facts(evidence).unread.items():
        yield f"{what.strip()} could not be read: {why}"


def _steps(evidence: UserEvidence) -> Iterator[Step]:
    user = evidence.user
    for group in known_items(user.groups):
        yield Step(
            f"Remove the user from the group {group}",
            leave_group(user.name, group),
            _NEEDED,
            "",
            (join_group(user.name, group),),
        )
    yield from _permissions(user)
    yield from _sign_in(user)
    yield from _public_keys(evidence)
    yield _delete_user(user)


def _permissions(user: User) -> Iterator[Step]:
    """The policies, bans last: at every moment what is left allows no more than before."""
    attached, inline = known_items(user.attached_policies), known_items(user.inline_policies)
    for policy in attached:
        if not is_quarantine(policy):
            yield _detach(user, policy)
    for own in sorted(inline, key=lambda policy: policy.name == CONTAINMENT_POLICY):
        yield _delete_inline(user, own)
    for policy in filter(is_quarantine, attached):
        yield _detach(user, policy)


def _detach(user: User, policy: AttachedPolicy) -> Step:
    detach, attach = detach_policy(user.name, policy.arn), attach_policy(user.name, policy.arn)
    return Step(f"Detach the policy {policy.name}", detach, _NEEDED, "", (attach,))


def _delete_inline(user: User, policy: InlinePolicy) -> Step:
    document = policy.document.value if isinstance(policy.document, Known) else ""
    return Step(
        f"Delete the inline policy {policy.name}",
        delete_user_policy(user.name, policy.name, document_state(document)),
        _NEEDED,
        "",
        (put_user_policy(user.name, policy.name, document, None),),
    )


def _final(title: str, change: Change) -> Step:
    return Step(title, change, _NEEDED, _GONE)


def _sign_in(user: User) -> Iterator[Step]:
    for credential in known_items(user.service_credentials):
        label = credential_label(credential)
        yield _final(f"Delete {label}", delete_credential(user.name, credential, credential.status))
    for key in known_items(user.access_keys):
        yield _final(
            f"Delete access key {key.access_key_id}", delete_access_key(user.name, key.access_key_id, key.status)
        )
    if isinstance(user.login_profile, Known) and user.login_profile.value:
        yield _final("Delete the console password", delete_password(user.name, user.login_profile.value))
    for serial_number in user.mfa_devices.value.serial_numbers if isinstance(user.mfa_devices, Known) else ():
        yield _final(f"Deactivate MFA device {serial_number}", deactivate_mfa_device(user.name, serial_number))
        if ":mfa/" in serial_number:
            yield _final(f"Delete virtual MFA device {serial_number}", delete_virtual_mfa_device(serial_number))


def _public_keys(evidence: UserEvidence) -> Iterator[Step]:
    name = evidence.user.name
    for certificate in known_items(evidence.signing_certificates):
        change = delete_signing_certificate(name, certificate.key_id, certificate.status)
        yield _final(f"Delete signing certificate {certificate.key_id}", change)
    for key in known_items(evidence.ssh_public_keys):
        yield _final(f"Delete SSH public key {key.key_id}", delete_ssh_public_key(name, key.key_id, key.status))


def _delete_user(user: User) -> Step:
    path = user.record.value.path if isinstance(user.record, Known) else "/"
    boundary = user.permissions_boundary.value if isinstance(user.permissions_boundary, Known) else None
    return Step(
        title=f"Delete the user {user.name}",
        change=delete_user(user.name),
        why="It has no active credentials, and AWS never deletes it.",
        breaks="Its keys cannot be restored; a recreated user has another id, which policies may not name.",
        undo=create_user(user.name, path, boundary, known_items(user.tags)),
    )
