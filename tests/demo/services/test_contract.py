"""The simulated account and moto agree wherever moto implements an operation.

Where they differ, the simulated account does as AWS documents, and moto (5.2.5):
- has no service-specific credentials at all;
- answers ListUsers in one page, whatever MaxItems says;
- leaves the permissions boundary out of GetUser;
- forgets PasswordResetRequired of a new password;
- words the NoSuchEntity of GetLoginProfile in its own way, so only codes are compared there;
- says that an access key does not exist, which AWS does not tell;
- checks neither patterns nor maxima;
- does not enforce DeleteConflict.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from bks_tui.demo.state.account import SimulatedAccount
from tests.support.simulated import NOW, iam

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

ACCOUNT_ID = "123456789012"
DOCUMENT = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "bedrock:*", "Resource": "*"}]}
BOUNDARY = f"arn:aws:iam::{ACCOUNT_ID}:policy/boundary"


def _simulated() -> IAMClient:
    account = SimulatedAccount(ACCOUNT_ID, now=NOW, alias="example")
    account.add_user("bare")
    account.add_user("full", path="/team/", tags={"owner": "ana"}, permissions_boundary=BOUNDARY)
    account.add_access_key("full")
    account.add_access_key("full", status="Inactive")
    account.set_password("full")
    account.add_mfa_device("full")
    account.add_mfa_device(None)
    account.add_to_group("full", "developers")
    account.attach_policy("full", "extra", aws_managed=False)
    account.put_inline_policy("full", "contained", json.dumps(DOCUMENT))
    return iam(account)


def _moto() -> IAMClient:
    client = boto3.Session("testing", "testing", region_name="us-east-1").client("iam")
    client.create_account_alias(AccountAlias="example")
    for policy in ("boundary", "extra"):
        client.create_policy(PolicyName=policy, PolicyDocument=json.dumps(DOCUMENT))
    client.create_user(UserName="bare")
    client.create_user(
        UserName="full", Path="/team/", Tags=[{"Key": "owner", "Value": "ana"}], PermissionsBoundary=BOUNDARY
    )
    client.create_access_key(UserName="full")
    second = client.create_access_key(UserName="full")["AccessKey"]["AccessKeyId"]
    client.update_access_key(UserName="full", AccessKeyId=second, Status="Inactive")
    client.create_login_profile(UserName="full", Password="Invented-1-password")
    client.create_virtual_mfa_device(VirtualMFADeviceName="full")
    serial = f"arn:aws:iam::{ACCOUNT_ID}:mfa/full"
    client.enable_mfa_device(
        UserName="full", SerialNumber=serial, AuthenticationCode1="111111", AuthenticationCode2="222222"
    )
    client.create_virtual_mfa_device(VirtualMFADeviceName="nobodys")
    client.create_group(GroupName="developers")
    client.add_user_to_group(GroupName="developers", UserName="full")
    client.attach_user_policy(UserName="full", PolicyArn=f"arn:aws:iam::{ACCOUNT_ID}:policy/extra")
    client.put_user_policy(UserName="full", PolicyName="contained", PolicyDocument=json.dumps(DOCUMENT))
    return client


# Nothing here writes, so that one account of each serves all the tests.
@pytest.fixture(scope="module", params=["simulated", "moto"])
def client(request: pytest.FixtureRequest) -> Iterator[IAMClient]:
    if request.param == "simulated":
        yield _simulated()
    else:
        with mock_aws():
            yield _moto()


def _without(answer: Any, *names: str) -> Any:
    return {name: value for name, value in answer.items() if name not in names}


def test_users_are_listed_without_tags_and_boundaries(client: IAMClient) -> None:
    users = client.list_users()["Users"]
    assert [_without(user, "UserId", "CreateDate") for user in users] == [
        {"UserName": "bare", "Path": "/", "Arn": f"arn:aws:iam::{ACCOUNT_ID}:user/bare"},
        {"UserName": "full", "Path": "/team/", "Arn": f"arn:aws:iam::{ACCOUNT_ID}:user/team/full"},
    ]


def test_users_are_listed_below_a_path(client: IAMClient) -> None:
    assert [user["UserName"] for user in client.list_users(PathPrefix="/team/")["Users"]] == ["full"]


def test_every_page_together_holds_every_access_key_once(client: IAMClient) -> None:
    pages = client.get_paginator("list_access_keys").paginate(UserName="full", PaginationConfig={"PageSize": 1})
    assert len({key["AccessKeyId"] for page in pages for key in page["AccessKeyMetadata"]}) == 2


def test_a_single_user_comes_with_its_tags(client: IAMClient) -> None:
    assert client.get_user(UserName="full")["User"]["Tags"] == [{"Key": "owner", "Value": "ana"}]


def test_the_authorization_details_of_users_hold_everything_but_credentials(client: IAMClient) -> None:
    users = client.get_account_authorization_details(Filter=["User"])["UserDetailList"]
    full = next(user for user in users if user["UserName"] == "full")
    assert _without(full, "UserId", "CreateDate", "PermissionsBoundary") == {
        "Path": "/team/",
        "UserName": "full",
        "Arn": f"arn:aws:iam::{ACCOUNT_ID}:user/team/full",
        "UserPolicyList": [{"PolicyName": "contained", "PolicyDocument": DOCUMENT}],
        "GroupList": ["developers"],
        "AttachedManagedPolicies": [{"PolicyName": "extra", "PolicyArn": f"arn:aws:iam::{ACCOUNT_ID}:policy/extra"}],
        "Tags": [{"Key": "owner", "Value": "ana"}],
    }


def test_access_keys_are_listed_with_their_status(client: IAMClient) -> None:
    keys = client.list_access_keys(UserName="full")["AccessKeyMetadata"]
    assert sorted(key["Status"] for key in keys) == ["Active", "Inactive"]


def test_an_access_key_that_was_never_used_has_no_date(client: IAMClient) -> None:
    key = client.list_access_keys(UserName="full")["AccessKeyMetadata"][0]
    answer = client.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])
    assert answer["UserName"] == "full"
    assert answer["AccessKeyLastUsed"] == {"Region": "N/A", "ServiceName": "N/A"}


def test_a_console_password_is_found(client: IAMClient) -> None:
    assert client.get_login_profile(UserName="full")["LoginProfile"]["UserName"] == "full"


def test_a_users_mfa_devices_are_listed(client: IAMClient) -> None:
    devices = client.list_mfa_devices(UserName="full")["MFADevices"]
    assert [device["SerialNumber"] for device in devices] == [f"arn:aws:iam::{ACCOUNT_ID}:mfa/full"]


@pytest.mark.parametrize(
    ("status", "holders"), [("Assigned", ["full"]), ("Unassigned", [None]), ("Any", ["full", None])]
)
def test_virtual_mfa_devices_are_listed_by_assignment(client: IAMClient, status: Any, holders: list[Any]) -> None:
    devices = client.list_virtual_mfa_devices(AssignmentStatus=status)["VirtualMFADevices"]
    found = [device.get("User", {}).get("UserName") for device in devices]
    assert sorted(found, key=str) == sorted(holders, key=str)


def test_groups_of_a_user_are_listed(client: IAMClient) -> None:
    groups = client.list_groups_for_user(UserName="full")["Groups"]
    assert [_without(group, "GroupId", "CreateDate") for group in groups] == [
        {"GroupName": "developers", "Path": "/", "Arn": f"arn:aws:iam::{ACCOUNT_ID}:group/developers"}
    ]


def test_attached_policies_are_listed(client: IAMClient) -> None:
    assert client.list_attached_user_policies(UserName="full")["AttachedPolicies"] == [
        {"PolicyName": "extra", "PolicyArn": f"arn:aws:iam::{ACCOUNT_ID}:policy/extra"}
    ]


def test_inline_policies_are_listed_by_name(client: IAMClient) -> None:
    assert client.list_user_policies(UserName="full")["PolicyNames"] == ["contained"]


def test_an_inline_policy_is_read_as_its_document(client: IAMClient) -> None:
    assert client.get_user_policy(UserName="full", PolicyName="contained")["PolicyDocument"] == DOCUMENT


def test_tags_of_a_user_are_listed(client: IAMClient) -> None:
    assert client.list_user_tags(UserName="full")["Tags"] == [{"Key": "owner", "Value": "ana"}]


def test_the_alias_of_the_account_is_listed(client: IAMClient) -> None:
    assert client.list_account_aliases()["AccountAliases"] == ["example"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.list_access_keys(UserName="bare")["AccessKeyMetadata"],
        lambda client: client.list_mfa_devices(UserName="bare")["MFADevices"],
        lambda client: client.list_groups_for_user(UserName="bare")["Groups"],
        lambda client: client.list_attached_user_policies(UserName="bare")["AttachedPolicies"],
        lambda client: client.list_user_policies(UserName="bare")["PolicyNames"],
        lambda client: client.list_user_tags(UserName="bare")["Tags"],
    ],
)
def test_a_bare_user_has_nothing(client: IAMClient, ask: Callable[[IAMClient], list[Any]]) -> None:
    assert ask(client) == []


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.get_user(UserName="nobody"),
        lambda client: client.list_access_keys(UserName="nobody"),
        lambda client: client.list_groups_for_user(UserName="nobody"),
        lambda client: client.list_attached_user_policies(UserName="nobody"),
        lambda client: client.list_user_policies(UserName="nobody"),
        lambda client: client.list_user_tags(UserName="nobody"),
        lambda client: client.list_mfa_devices(UserName="nobody"),
    ],
)
def test_a_user_who_does_not_exist_is_refused_in_the_same_words(
    client: IAMClient, ask: Callable[[IAMClient], object]
) -> None:
    with pytest.raises(client.exceptions.NoSuchEntityException, match="The user with name nobody cannot be found"):
        ask(client)


def test_a_user_without_a_password_has_no_login_profile(client: IAMClient) -> None:
    with pytest.raises(client.exceptions.NoSuchEntityException):
        client.get_login_profile(UserName="bare")


def test_an_inline_policy_that_does_not_exist_is_not_found(client: IAMClient) -> None:
    with pytest.raises(client.exceptions.NoSuchEntityException):
        client.get_user_policy(UserName="full", PolicyName="none")


# When moto gains them, the contract can cover bks's most important read.
def test_moto_still_has_no_service_specific_credentials() -> None:
    with mock_aws(), pytest.raises(NotImplementedError):
        boto3.Session("testing", "testing").client("iam").list_service_specific_credentials(AllUsers=True)
