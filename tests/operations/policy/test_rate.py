"""The policies of a user, its groups and its boundary are read and rated; a denied read makes the grade unknown."""

from __future__ import annotations

import threading

import pytest

from bks_tui.core.errors import NotFoundError
from bks_tui.core.iam.rated_requests import Grade
from bks_tui.core.iam.rating import Rating
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.operations.policy.rate import rate_managed_policy, rate_named_user
from tests.support.policies import allow, document
from tests.support.simulated import PHANTOM, simulated_account
from tests.support.trails import session_in

INVOKE_ONLY = document(allow("bedrock:Invoke*"))


def rated(account: SimulatedAccount, name: str = PHANTOM) -> Rating:
    return rate_named_user(session_in(account), name, threading.Event())[1]


def with_policies() -> SimulatedAccount:
    """The phantom with the policy of its service, a group of administrators, and a boundary."""
    account = simulated_account()
    account.attach_policy(PHANTOM, "AmazonBedrockLimitedAccess")
    account.put_inline_policy(PHANTOM, "own", document(allow("iam:CreateAccessKey")))
    account.add_to_group(PHANTOM, "admins")
    account.add_group_policies("admins", "AdministratorAccess", inline=INVOKE_ONLY)
    account.users[PHANTOM].permissions_boundary = account.arn("policy/boundary")
    account.policy_documents[account.arn("policy/boundary")] = INVOKE_ONLY
    return account


def test_all_policies_of_a_user_are_read() -> None:
    rating = rated(with_policies())
    assert [(each.name, each.source) for each in rating.policies] == [
        ("own", "inline"),
        ("AmazonBedrockLimitedAccess", "attached"),
        ("inline", "group admins"),
        ("AdministratorAccess", "group admins"),
        ("boundary", "boundary"),
    ]
    assert (rating.label, rating.unread) == ("invoke", ())


def test_without_the_boundary_the_group_decides() -> None:
    account = with_policies()
    account.users[PHANTOM].permissions_boundary = None
    assert rated(account).label == "administer"


@pytest.mark.parametrize(
    ("operation", "possible"),
    [
        ("iam:GetPolicy", Grade.ADMINISTER),
        ("iam:GetPolicyVersion", Grade.ADMINISTER),
        ("iam:ListAttachedGroupPolicies", Grade.INVOKE),
        ("iam:ListGroupPolicies", Grade.INVOKE),
        ("iam:GetGroupPolicy", Grade.INVOKE),
        ("iam:GetUserPolicy", Grade.INVOKE),
        ("iam:ListUserPolicies", Grade.INVOKE),
        ("iam:ListAttachedUserPolicies", Grade.INVOKE),
        ("iam:ListGroupsForUser", Grade.INVOKE),
        ("iam:GetUser", Grade.ADMINISTER),
    ],
)
def test_what_cannot_be_read_makes_the_grade_unknown(operation: str, possible: Grade) -> None:
    account = with_policies()
    account.faults.deny(operation)
    rating = rated(account)
    assert (rating.label, rating.span.possible) == ("unknown", possible)
    assert f"could not be read: {operation} denied" in " ".join(rating.unread)


def test_a_user_that_does_not_exist_is_said_by_name() -> None:
    with pytest.raises(NotFoundError, match="the account has no user nobody"):
        rated(simulated_account(), "nobody")


def test_a_managed_policy_is_read_in_the_version_in_force() -> None:
    arn = "arn:aws:iam::aws:policy/AWSXRayAPIKeyAccess"
    account, rating = rate_managed_policy(session_in(simulated_account()), arn, threading.Event())
    assert (account.account_id, rating.label) == ("111122223333", "invoke")
    assert [each.name for each in rating.policies] == ["AWSXRayAPIKeyAccess"]
