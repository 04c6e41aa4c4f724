"""Everything that a person or a program can still authenticate with is a hold, under its own name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bks_tui.core.evidence import Known
from bks_tui.core.iam.user import InlinePolicy, LoginProfile, MfaDevices, PublicKey, User
from bks_tui.core.scan.assessment import Status, assess, depends_on_every_credential, is_contained
from bks_tui.core.scan.holds import CONTAINMENT_POLICY, HoldKind
from tests.support.plans import orphan
from tests.support.users import NOW, access_key, api_key, days_ago, denied, user

DENIAL = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["bedrock:*"],"Resource":"*"}]}'
ALLOWANCE = DENIAL.replace("Deny", "Allow")


def keys(status: str) -> tuple[PublicKey, ...]:
    return (PublicKey("ID", status),)


@pytest.mark.parametrize(
    ("subject", "kind", "reason"),
    [
        (orphan(ssh_public_keys=keys("Active")), HoldKind.SSH_PUBLIC_KEY, "SSH public key ID is active"),
        (orphan(ssh_public_keys=keys("Novel")), HoldKind.SSH_PUBLIC_KEY, "SSH public key ID is novel"),
        (orphan(ssh_public_keys=keys("Inactive")), HoldKind.INACTIVE_CREDENTIAL, "SSH public key ID could be"),
        (orphan(signing_certificates=keys("Active")), HoldKind.SIGNING_CERTIFICATE, "signing certificate ID is active"),
        (orphan(signing_certificates=keys("Inactive")), HoldKind.INACTIVE_CREDENTIAL, "signing certificate ID could"),
        (orphan(mfa_devices=MfaDevices(("GAHT",), all_kinds=True)), HoldKind.MFA_DEVICE, "MFA device GAHT is assigned"),
        (orphan(ssh_public_keys=denied("iam:ListSSHPublicKeys")), HoldKind.UNREAD, "SSH public keys could not be read"),
        (orphan(signing_certificates=denied("iam:X")), HoldKind.UNREAD, "signing certificates could not be read"),
        (orphan(mfa_devices=denied("iam:ListMFADevices")), HoldKind.UNREAD, "MFA devices could not be read"),
    ],
)
def test_an_orphan_is_held_by_whatever_else_signs_in_as_it(subject: User, kind: HoldKind, reason: str) -> None:
    assessment = assess(subject, NOW)
    assert (assessment.status, [hold.kind for hold in assessment.holds]) == (Status.ORPHANED, [kind])
    assert assessment.holds[0].reason.startswith(reason)


def test_a_password_is_a_hold_of_its_own() -> None:
    holds = assess(orphan(login_profile=LoginProfile(days_ago(1), reset_required=False)), NOW).holds
    assert [hold.kind for hold in holds] == [HoldKind.CONSOLE]


def test_mfa_devices_that_could_not_be_read_hold_it_beside_those_that_a_list_named() -> None:
    devices = MfaDevices(("arn:mfa/x",), all_kinds=False, others=denied("iam:ListMFADevices"))
    holds = assess(orphan(mfa_devices=devices), NOW).holds
    assert {hold.kind for hold in holds} == {HoldKind.MFA_DEVICE, HoldKind.UNREAD}


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (orphan(), True),
        (orphan(access_keys=denied("iam:ListAccessKeys")), True),
        (user(), False),
        (orphan(access_keys=(access_key(),)), False),
        (user("alice", service_credentials=(api_key(made_for="alice", status="Inactive"),)), False),
    ],
    ids=["orphaned", "unknown", "active", "at risk", "ordinary"],
)
def test_the_calls_for_it_are_made_where_they_decide_something(subject: User, expected: bool) -> None:
    assert depends_on_every_credential(subject, NOW) is expected


def contained(**more: object) -> User:
    return user(
        **{
            "service_credentials": (api_key(status="Inactive"),),
            "inline_policies": (InlinePolicy(CONTAINMENT_POLICY, Known(DENIAL)),),
            **more,
        }  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (contained(), True),
        (contained(access_keys=(access_key(status="Inactive"),)), True),
        (contained(access_keys=(access_key(),)), False),
        (contained(access_keys=denied("iam:ListAccessKeys")), False),
        (contained(service_credentials=(api_key(),)), False),
        (contained(service_credentials=denied("iam:X")), False),
        (contained(inline_policies=()), False),
        (contained(inline_policies=denied("iam:ListUserPolicies")), False),
        (contained(inline_policies=(InlinePolicy(CONTAINMENT_POLICY, denied("iam:GetUserPolicy")),)), False),
        (contained(inline_policies=(InlinePolicy(CONTAINMENT_POLICY, Known(ALLOWANCE)),)), False),
        (contained(inline_policies=(InlinePolicy(CONTAINMENT_POLICY, Known("{}")),)), False),
        (contained(inline_policies=(InlinePolicy("other", Known(DENIAL)),)), False),
    ],
)
def test_a_user_is_contained_where_the_deny_is_there_and_no_key_works(subject: User, expected: bool) -> None:
    assert is_contained(subject, NOW) is expected
    assert assess(replace(subject), NOW).contained is expected
