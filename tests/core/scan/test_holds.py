"""What needs a person to decide before a user is deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bks_tui.core.evidence import Known
from bks_tui.core.iam.user import AttachedPolicy, InlinePolicy, User
from bks_tui.core.scan.assessment import assess
from bks_tui.core.scan.holds import CONTAINMENT_POLICY, HoldKind
from tests.support.plans import orphan
from tests.support.users import (
    ACCOUNT_ID,
    BEDROCK_POLICY,
    NOW,
    PHANTOM_NAME,
    access_key,
    api_key,
    aws_policy,
    days_ago,
    denied,
    user,
    user_record,
)

CODECOMMIT = replace(api_key(), service_name="codecommit.amazonaws.com", alias=None)
LOOKALIKE = AttachedPolicy(BEDROCK_POLICY.name, f"arn:aws:iam::{ACCOUNT_ID}:policy/{BEDROCK_POLICY.name}")
FALSE_QUARANTINE = AttachedPolicy(
    "AWSCompromisedKeyQuarantineV3", f"arn:aws:iam::{ACCOUNT_ID}:policy/AWSCompromisedKeyQuarantineV3"
)


@pytest.mark.parametrize(
    ("subject", "hold"),
    [
        pytest.param(
            orphan(service_credentials=(api_key(status="Inactive"),)),
            HoldKind.INACTIVE_CREDENTIAL,
            id="inactive API key",
        ),
        pytest.param(
            orphan(access_keys=(access_key(status="Inactive"),)), HoldKind.INACTIVE_CREDENTIAL, id="inactive access key"
        ),
        pytest.param(
            orphan(service_credentials=(api_key(expires=days_ago(1)),)),
            HoldKind.INACTIVE_CREDENTIAL,
            id="expired only by this machine's clock",
        ),
        pytest.param(
            orphan(attached_policies=(aws_policy("AWSCompromisedKeyQuarantineV3"),)),
            HoldKind.QUARANTINE,
            id="AWS found the key",
        ),
        pytest.param(
            orphan(attached_policies=(aws_policy("AWSCompromisedKeyQuarantine"),)),
            HoldKind.QUARANTINE,
            id="version 1",
        ),
        pytest.param(orphan(attached_policies=(FALSE_QUARANTINE,)), HoldKind.POLICY, id="a customer's quarantine"),
        pytest.param(
            orphan(inline_policies=(InlinePolicy(CONTAINMENT_POLICY, Known("{}")),)),
            HoldKind.CONTAINMENT,
            id="contained by bks",
        ),
        pytest.param(orphan(inline_policies=(InlinePolicy("more", Known("{}")),)), HoldKind.POLICY, id="inline policy"),
        pytest.param(orphan(attached_policies=(aws_policy("AdministratorAccess"),)), HoldKind.POLICY, id="beyond"),
        pytest.param(orphan(attached_policies=(LOOKALIKE,)), HoldKind.POLICY, id="a customer's policy of AWS's name"),
        pytest.param(
            orphan(attached_policies=(aws_policy("CloudWatchAPIKeyAccess"),)),
            HoldKind.POLICY,
            id="another service's policy",
        ),
        pytest.param(orphan(groups=("admins",)), HoldKind.GROUP, id="group"),
        pytest.param(orphan(service_credentials=(CODECOMMIT,)), HoldKind.OTHER_SERVICE, id="CodeCommit"),
        pytest.param(orphan(record=user_record(created=NOW - timedelta(hours=23))), HoldKind.YOUNG, id="a day not old"),
        pytest.param(
            orphan(record=user_record(created=NOW + timedelta(hours=1))), HoldKind.YOUNG, id="from the future"
        ),
        pytest.param(orphan(record=denied("iam:GetUser")), HoldKind.UNREAD, id="age unread"),
        pytest.param(orphan(groups=denied("iam:ListGroupsForUser")), HoldKind.UNREAD, id="groups unread"),
        pytest.param(
            orphan(attached_policies=denied("iam:ListAttachedUserPolicies")),
            HoldKind.UNREAD,
            id="attached policies unread",
        ),
        pytest.param(
            orphan(inline_policies=denied("iam:ListUserPolicies")),
            HoldKind.UNREAD,
            id="inline policies unread",
        ),
    ],
)
def test_what_needs_a_person_to_decide_is_a_hold(subject: User, hold: HoldKind) -> None:
    assert [each.kind for each in assess(subject, NOW).holds] == [hold]


@pytest.mark.parametrize("name", ["alice", "CloudWatchAPIKey-x7f2"])
def test_an_ordinary_user_or_probable_phantom_is_held_whatever_else(name: str) -> None:
    kinds = [hold.kind for hold in assess(user(name, service_credentials=(), attached_policies=()), NOW).holds]
    assert kinds == [HoldKind.ORDINARY_USER]


def test_a_plain_orphan_has_no_hold() -> None:
    assert assess(orphan(), NOW).holds == ()


@pytest.mark.parametrize(
    ("short_of_it", "is_held"), [(timedelta(seconds=1), True), (timedelta(), False), (timedelta(seconds=-1), False)]
)
def test_a_user_is_held_until_it_is_as_old_as_the_minimum_age(short_of_it: timedelta, *, is_held: bool) -> None:
    week = timedelta(days=7)
    subject = user(PHANTOM_NAME, record=user_record(created=NOW - week + short_of_it))
    kinds = [hold.kind for hold in assess(subject, NOW, minimum_age=week).holds]
    assert (HoldKind.YOUNG in kinds) is is_held
