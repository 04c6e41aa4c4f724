"""Cleaning up: whom bks deletes, in which order, and whom never."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bks_tui.core.errors import UsageError
from bks_tui.core.evidence import Known
from bks_tui.core.iam.user import AttachedPolicy, InlinePolicy, LoginProfile, MfaDevices
from bks_tui.core.response.plan import ExecutionMode
from bks_tui.core.response.plan_cleanup import plan_cleanup
from bks_tui.core.response.requests import CleanUpRequest
from bks_tui.core.scan.holds import CONTAINMENT_POLICY, HoldKind
from tests.support.plans import a_cleanup, calls, evidence, orphan
from tests.support.users import BEDROCK_POLICY, NOW, access_key, api_key, days_ago, denied, user, user_record

QUARANTINE = AttachedPolicy("AWSCompromisedKeyQuarantineV3", "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3")
PASSWORD = LoginProfile(days_ago(3), reset_required=False)
DEAD = api_key("ACCADEAD", status="Inactive")
SPENT = api_key("ACCASPENT", status="Expired")
GIT = api_key("ACCAGIT", service_name="codecommit.amazonaws.com", status="Inactive")
VIRTUAL, HARDWARE = "arn:aws:iam::111122223333:mfa/x", "GAHT12345678"
EVERY_HOLD = tuple(kind.value for kind in HoldKind)

FULL = orphan(
    service_credentials=(DEAD, SPENT, GIT),
    access_keys=(access_key("AKIADEAD", status="Inactive"),),
    mfa_devices=MfaDevices((VIRTUAL, HARDWARE), all_kinds=True),
    groups=("developers",),
    attached_policies=(QUARANTINE, BEDROCK_POLICY),
    inline_policies=(InlinePolicy(CONTAINMENT_POLICY, Known("{}")), InlinePolicy("extra", Known("{}"))),
    tags=(("owner", "ana"),),
    permissions_boundary="arn:aws:iam::111122223333:policy/boundary",
)


def test_an_orphan_loses_its_policy_and_then_itself() -> None:
    plan = a_cleanup()
    assert calls(plan) == [
        ("DetachUserPolicy", f"attached policy {BEDROCK_POLICY.arn}"),
        ("DeleteUser", "user BedrockAPIKey-x7f2"),
    ]
    assert (plan.order, plan.is_final) == (ExecutionMode.ATOMIC, True)


def test_what_can_be_restored_is_removed_first_and_what_cannot_just_before_the_user() -> None:
    request = CleanUpRequest(FULL.name, include_held=EVERY_HOLD)
    whole = evidence(FULL, ssh_public_keys={"APKA": "Active"}, signing_certificates={"CERT": "Inactive"})
    assert [name for name, _ in calls(plan_cleanup(request, whole, NOW))] == [
        "RemoveUserFromGroup",
        "DetachUserPolicy",
        "DeleteUserPolicy",
        "DeleteUserPolicy",
        "DetachUserPolicy",
        "DeleteServiceSpecificCredential",
        "DeleteServiceSpecificCredential",
        "DeleteServiceSpecificCredential",
        "DeleteAccessKey",
        "DeactivateMFADevice",
        "DeleteVirtualMFADevice",
        "DeactivateMFADevice",
        "DeleteSigningCertificate",
        "DeleteSSHPublicKey",
        "DeleteUser",
    ]


def test_the_bans_outlast_what_they_ban() -> None:
    abouts = [about for _, about in calls(a_cleanup(FULL, include_held=EVERY_HOLD))]
    assert abouts.index(f"inline policy {CONTAINMENT_POLICY}") > abouts.index("inline policy extra")
    assert abouts.index(f"attached policy {QUARANTINE.arn}") > abouts.index("inline policy extra")


def test_the_user_comes_back_with_its_path_tags_and_boundary_in_one_call() -> None:
    subject = orphan(
        record=user_record(path="/team/"), tags=(("owner", "ana"),), permissions_boundary="arn:aws:iam::1:policy/b"
    )
    (create,) = a_cleanup(subject).steps[-1].undo
    assert create.parameters == {
        "UserName": subject.name,
        "Path": "/team/",
        "PermissionsBoundary": "arn:aws:iam::1:policy/b",
        "Tags": [{"Key": "owner", "Value": "ana"}],
    }


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        (user(), "it is ACTIVE"),
        (orphan(access_keys=(access_key(),)), "it is AT RISK"),
        (orphan(login_profile=PASSWORD), "it is AT RISK"),
        (orphan(access_keys=denied("iam:ListAccessKeys")), "it is UNKNOWN"),
        (orphan(login_profile=denied("iam:GetLoginProfile")), "it is UNKNOWN"),
        (
            user("alice", service_credentials=(api_key(made_for="alice", status="Inactive"),)),
            "it is not a phantom user",
        ),
        (orphan(tags=denied("iam:GetUser")), "tag could not be read: iam:GetUser denied"),
        (orphan(mfa_devices=denied("iam:ListMFADevices")), "MFA device could not be read"),
        (orphan(groups=denied("iam:ListGroupsForUser")), "group could not be read"),
        (
            orphan(inline_policies=(InlinePolicy("p", denied("iam:GetUserPolicy")),)),
            "inline policy p could not be read",
        ),
    ],
)
def test_whom_nothing_makes_a_candidate(subject: object, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        a_cleanup(subject, include_held=EVERY_HOLD)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("unread", "what"), [("ssh_public_keys", "SSH public key"), ("signing_certificates", "signing certificate")]
)
def test_what_would_block_the_deletion_must_have_been_read(unread: str, what: str) -> None:
    whole = evidence(orphan(), **{unread: denied("iam:List")})  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=f"; {what} could not be read: iam:List denied"):
        plan_cleanup(CleanUpRequest(whole.user.name), whole, NOW)


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        (orphan(service_credentials=(DEAD,)), HoldKind.INACTIVE_CREDENTIAL),
        (orphan(access_keys=(access_key(status="Inactive"),)), HoldKind.INACTIVE_CREDENTIAL),
        (orphan(attached_policies=(QUARANTINE,)), HoldKind.QUARANTINE),
        (orphan(inline_policies=(InlinePolicy(CONTAINMENT_POLICY, Known("{}")),)), HoldKind.CONTAINMENT),
        (orphan(record=user_record(created=NOW - timedelta(hours=3))), HoldKind.YOUNG),
        (orphan(service_credentials=(GIT,)), HoldKind.OTHER_SERVICE),
        (orphan(groups=("g",)), HoldKind.GROUP),
        (orphan(inline_policies=(InlinePolicy("p", Known("{}")),)), HoldKind.POLICY),
    ],
)
def test_a_hold_stands_in_the_way_until_a_person_decides(subject: object, kind: HoldKind) -> None:
    with pytest.raises(UsageError, match=f"{kind.value}: "):
        a_cleanup(subject)  # type: ignore[arg-type]
    assert a_cleanup(subject, include_held=(kind.value,)).holds  # type: ignore[arg-type]


def test_the_age_that_counts_as_young_is_the_persons() -> None:
    young = orphan(record=user_record(created=NOW - timedelta(hours=3)))
    assert a_cleanup(young, minimum_age_hours=2.0).holds == ()
