"""What is written to the simulated account is what it answers from then on, and it refuses what IAM refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from botocore.exceptions import ClientError

from bks_tui.demo.state.account import SimulatedAccount
from tests.support.simulated import PHANTOM, iam, refusal, simulated_account

DOCUMENT = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["bedrock:*"],"Resource":"*"}]}'
AWS_POLICY = "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess"
OWN_POLICY = "arn:aws:iam::111122223333:policy/own"

Prepare: TypeAlias = Callable[[SimulatedAccount], object]


@pytest.mark.parametrize(("before", "after"), [("Active", "Inactive"), ("Inactive", "Active")])
def test_exactly_one_api_key_gets_another_status(before: str, after: Any) -> None:
    account = simulated_account()
    first, second = (account.add_api_key(PHANTOM, status=before) for _ in range(2))
    iam(account).update_service_specific_credential(
        UserName=PHANTOM, ServiceSpecificCredentialId=second.credential_id, Status=after
    )
    assert (first.status, second.status) == (before, after)


@pytest.mark.parametrize(
    ("add", "act", "left"),
    [
        (
            lambda account: account.add_access_key(PHANTOM),
            lambda client, made: client.update_access_key(
                UserName=PHANTOM, AccessKeyId=made.access_key_id, Status="Inactive"
            ),
            lambda user, made: made.status == "Inactive",
        ),
        (
            lambda account: account.add_access_key(PHANTOM),
            lambda client, made: client.delete_access_key(UserName=PHANTOM, AccessKeyId=made.access_key_id),
            lambda user, made: not user.access_keys,
        ),
        (
            lambda account: account.add_api_key(PHANTOM),
            lambda client, made: client.delete_service_specific_credential(
                UserName=PHANTOM, ServiceSpecificCredentialId=made.credential_id
            ),
            lambda user, made: not user.credentials,
        ),
        (
            lambda account: account.set_password(PHANTOM),
            lambda client, made: client.delete_login_profile(UserName=PHANTOM),
            lambda user, made: user.password is None,
        ),
        (
            lambda account: account.add_ssh_public_key(PHANTOM),
            lambda client, made: client.delete_ssh_public_key(UserName=PHANTOM, SSHPublicKeyId=made.key_id),
            lambda user, made: not user.ssh_public_keys,
        ),
        (
            lambda account: account.add_signing_certificate(PHANTOM),
            lambda client, made: client.delete_signing_certificate(UserName=PHANTOM, CertificateId=made.key_id),
            lambda user, made: not user.signing_certificates,
        ),
        (
            lambda account: None,
            lambda client, made: client.put_user_policy(UserName=PHANTOM, PolicyName="p", PolicyDocument=DOCUMENT),
            lambda user, made: user.inline_policies == {"p": DOCUMENT},
        ),
        (
            lambda account: account.put_inline_policy(PHANTOM, "p", DOCUMENT),
            lambda client, made: client.delete_user_policy(UserName=PHANTOM, PolicyName="p"),
            lambda user, made: not user.inline_policies,
        ),
        (
            lambda account: None,
            lambda client, made: client.attach_user_policy(UserName=PHANTOM, PolicyArn=AWS_POLICY),
            lambda user, made: user.policies == {AWS_POLICY: "AmazonBedrockLimitedAccess"},
        ),
        (
            lambda account: account.attach_policy(PHANTOM, "AmazonBedrockLimitedAccess"),
            lambda client, made: client.detach_user_policy(UserName=PHANTOM, PolicyArn=AWS_POLICY),
            lambda user, made: not user.policies,
        ),
        (
            lambda account: account.add_to_group(PHANTOM, "g"),
            lambda client, made: client.remove_user_from_group(UserName=PHANTOM, GroupName="g"),
            lambda user, made: not user.groups,
        ),
        (
            lambda account: account.add_to_group(PHANTOM, "g"),
            lambda client, made: client.add_user_to_group(UserName=PHANTOM, GroupName="g"),
            lambda user, made: user.groups == ["g"],
        ),
        (
            lambda account: None,
            lambda client, made: client.tag_user(UserName=PHANTOM, Tags=[{"Key": "a", "Value": "b"}]),
            lambda user, made: user.tags == {"a": "b"},
        ),
    ],
)
def test_a_write_is_what_the_user_has_from_then_on(
    add: Callable[[SimulatedAccount], Any], act: Callable[[Any, Any], object], left: Callable[[Any, Any], bool]
) -> None:
    account = simulated_account()
    made = add(account)
    act(iam(account), made)
    assert left(account.users[PHANTOM], made)


@pytest.mark.parametrize("virtual", [True, False])
def test_a_device_that_is_deactivated_is_nobodys_and_only_a_virtual_one_is_left(virtual: bool) -> None:
    account = simulated_account()
    device = account.add_mfa_device(PHANTOM, virtual=virtual)
    iam(account).deactivate_mfa_device(UserName=PHANTOM, SerialNumber=device.serial_number)
    assert (device.user, device in account.mfa_devices) == (None, virtual)


def test_a_virtual_device_is_deleted_only_when_it_is_nobodys() -> None:
    account = simulated_account()
    device, client = account.add_mfa_device(PHANTOM), iam(account)
    assert refusal(lambda: client.delete_virtual_mfa_device(SerialNumber=device.serial_number)).code == "DeleteConflict"
    device.user = None
    client.delete_virtual_mfa_device(SerialNumber=device.serial_number)
    assert account.mfa_devices == []


def test_a_user_is_made_with_its_path_boundary_and_tags() -> None:
    account = simulated_account()
    iam(account).create_user(
        UserName="ana", Path="/team/", PermissionsBoundary=OWN_POLICY, Tags=[{"Key": "a", "Value": "b"}]
    )
    ana = account.users["ana"]
    assert (ana.path, ana.permissions_boundary, ana.tags) == ("/team/", OWN_POLICY, {"a": "b"})


@pytest.mark.parametrize("name", [PHANTOM, PHANTOM.upper()])
def test_no_two_users_have_one_name_in_any_case(name: str) -> None:
    client = iam(simulated_account())
    assert refusal(lambda: client.create_user(UserName=name)).code == "EntityAlreadyExists"


OBSTACLES: dict[str, Prepare] = {
    "login profile": lambda account: account.set_password(PHANTOM),
    "access keys": lambda account: account.add_access_key(PHANTOM, status="Inactive"),
    "signing certificates": lambda account: account.add_signing_certificate(PHANTOM),
    "SSH public keys": lambda account: account.add_ssh_public_key(PHANTOM),
    "service specific credentials": lambda account: account.add_service_credential(
        PHANTOM, "codecommit.amazonaws.com", status="Inactive"
    ),
    "MFA device": lambda account: account.add_mfa_device(PHANTOM, virtual=False),
    "delete policies": lambda account: account.put_inline_policy(PHANTOM, "p", DOCUMENT),
    "detach all policies": lambda account: account.attach_policy(PHANTOM, "p"),
    "users from group": lambda account: account.add_to_group(PHANTOM, "g"),
}


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_a_user_that_still_holds_something_is_not_deleted(obstacle: str) -> None:
    account = simulated_account()
    OBSTACLES[obstacle](account)
    with pytest.raises(ClientError, match=obstacle) as refused:
        iam(account).delete_user(UserName=PHANTOM)
    assert refused.value.response["Error"]["Code"] == "DeleteConflict"


def test_tags_and_a_boundary_do_not_hinder_the_deletion() -> None:
    account = simulated_account()
    account.add_user("ana", tags={"a": "b"}, permissions_boundary=OWN_POLICY)
    iam(account).delete_user(UserName="ana")
    assert "ana" not in account.users


@pytest.mark.parametrize(
    ("prepare", "call", "code"),
    [
        (
            lambda account: account.put_inline_policy(PHANTOM, "big", json.dumps({"Statement": "x" * 2_000})),
            lambda client: client.put_user_policy(UserName=PHANTOM, PolicyName="p", PolicyDocument=DOCUMENT),
            "LimitExceeded",
        ),
        (
            lambda account: None,
            lambda client: client.put_user_policy(UserName=PHANTOM, PolicyName="p", PolicyDocument="no JSON"),
            "MalformedPolicyDocument",
        ),
        (
            lambda account: None,
            lambda client: client.attach_user_policy(UserName=PHANTOM, PolicyArn=OWN_POLICY),
            "NoSuchEntity",
        ),
        (
            lambda account: [account.attach_policy(PHANTOM, f"p{n}") for n in range(10)],
            lambda client: client.attach_user_policy(UserName=PHANTOM, PolicyArn=AWS_POLICY),
            "LimitExceeded",
        ),
        (
            lambda account: account.users[PHANTOM].tags.update({f"t{n}": "" for n in range(50)}),
            lambda client: client.tag_user(UserName=PHANTOM, Tags=[{"Key": "one", "Value": "more"}]),
            "LimitExceeded",
        ),
        (
            lambda account: account.add_role("AWSReservedSSO_x", "/aws-reserved/sso.amazonaws.com/"),
            lambda client: client.put_role_policy(RoleName="AWSReservedSSO_x", PolicyName="p", PolicyDocument=DOCUMENT),
            "UnmodifiableEntity",
        ),
    ],
)
def test_what_iam_refuses_is_refused(prepare: Prepare, call: Callable[[Any], object], code: str) -> None:
    account = simulated_account()
    prepare(account)
    client = iam(account)
    assert refusal(lambda: call(client)).code == code


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.update_access_key(UserName=PHANTOM, AccessKeyId="A" * 20, Status="Inactive"),
        lambda client: client.delete_access_key(UserName=PHANTOM, AccessKeyId="A" * 20),
        lambda client: client.delete_service_specific_credential(
            UserName=PHANTOM, ServiceSpecificCredentialId="A" * 20
        ),
        lambda client: client.delete_login_profile(UserName=PHANTOM),
        lambda client: client.deactivate_mfa_device(UserName=PHANTOM, SerialNumber="GAHT12345678"),
        lambda client: client.delete_virtual_mfa_device(SerialNumber="arn:aws:iam::1:mfa/x"),
        lambda client: client.delete_signing_certificate(UserName=PHANTOM, CertificateId="A" * 24),
        lambda client: client.delete_ssh_public_key(UserName=PHANTOM, SSHPublicKeyId="A" * 20),
        lambda client: client.delete_user_policy(UserName=PHANTOM, PolicyName="p"),
        lambda client: client.detach_user_policy(UserName=PHANTOM, PolicyArn=AWS_POLICY),
        lambda client: client.add_user_to_group(UserName=PHANTOM, GroupName="g"),
        lambda client: client.delete_user(UserName="nobody"),
        lambda client: client.get_role(RoleName="nobody"),
        lambda client: client.put_role_policy(RoleName="nobody", PolicyName="p", PolicyDocument=DOCUMENT),
    ],
)
def test_what_is_not_there_is_not_found(call: Callable[[Any], object]) -> None:
    client = iam(simulated_account())
    assert refusal(lambda: call(client)).code == "NoSuchEntity"


def test_a_role_answers_what_was_put_into_it() -> None:
    account = simulated_account()
    account.add_role("Deploy")
    client = iam(account)
    client.put_role_policy(RoleName="Deploy", PolicyName="p", PolicyDocument=DOCUMENT)
    assert client.list_role_policies(RoleName="Deploy")["PolicyNames"] == ["p"]
    assert client.get_role_policy(RoleName="Deploy", PolicyName="p")["PolicyDocument"] == json.loads(DOCUMENT)
    client.delete_role_policy(RoleName="Deploy", PolicyName="p")
    assert client.list_role_policies(RoleName="Deploy")["PolicyNames"] == []


def test_a_write_is_recorded_and_a_read_is_not() -> None:
    account = simulated_account()
    client = iam(account)
    client.get_user(UserName=PHANTOM)
    client.tag_user(UserName=PHANTOM, Tags=[{"Key": "a", "Value": "b"}])
    (event,) = account.trail.all()
    record = json.loads(event.record)
    assert (event.name, event.resources, record["requestParameters"]["userName"]) == (
        "TagUser",
        (("AWS::IAM::User", PHANTOM),),
        PHANTOM,
    )


def test_a_write_that_was_refused_is_recorded_with_its_reason() -> None:
    account = simulated_account()
    account.faults.deny("iam:DeleteUser")
    client = iam(account)
    refusal(lambda: client.delete_user(UserName=PHANTOM))
    (event,) = account.trail.all()
    assert json.loads(event.record)["errorCode"] == "AccessDenied"


def test_a_stale_answer_is_the_one_of_before_the_write() -> None:
    account = simulated_account()
    client = iam(account)
    account.faults.stale("iam:GetUser", skip=1)
    client.get_user(UserName=PHANTOM)
    client.delete_user(UserName=PHANTOM)
    assert client.get_user(UserName=PHANTOM)["User"]["UserName"] == PHANTOM
    assert refusal(lambda: client.get_user(UserName=PHANTOM)).code == "NoSuchEntity"
