"""A scan reads what the policies of its users say, where that was asked for: each policy and each group once."""

from __future__ import annotations

from collections import Counter

import pytest

from bks_tui.core.iam.user_policies import PolicyDocuments, rate_user
from bks_tui.core.scan.findings import ScanOptions, ScanResult
from bks_tui.demo.state.account import SimulatedAccount
from tests.support.scans import finding, updates
from tests.support.simulated import PHANTOM, simulated_account

ADMINISTRATORS = "arn:aws:iam::aws:policy/AdministratorAccess"
BEDROCK = "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess"


def account() -> SimulatedAccount:
    """Two phantoms with the same policy and the same group of administrators; one has a boundary."""
    account = simulated_account()
    account.add_user("BedrockAPIKey-cd34")
    for name in (PHANTOM, "BedrockAPIKey-cd34"):
        account.attach_policy(name, "AmazonBedrockLimitedAccess")
        account.add_to_group(name, "admins")
    account.add_group_policies("admins", "AdministratorAccess")
    account.users[PHANTOM].permissions_boundary = account.arn("policy/boundary")
    return account


def scanned(account: SimulatedAccount, *, with_policies: bool = True) -> ScanResult:
    result = list(updates(account, ScanOptions(with_policies=with_policies)))[-1]
    assert isinstance(result, ScanResult)
    return result


def documents(account: SimulatedAccount) -> PolicyDocuments:
    found = scanned(account).policies
    assert found is not None
    return found


def test_each_managed_policy_and_each_group_is_read_once() -> None:
    simulated = account()
    found = documents(simulated)
    assert set(found.managed) == {ADMINISTRATORS, BEDROCK, simulated.arn("policy/boundary")}
    assert set(found.groups) == {"admins"}
    made = Counter(call.operation for call in simulated.calls)
    assert (made["iam:GetPolicyVersion"], made["iam:ListGroupPolicies"]) == (3, 1)


def test_users_are_rated_by_what_was_read() -> None:
    result = scanned(account())
    assert result.policies is not None
    ratings = {each.user.name: rate_user(each.user, result.policies).label for each in result.findings}
    assert ratings == {PHANTOM: "none", "BedrockAPIKey-cd34": "administer"}


def test_nothing_is_read_where_it_was_not_asked_for() -> None:
    simulated = account()
    assert scanned(simulated, with_policies=False).policies is None
    assert not [call for call in simulated.calls if "Policy" in call.operation or "Group" in call.operation]


@pytest.mark.parametrize("operation", ["iam:GetPolicy", "iam:ListAttachedGroupPolicies"])
def test_a_policy_that_cannot_be_read_makes_grades_unknown_and_is_no_gap(operation: str) -> None:
    simulated = account()
    simulated.faults.deny(operation)
    result = scanned(simulated)
    assert result.policies is not None
    rating = rate_user(finding(result, "BedrockAPIKey-cd34").user, result.policies)
    assert (result.complete, rating.label) == (True, "unknown")
    assert f"{operation} denied" in " ".join(rating.unread)
