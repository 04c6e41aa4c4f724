"""What the simulated account answers, read by real boto3 clients: what the contract with moto cannot cover."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from tests.support.hostile import HOSTILE
from tests.support.simulated import NOW, PHANTOM, iam, session, simulated_account
from tests.support.tables import for_each

BOUNDARY = "arn:aws:iam::111122223333:policy/boundary"


@pytest.mark.parametrize(
    ("caller", "partition", "arn"),
    [
        ("assumed-role/Audit/ana", "aws", "arn:aws:sts::111122223333:assumed-role/Audit/ana"),
        ("user/ana", "aws-us-gov", "arn:aws-us-gov:iam::111122223333:user/ana"),
    ],
)
def test_the_caller_is_named_by_its_arn(caller: str, partition: str, arn: str) -> None:
    account = SimulatedAccount("111122223333", partition, NOW, caller=caller)
    identity = session(account).client("sts").get_caller_identity()
    assert (identity["Account"], identity["Arn"]) == ("111122223333", arn)


def test_a_calling_user_has_its_own_id() -> None:
    account = SimulatedAccount(now=NOW, caller="user/team/ana")
    user = account.add_user("ana", path="/team/")
    assert session(account).client("sts").get_caller_identity()["UserId"] == user.user_id


def test_dates_come_with_their_time_zone() -> None:
    assert iam(simulated_account()).list_users()["Users"][0]["CreateDate"] == NOW


def test_a_single_user_comes_with_its_permissions_boundary() -> None:
    account = simulated_account()
    account.add_user("bound", permissions_boundary=BOUNDARY)
    boundary = iam(account).get_user(UserName="bound")["User"]["PermissionsBoundary"]
    assert boundary["PermissionsBoundaryArn"] == BOUNDARY


def test_a_name_left_out_is_the_calling_users() -> None:
    account = SimulatedAccount(now=NOW, caller="user/ana")
    account.add_user("ana")
    assert iam(account).get_user()["User"]["UserName"] == "ana"


def test_an_api_key_has_an_alias_and_no_service_user_name() -> None:
    account = simulated_account()
    key = account.add_api_key(PHANTOM, expires=NOW + timedelta(days=30))
    assert iam(account).list_service_specific_credentials(UserName=PHANTOM)["ServiceSpecificCredentials"] == [
        {
            "UserName": PHANTOM,
            "Status": "Active",
            "ServiceCredentialAlias": f"{PHANTOM}-at-111122223333",
            "CreateDate": NOW,
            "ExpirationDate": NOW + timedelta(days=30),
            "ServiceSpecificCredentialId": key.credential_id,
            "ServiceName": "bedrock.amazonaws.com",
        }
    ]


def test_a_credential_of_another_service_has_a_service_user_name_and_no_alias() -> None:
    account = simulated_account()
    account.add_service_credential(PHANTOM, "codecommit.amazonaws.com")
    credential = iam(account).list_service_specific_credentials(UserName=PHANTOM)["ServiceSpecificCredentials"][0]
    assert "ServiceCredentialAlias" not in credential
    assert credential["ServiceUserName"] == f"{PHANTOM}-at-111122223333"


def test_a_key_that_never_expires_has_no_expiry_date() -> None:
    account = simulated_account()
    account.add_api_key(PHANTOM)
    credential = iam(account).list_service_specific_credentials(UserName=PHANTOM)["ServiceSpecificCredentials"][0]
    assert "ExpirationDate" not in credential


def test_all_users_means_the_credentials_of_every_user_and_service() -> None:
    account = simulated_account()
    account.add_user("ana")
    account.add_api_key(PHANTOM)
    account.add_api_key("ana", "logs.amazonaws.com")
    account.add_service_credential("ana", "cassandra.amazonaws.com")
    found = iam(account).list_service_specific_credentials(AllUsers=True)["ServiceSpecificCredentials"]
    assert {(credential["UserName"], credential["ServiceName"]) for credential in found} == {
        (PHANTOM, "bedrock.amazonaws.com"),
        ("ana", "logs.amazonaws.com"),
        ("ana", "cassandra.amazonaws.com"),
    }


def test_a_service_name_leaves_out_the_other_services() -> None:
    account = simulated_account()
    account.add_api_key(PHANTOM)
    account.add_api_key(PHANTOM, "logs.amazonaws.com")
    found = iam(account).list_service_specific_credentials(AllUsers=True, ServiceName="logs.amazonaws.com")
    assert [credential["ServiceName"] for credential in found["ServiceSpecificCredentials"]] == ["logs.amazonaws.com"]


def test_the_last_use_of_an_access_key_is_when_where_and_for_what() -> None:
    account = simulated_account()
    key = account.add_access_key(PHANTOM, last_used=(NOW, "af-south-1", "bedrock"))
    assert iam(account).get_access_key_last_used(AccessKeyId=key.access_key_id)["AccessKeyLastUsed"] == {
        "LastUsedDate": NOW,
        "Region": "af-south-1",
        "ServiceName": "bedrock",
    }


def test_a_hardware_mfa_device_is_in_its_users_list_only() -> None:
    account = simulated_account()
    device = account.add_mfa_device(PHANTOM, virtual=False)
    client = iam(account)
    assert client.list_mfa_devices(UserName=PHANTOM)["MFADevices"][0]["SerialNumber"] == device.serial_number
    assert client.list_virtual_mfa_devices()["VirtualMFADevices"] == []


def test_an_account_without_an_alias_has_none() -> None:
    assert iam(simulated_account()).list_account_aliases()["AccountAliases"] == []


@pytest.mark.parametrize(("aws_managed", "owner"), [(True, "aws"), (False, "111122223333")])
def test_a_policy_arn_has_the_partition_and_says_whose_it_is(aws_managed: bool, owner: str) -> None:
    account = SimulatedAccount("111122223333", "aws-us-gov", NOW)
    account.add_user(PHANTOM)
    account.attach_policy(PHANTOM, "Some", aws_managed=aws_managed)
    policies = iam(account).list_attached_user_policies(UserName=PHANTOM)["AttachedPolicies"]
    assert policies[0]["PolicyArn"] == f"arn:aws-us-gov:iam::{owner}:policy/Some"


def test_attached_policies_are_listed_below_a_path() -> None:
    account = simulated_account()
    account.attach_policy(PHANTOM, "Some")
    assert iam(account).list_attached_user_policies(UserName=PHANTOM, PathPrefix="/team/")["AttachedPolicies"] == []


def test_a_policy_document_is_read_as_it_was_put() -> None:
    account = simulated_account()
    account.put_inline_policy(PHANTOM, "odd", '{"Sid": "100%25 + <&> \u202e"}')
    # The stubs know only the usual members of a document.
    document: object = iam(account).get_user_policy(UserName=PHANTOM, PolicyName="odd")["PolicyDocument"]
    assert document == {"Sid": "100%25 + <&> \u202e"}


@for_each("text", HOSTILE)
def test_hostile_text_comes_through_but_for_what_xml_cannot_write(text: str) -> None:
    account = simulated_account()
    account.add_user("tagged", tags={"note": text})
    read = iam(account).list_user_tags(UserName="tagged")["Tags"][0]["Value"]
    pairs = zip(text, read, strict=True)
    assert all(after in (before, "\N{REPLACEMENT CHARACTER}") for before, after in pairs)


@pytest.mark.parametrize(
    "text", ["a\r\nb\tc\rd", "\x9b31m\x85\x7f", "\u202e\u2066\u200b\ufeff", "<&>]]>\"'", "\U0001f469\ue000"]
)
def test_everything_that_xml_can_write_comes_through_unchanged(text: str) -> None:
    account = simulated_account()
    account.add_to_group(PHANTOM, text)
    assert iam(account).list_groups_for_user(UserName=PHANTOM)["Groups"][0]["GroupName"] == text


def test_a_user_with_a_name_that_iam_does_not_allow_can_be_asked_about() -> None:
    account = simulated_account()
    name = "BedrockAPIKey-[@click=app.quit]\u202e\n\x9b31m<&>" + "A" * 200
    account.add_user(name)
    assert iam(account).get_user(UserName=name)["User"]["UserName"] == name
