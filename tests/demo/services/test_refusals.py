"""The errors that the simulated account answers, as boto3 shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from botocore import UNSIGNED
from botocore.config import Config

from tests.support.simulated import PHANTOM, iam, refusal, session, simulated_account

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

CALLER = "arn:aws:sts::111122223333:assumed-role/SecurityAudit/ana"


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda client: client.get_user(UserName="nobody"), "The user with name nobody cannot be found."),
        (
            lambda client: client.get_login_profile(UserName=PHANTOM),
            f"Login Profile for User {PHANTOM} cannot be found.",
        ),
        (
            lambda client: client.get_user_policy(UserName=PHANTOM, PolicyName="none"),
            "The user policy with name none cannot be found.",
        ),
        (
            lambda client: client.update_service_specific_credential(
                UserName=PHANTOM, ServiceSpecificCredentialId="ACCAEXAMPLEEXAMPLE00", Status="Inactive"
            ),
            "The Service Specific Credential with id ACCAEXAMPLEEXAMPLE00 cannot be found.",
        ),
    ],
)
def test_what_does_not_exist_is_no_such_entity(ask: Callable[[IAMClient], object], message: str) -> None:
    client = iam(simulated_account())
    assert refusal(lambda: ask(client)) == ("NoSuchEntity", message, 404)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"UserName": "a b"}, r"Value 'a b' at 'userName' failed to satisfy constraint: Member must satisfy regular "),
        ({"UserName": "é"}, r"Member must satisfy regular expression pattern: "),
        ({"UserName": "a" * 65}, "Member must have length less than or equal to 64"),
        ({"MaxItems": 1001, "UserName": PHANTOM}, "Member must have value less than or equal to 1000"),
        ({"Marker": "a" * 321, "UserName": PHANTOM}, "Member must have length less than or equal to 320"),
        ({"Marker": "never given", "UserName": PHANTOM}, "Invalid Marker."),
        ({"AllUsers": True, "UserName": PHANTOM}, "UserName cannot be specified together with AllUsers"),
        ({}, "Must specify userName when calling with non-User credentials"),
    ],
)
def test_a_request_that_does_not_fit_the_model_is_a_validation_error(parameters: dict[str, Any], message: str) -> None:
    client = iam(simulated_account())
    code, said, status = refusal(lambda: client.list_service_specific_credentials(**parameters))
    assert (code, status) == ("ValidationError", 400)
    assert message in said


def test_a_word_that_is_not_of_the_enum_is_a_validation_error() -> None:
    ask: Any = iam(simulated_account()).get_account_authorization_details
    message = refusal(lambda: ask(Filter=["Person"])).message
    assert "Value 'Person' at 'filter.1.member'" in message
    assert "Member must satisfy enum value set: [User, Role, Group, LocalManagedPolicy, AWSManagedPolicy]" in message


def test_all_problems_are_said_at_once() -> None:
    client = iam(simulated_account())
    message = refusal(lambda: client.get_user_policy(UserName="a b", PolicyName="c d")).message
    assert message.startswith("2 validation errors detected: ")


def test_a_marker_of_another_operation_is_refused() -> None:
    account = simulated_account()
    account.add_user("ana")
    client = iam(account)
    marker = client.list_users(MaxItems=1)["Marker"]
    assert refusal(lambda: client.list_access_keys(UserName="ana", Marker=marker)).message == "Invalid Marker."


def test_a_service_without_such_credentials_is_not_supported() -> None:
    client = iam(simulated_account())
    code, _, status = refusal(
        lambda: client.list_service_specific_credentials(AllUsers=True, ServiceName="s3.amazonaws.com")
    )
    assert (code, status) == ("NotSupportedService", 404)


@pytest.mark.parametrize(
    ("operation", "ask", "resource"),
    [
        ("iam:ListUsers", lambda client: client.list_users(), "arn:aws:iam::111122223333:user/"),
        ("iam:ListAccessKeys", lambda client: client.list_access_keys(UserName=PHANTOM), f"user {PHANTOM}"),
        (
            "iam:ListServiceSpecificCredentials",
            lambda client: client.list_service_specific_credentials(AllUsers=True),
            "arn:aws:iam::111122223333:user/*",
        ),
        ("iam:ListAccountAliases", lambda client: client.list_account_aliases(), "*"),
    ],
)
def test_a_denial_names_the_caller_the_action_and_the_resource(
    operation: str, ask: Callable[[IAMClient], object], resource: str
) -> None:
    account = simulated_account()
    account.faults.deny(operation)
    client = iam(account)
    assert refusal(lambda: ask(client)) == (
        "AccessDenied",
        f"User: {CALLER} is not authorized to perform: {operation} on resource: {resource} "
        f"because no identity-based policy allows the {operation} action",
        403,
    )


def test_an_access_key_of_another_account_is_denied_rather_than_not_found() -> None:
    client = iam(simulated_account())
    code, _, status = refusal(lambda: client.get_access_key_last_used(AccessKeyId="AKIAEXAMPLEEXAMPLE00"))
    assert (code, status) == ("AccessDenied", 403)


def test_an_expired_token_is_refused_by_every_service() -> None:
    account = simulated_account()
    account.faults.expire_token()
    ask = session(account).client("sts").get_caller_identity
    assert refusal(ask) == ("ExpiredToken", "The security token included in the request is expired", 403)


def test_a_denial_of_everything_still_lets_the_caller_ask_who_it_is() -> None:
    account = simulated_account()
    account.faults.deny()
    assert session(account).client("sts").get_caller_identity()["Account"] == "111122223333"


def test_what_is_not_simulated_says_so() -> None:
    client = iam(simulated_account())
    message = refusal(lambda: client.create_group(GroupName="ana")).message
    assert message == "The simulated account does not support iam:CreateGroup"


def test_a_request_that_is_not_signed_is_not_answered() -> None:
    client = session(simulated_account()).client("iam", config=Config(signature_version=UNSIGNED))
    assert refusal(client.list_users).message == "The simulated account does not support a request that is not signed"


def test_the_authorization_details_of_other_things_than_users_are_not_simulated() -> None:
    client = iam(simulated_account())
    assert refusal(client.get_account_authorization_details).code == "NotSimulated"
