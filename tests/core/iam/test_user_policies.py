"""All policies of a user count: its own, those of its groups, and its boundary; what was not read is unknown."""

from __future__ import annotations

import pytest

from bks_tui.core.evidence import Known
from bks_tui.core.iam.rated_requests import Grade
from bks_tui.core.iam.rating import GradeSpan
from bks_tui.core.iam.user import AttachedPolicy, InlinePolicy, User
from bks_tui.core.iam.user_policies import GroupPolicies, PolicyDocuments, policies_of, rate_user
from tests.support.policies import allow, aws, deny, document
from tests.support.rated_policies import ADMINISTER, INVOKE, NOTHING, REACH, SPEND
from tests.support.users import BEDROCK_POLICY, denied, user

ADMINISTRATORS = AttachedPolicy("AdministratorAccess", "arn:aws:iam::aws:policy/AdministratorAccess")
BOUNDARY = "arn:aws:iam::111122223333:policy/boundary"
ALL = document(allow("*"))
MANAGED = {
    BEDROCK_POLICY.arn: aws(BEDROCK_POLICY.name).document,
    ADMINISTRATORS.arn: Known(ALL),
    BOUNDARY: Known(document(allow("bedrock:Invoke*"))),
}
GROUPS = {
    "admins": GroupPolicies(Known((ADMINISTRATORS,)), Known(())),
    "leads": GroupPolicies(Known(()), Known((InlinePolicy("keys", Known(document(allow("iam:CreateAccessKey")))),))),
    "stopped": GroupPolicies(Known(()), Known((InlinePolicy("stop", Known(document(deny("*")))),))),
    "hidden": GroupPolicies(denied("iam:ListAttachedGroupPolicies"), Known(())),
}
DOCUMENTS = PolicyDocuments(MANAGED, GROUPS)


@pytest.mark.parametrize(
    ("subject", "certain", "possible"),
    [
        (user(), SPEND, SPEND),
        (user(attached_policies=()), NOTHING, NOTHING),
        (user(inline_policies=(InlinePolicy("all", Known(ALL)),)), ADMINISTER, ADMINISTER),
        (user(groups=("admins",)), ADMINISTER, ADMINISTER),
        (user(groups=("leads",)), REACH, REACH),
        (user(groups=("admins", "stopped")), NOTHING, NOTHING),
        (user(permissions_boundary=BOUNDARY), INVOKE, INVOKE),
        (user(groups=("admins",), permissions_boundary=BOUNDARY), INVOKE, INVOKE),
        (user(groups=("hidden",)), NOTHING, ADMINISTER),
        (user(groups=("new",)), NOTHING, ADMINISTER),
        (user(groups=denied("iam:ListGroupsForUser")), NOTHING, ADMINISTER),
        (user(attached_policies=denied("iam:ListAttachedUserPolicies")), NOTHING, ADMINISTER),
        (user(inline_policies=denied("iam:ListUserPolicies")), NOTHING, ADMINISTER),
        (user(permissions_boundary=denied("iam:GetUser")), NOTHING, SPEND),
        (user(permissions_boundary=f"{BOUNDARY}2"), NOTHING, SPEND),
        (user(attached_policies=(BEDROCK_POLICY, AttachedPolicy("x", f"{BOUNDARY}3"))), NOTHING, ADMINISTER),
    ],
)
def test_every_policy_of_a_user_counts(subject: User, certain: Grade, possible: Grade) -> None:
    assert rate_user(subject, DOCUMENTS).span == GradeSpan(certain, possible)


def test_each_policy_says_how_the_user_has_it() -> None:
    subject = user(groups=("leads",), permissions_boundary=BOUNDARY, inline_policies=(InlinePolicy("own", Known(ALL)),))
    assert [(each.name, each.source, each.is_boundary) for each in policies_of(subject, DOCUMENTS)] == [
        ("own", "inline", False),
        (BEDROCK_POLICY.name, "attached", False),
        ("keys", "group leads", False),
        ("boundary", "boundary", True),
    ]


def test_conditions_about_the_user_itself_are_interpreted() -> None:
    own = document(allow("iam:CreateAccessKey", resource="arn:aws:iam::111122223333:user/${aws:username}"))
    subject = user("alice", attached_policies=(), inline_policies=(InlinePolicy("own", Known(own)),))
    assert rate_user(subject, DOCUMENTS).span == GradeSpan(REACH, REACH)
