"""Answers that are not as IAM's model says are unread facts: never a crash, never an empty fact."""

from __future__ import annotations

from typing import Any

import pytest

from bks_tui.core.evidence import Known, Unread
from bks_tui.core.iam.user import MfaDevices
from bks_tui.core.scan.assessment import Status
from bks_tui.demo.state.faults import ALL_USERS
from tests.support.scans import FOUND, Mangle, finding, result, statuses, varied_account

KEYLESS, ATTACKED = "BedrockAPIKey-none", "BedrockAPIKey-atta"


def without(member: str, *path: str) -> Mangle:
    """Take a member out of an answer, or out of every item of a list in it."""

    def mangle(answer: dict[str, Any]) -> None:
        for step in path:
            inner = answer.get(step, {})
            for item in inner if isinstance(inner, list) else [inner]:
                item.pop(member, None)
        if not path:
            answer.pop(member, None)

    return mangle


def truncated(answer: dict[str, Any]) -> None:
    """Say that there is more, but not where."""
    answer["IsTruncated"] = True
    answer.pop("Marker", None)


def circling(answer: dict[str, Any]) -> None:
    """Say that there is always more, at the same place."""
    answer.update(IsTruncated=True, Marker="again")


def of_the_root_user(answer: dict[str, Any]) -> None:
    """Make every virtual device one of the root user, who has no name."""
    for device in answer["VirtualMFADevices"]:
        del device["User"]["UserName"]


@pytest.mark.parametrize("mangle", [truncated, circling, without("Status", "AccessKeyMetadata")])
def test_access_keys_that_are_not_understood_are_unread(mangle: Mangle) -> None:
    found = finding(result(varied_account(), mangled={"ListAccessKeys": mangle}), ATTACKED)
    assert isinstance(found.user.access_keys, Unread)
    assert found.assessment.status is Status.UNKNOWN


def whole_list_missing(answer: dict[str, Any]) -> None:
    """Leave nothing of the answer but its frame."""
    answer.pop("AccessKeyMetadata")
    answer.pop("IsTruncated")


def test_a_missing_list_is_not_an_empty_one() -> None:
    found = finding(result(varied_account(), mangled={"ListAccessKeys": whole_list_missing}), KEYLESS)
    assert found.assessment.status is Status.UNKNOWN


@pytest.mark.parametrize("mangle", [truncated, circling, without("CreateDate", "ServiceSpecificCredentials")])
def test_credentials_that_are_not_understood_are_unread(mangle: Mangle) -> None:
    scanned = result(varied_account(), mangled={"ListServiceSpecificCredentials": mangle})
    assert statuses(scanned)["BedrockAPIKey-keyd"] is Status.UNKNOWN
    assert not scanned.complete


@pytest.mark.parametrize("mangle", [truncated, circling])
def test_a_list_of_users_that_breaks_off_is_replaced_by_the_other(mangle: Mangle) -> None:
    scanned = result(varied_account(), mangled={"GetAccountAuthorizationDetails": mangle})
    assert (set(statuses(scanned)), scanned.complete) == (FOUND, True)


def test_a_record_that_the_list_of_users_lacks_is_asked_for() -> None:
    mangled = {"GetAccountAuthorizationDetails": without("CreateDate", "UserDetailList")}
    assert isinstance(finding(result(varied_account(), mangled=mangled), KEYLESS).user.record, Known)


def test_a_record_that_no_response_contains_is_unread() -> None:
    mangled = {
        "GetAccountAuthorizationDetails": without("CreateDate", "UserDetailList"),
        "GetUser": without("CreateDate", "User"),
    }
    assert isinstance(finding(result(varied_account(), mangled=mangled), KEYLESS).user.record, Unread)


def test_an_access_key_without_a_date_of_use_was_never_used() -> None:
    mangled = {"GetAccessKeyLastUsed": without("LastUsedDate", "AccessKeyLastUsed")}
    keys = finding(result(varied_account(), mangled=mangled), ATTACKED).user.access_keys
    assert isinstance(keys, Known)
    assert [key.last_used for key in keys.value] == [Known(None), Known(None)]


def test_an_mfa_device_of_the_root_user_is_no_users() -> None:
    scanned = result(varied_account(), mangled={"ListVirtualMFADevices": of_the_root_user})
    devices = finding(scanned, "BedrockAPIKey-lade").user.mfa_devices
    assert devices == Known(MfaDevices((), all_kinds=False))


def test_an_endpoint_that_does_not_know_the_list_of_all_credentials_is_asked_user_by_user() -> None:
    def say_no_such_entity(answer: dict[str, Any]) -> None:
        if "Error" in answer:
            answer["Error"]["Code"] = "NoSuchEntity"

    account = varied_account()
    account.faults.deny("iam:ListServiceSpecificCredentials", ALL_USERS)
    scanned = result(account, mangled={"ListServiceSpecificCredentials": say_no_such_entity})
    assert set(statuses(scanned)) == FOUND
