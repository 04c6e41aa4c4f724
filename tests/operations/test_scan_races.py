"""The account may change while it is scanned."""

from __future__ import annotations

from typing import Any

import pytest

from bks_tui.core.evidence import Known
from bks_tui.demo.account import SimulatedAccount
from bks_tui.demo.faults import ALL_USERS
from tests.support.scans import FOUND, finding, result, statuses, varied_account

KEYED, NEW = "BedrockAPIKey-keyd", "BedrockAPIKey-new1"


def add_phantom(account: SimulatedAccount) -> None:
    """What the console does for a new API key."""
    account.add_user(NEW)
    account.add_api_key(NEW)


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
    account = varied_account()
    account.faults.after("iam:GetAccountAuthorizationDetails", lambda: add_phantom(account))
    account.faults.truncate_pages(1, "iam:ListServiceSpecificCredentials")
    scanned = result(account)
    assert isinstance(finding(scanned, NEW).user.record, Known)
    assert scanned.complete


def test_a_holder_of_a_key_who_is_gone_before_the_users_were_listed_is_left_out() -> None:
    account = varied_account()
    account.faults.after("iam:ListServiceSpecificCredentials", lambda: account.delete_user(KEYED))
    scanned = result(account)
    assert set(statuses(scanned)) <= FOUND
    assert scanned.complete


def say_no_such_entity(answer: dict[str, Any]) -> None:
    """Make an error say that what was asked about does not exist."""
    if "Error" in answer:
        answer["Error"]["Code"] = "NoSuchEntity"


def test_an_access_key_that_is_deleted_before_its_use_is_read_is_left_out() -> None:
    account = varied_account()
    attacked = account.users["BedrockAPIKey-atta"]
    account.faults.before("iam:GetAccessKeyLastUsed", attacked.access_keys.clear)
    found = finding(result(account, mangled={"GetAccessKeyLastUsed": say_no_such_entity}), attacked.name)
    assert found.user.access_keys == Known(())


def test_an_inline_policy_that_is_deleted_before_its_document_is_read_is_left_out() -> None:
    account = varied_account()
    laden = account.users["BedrockAPIKey-lade"]
    account.faults.deny("iam:GetAccountAuthorizationDetails")
    account.faults.before("iam:GetUserPolicy", laden.inline_policies.clear)
    assert finding(result(account), laden.name).user.inline_policies == Known(())
