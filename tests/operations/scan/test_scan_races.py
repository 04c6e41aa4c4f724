"""The account may change while it is scanned."""

from __future__ import annotations

from typing import Any

import pytest

from bks_tui.core.evidence import Known, Unread, known_items
from bks_tui.core.scan.assessment import Status
from bks_tui.demo.state.faults import ALL_USERS
from tests.support.scans import FOUND, finding, result, statuses, varied_account

KEYED = "BedrockAPIKey-keyd"


def not_listed(answer: dict[str, Any]) -> None:
    """Leave a user out of the list, as if it was made after the list."""
    answer["UserDetailList"] = [user for user in answer["UserDetailList"] if user["UserName"] != KEYED]


def of_a_user_who_is_gone(answer: dict[str, Any]) -> None:
    """Let the credentials name a user that was deleted after they were listed."""
    gone = {**answer["ServiceSpecificCredentials"][0], "UserName": "BedrockAPIKey-gone"}
    answer["ServiceSpecificCredentials"].append(gone)


def test_a_user_that_is_deleted_before_it_is_read_is_left_out() -> None:
    account = varied_account()
    account.faults.after("iam:GetAccountAuthorizationDetails", lambda: account.delete_user(KEYED))
    scanned = result(account)
    assert set(statuses(scanned)) == FOUND - {KEYED}
    assert scanned.complete


@pytest.mark.parametrize(
    "operation",
    ["iam:ListServiceSpecificCredentials", "iam:GetUser", "iam:ListAttachedUserPolicies", "iam:ListUserPolicies"],
)
def test_a_user_that_is_deleted_while_it_is_read_by_itself_is_left_out(operation: str) -> None:
    account = varied_account()
    account.faults.deny("iam:GetAccountAuthorizationDetails")
    account.faults.deny("iam:ListServiceSpecificCredentials", ALL_USERS)
    gone: list[str] = []

    def delete_one() -> None:
        name = next(iter(account.users))
        gone.append(name)
        account.delete_user(name)

    account.faults.before(operation, delete_one)
    assert set(statuses(result(account))) in (FOUND, FOUND - set(gone))


def test_a_user_that_is_made_after_the_users_were_listed_is_found_by_its_key() -> None:
    scanned = result(varied_account(), mangled={"GetAccountAuthorizationDetails": not_listed})
    assert scanned.findings == result(varied_account()).findings
    assert scanned.complete


def test_a_holder_of_a_key_who_is_gone_before_the_users_were_listed_is_left_out() -> None:
    scanned = result(varied_account(), mangled={"ListServiceSpecificCredentials": of_a_user_who_is_gone})
    assert set(statuses(scanned)) == FOUND
    assert scanned.complete


def say_no_such_entity(answer: dict[str, Any]) -> None:
    """Make an error say that what was asked about does not exist."""
    if "Error" in answer:
        answer["Error"]["Code"] = "NoSuchEntity"


def test_an_access_key_whose_use_is_of_nobody_stays_until_a_list_leaves_it_out() -> None:
    account = varied_account()
    attacked = account.users["BedrockAPIKey-atta"]
    account.faults.before("iam:GetAccessKeyLastUsed", attacked.access_keys.clear)
    found = finding(result(account, mangled={"GetAccessKeyLastUsed": say_no_such_entity}), attacked.name)
    assert isinstance(found.user.access_keys, Known)
    assert len(found.user.access_keys.value) == 2
    assert all(isinstance(key.last_used, Unread) for key in found.user.access_keys.value)
    assert found.assessment.status is Status.AT_RISK


def test_an_inline_policy_whose_document_is_not_found_stays_until_a_list_leaves_it_out() -> None:
    account = varied_account()
    laden = account.users["BedrockAPIKey-lade"]
    account.faults.deny("iam:GetAccountAuthorizationDetails")
    account.faults.before("iam:GetUserPolicy", laden.inline_policies.clear)
    (policy,) = known_items(finding(result(account), laden.name).user.inline_policies)
    assert (policy.name, isinstance(policy.document, Unread)) == ("own", True)
