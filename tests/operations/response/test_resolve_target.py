"""What a person means to revoke: by every way to name it, and never on the word of a key alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bks_tui.core.errors import DeniedError, UsageError
from bks_tui.core.response.requests import DenyRequest, Request, RevokeRequest
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import HomeAccount, IamUser, RoleSession, Root, SimulatedActor
from bks_tui.operations.context import ResponseContext
from bks_tui.operations.response.plan import plan_response
from bks_tui.operations.response.resolve_target import RevokeOptions, resolve_request
from bks_tui.storage.journal import Journal
from tests.support.keys import (
    SESSION_KEY_ACCOUNT,
    SESSION_KEY_ID,
    USER_KEY_ID,
    long_term_key,
    query,
    service_called,
    short_term_key,
)
from tests.support.scans import NOW, SHORT_PATIENCE
from tests.support.trails import session_in

ANA = "BedrockAPIKey-aaaa"
BEDROCK = service_called("bedrock")
SHORT = short_term_key(BEDROCK, query(BEDROCK))
ROLE = f"arn:aws:iam::{SESSION_KEY_ACCOUNT}:role/Deploy"


@pytest.fixture
def account() -> SimulatedAccount:
    """The account that the known session key id belongs to, with a phantom."""
    account = SimulatedAccount(SESSION_KEY_ACCOUNT, now=NOW)
    account.add_user(ANA)
    account.add_api_key(ANA)
    account.add_role("Deploy")
    return account


def context(account: SimulatedAccount) -> ResponseContext:
    return ResponseContext(session_in(account), Journal(Path("nowhere")), now=lambda: NOW, budget=SHORT_PATIENCE)


def meant(account: SimulatedAccount, text: str, options: RevokeOptions | None = None) -> Request:
    return resolve_request(context(account), text, options or RevokeOptions())


def key_id(account: SimulatedAccount, name: str = ANA) -> str:
    return account.users[name].credentials[0].credential_id


@pytest.mark.parametrize("text", [ANA, f"arn:aws:iam::{SESSION_KEY_ACCOUNT}:user/{ANA}", f"  {ANA}\n"])
def test_a_name_or_an_arn_means_the_whole_user(account: SimulatedAccount, text: str) -> None:
    assert meant(account, text) == RevokeRequest(ANA)


def test_the_options_go_with_it(account: SimulatedAccount) -> None:
    options = RevokeOptions(
        only_key="ACCAX",
        delete_keys=False,
        keep_access_keys=True,
        delete_password=True,
        allow_ordinary_user=True,
        end_sessions=True,
    )
    assert meant(account, ANA, options) == RevokeRequest(
        ANA,
        only_key="ACCAX",
        delete_keys=False,
        keep_access_keys=True,
        delete_password=True,
        allow_ordinary_user=True,
        end_sessions=True,
    )


@pytest.mark.parametrize("by", ["id", "key", "alias"])
def test_an_id_a_key_or_an_alias_means_exactly_that_key(account: SimulatedAccount, by: str) -> None:
    alias = f"{ANA}-at-{SESSION_KEY_ACCOUNT}"
    text = {"id": key_id(account), "key": long_term_key(alias), "alias": alias}[by]
    assert meant(account, text) == RevokeRequest(ANA, only_key=key_id(account), keep_access_keys=True)


def test_an_access_key_means_exactly_that_access_key(account: SimulatedAccount) -> None:
    access_key_id = account.add_access_key(ANA).access_key_id
    assert meant(account, access_key_id) == RevokeRequest(ANA, only_access_key=access_key_id, delete_keys=False)


def test_a_short_term_key_that_an_access_key_signed_means_the_access_key(account: SimulatedAccount) -> None:
    access_key_id = account.add_access_key(ANA).access_key_id
    key = short_term_key(BEDROCK, query(BEDROCK, access_key_id, None))
    assert meant(account, key) == RevokeRequest(ANA, only_access_key=access_key_id, delete_keys=False)


def used_by(account: SimulatedAccount, actor: SimulatedActor, region: str = "us-west-2") -> None:
    account.enabled_regions = (*account.enabled_regions, region)
    account.record_event("InvokeModel", region=region, when=NOW - timedelta(hours=2), actor=actor)


def test_a_short_term_key_means_who_signed_it_as_cloudtrail_shows_in_its_region(account: SimulatedAccount) -> None:
    used_by(account, RoleSession("Deploy", "build-17", access_key_id=SESSION_KEY_ID))
    assert meant(account, SHORT) == DenyRequest(ROLE)


def test_all_sessions_are_ended_where_that_was_asked_for(account: SimulatedAccount) -> None:
    used_by(account, RoleSession("Deploy", "build-17", access_key_id=SESSION_KEY_ID))
    assert meant(account, SHORT, RevokeOptions(all_sessions=True)) == DenyRequest(ROLE, NOW)


def test_a_short_term_key_of_a_users_session_means_the_user(account: SimulatedAccount) -> None:
    used_by(account, IamUser(ANA, SESSION_KEY_ID))
    assert meant(account, SHORT) == DenyRequest(f"arn:aws:iam::{SESSION_KEY_ACCOUNT}:user/{ANA}")


def test_a_key_that_was_not_used_yet_needs_a_person_who_knows(account: SimulatedAccount) -> None:
    with pytest.raises(UsageError, match="CloudTrail shows no use") as refused:
        meant(account, SHORT)
    assert "--principal" in refused.value.remedy


@pytest.mark.parametrize(
    "principal", [ROLE, f"arn:aws:sts::{SESSION_KEY_ACCOUNT}:assumed-role/Deploy/build-17"], ids=["role", "session"]
)
def test_a_person_may_know_who_signed_it(account: SimulatedAccount, principal: str) -> None:
    assert meant(account, SHORT, RevokeOptions(principal_arn=principal)) == DenyRequest(ROLE)
    assert meant(account, principal) == DenyRequest(ROLE)


def forged(_: SimulatedAccount) -> str:
    return long_term_key(f"{ANA}+1-at-{SESSION_KEY_ACCOUNT}")


def renamed(account: SimulatedAccount) -> str:
    account.rename_user(ANA, "backup-operator")
    return long_term_key(f"{ANA}-at-{SESSION_KEY_ACCOUNT}")


def of_another_service(_: SimulatedAccount) -> str:
    return long_term_key(f"{ANA}-at-{SESSION_KEY_ACCOUNT}", prefix="ACWL")


def signed_by_root(account: SimulatedAccount) -> str:
    class RootSession(Root):
        def identity(self, account: HomeAccount) -> dict[str, object]:
            return {**super().identity(account), "accessKeyId": SESSION_KEY_ID}

    used_by(account, RootSession())
    return SHORT


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (lambda _: long_term_key(f"{ANA}-at-999988887777"), "belongs to account 999988887777"),
        (lambda _: f"arn:aws:iam::999988887777:user/{ANA}", "belongs to account 999988887777"),
        (lambda _: f"{ANA}-at-999988887777", "belongs to account 999988887777"),
        (lambda _: USER_KEY_ID, "belongs to account 123456789012"),
        (lambda _: short_term_key(BEDROCK, query(BEDROCK, USER_KEY_ID, None)), "belongs to account 123456789012"),
        (forged, "no user of account 029608264753 holds a key of the alias"),
        (of_another_service, "no user of account 029608264753 holds a key of the alias"),
        (renamed, "but backup-operator holds its alias"),
        (lambda _: "ACCAINVENTED00000000", "holds the credential ACCAINVENTED00000000"),
        (lambda _: "AKIAIOSFODNN7EXAMPLE", "the owner of access key"),
        (signed_by_root, "the root user signed this key"),
        (lambda _: f"arn:aws:iam::{SESSION_KEY_ACCOUNT}:root", "is not the ARN of a user or role"),
        (lambda _: "arn:aws:s3:::bucket", "is not the ARN of a user or role"),
        (lambda _: "", "The input is empty"),
    ],
)
def test_what_cannot_be_true_of_this_account_is_refused_with_the_reason(
    account: SimulatedAccount, text: object, why: str
) -> None:
    with pytest.raises(UsageError, match=why.replace("(", r"\(")):
        meant(account, text(account))  # type: ignore[operator]
    assert all(call.operation.partition(":")[2].startswith(("Get", "List", "Lookup")) for call in account.calls)


def test_a_principal_of_another_account_is_refused(account: SimulatedAccount) -> None:
    with pytest.raises(UsageError, match="belongs to account 999988887777"):
        meant(account, SHORT, RevokeOptions(principal_arn="arn:aws:iam::999988887777:role/Deploy"))


def test_a_key_and_another_id_contradict_each_other(account: SimulatedAccount) -> None:
    with pytest.raises(UsageError, match="contradict each other"):
        meant(account, key_id(account), RevokeOptions(only_key="ACCAOTHER"))


def test_where_all_users_may_not_be_listed_the_one_that_the_key_names_is_asked_for(account: SimulatedAccount) -> None:
    account.faults.deny("iam:ListServiceSpecificCredentials", "*")
    key = long_term_key(f"{ANA}-at-{SESSION_KEY_ACCOUNT}")
    assert meant(account, key) == RevokeRequest(ANA, only_key=key_id(account), keep_access_keys=True)
    with pytest.raises(DeniedError):
        meant(account, key_id(account))


def test_the_wide_deny_says_whose_sessions_it_ends(account: SimulatedAccount) -> None:
    account.record_event(
        "AssumeRole",
        "sts.amazonaws.com",
        region="us-east-1",
        when=NOW - timedelta(hours=1),
        actor=IamUser("ben"),
        resources=(("AWS::IAM::Role", ROLE),),
        requestParameters={"roleArn": ROLE, "roleSessionName": "build-17"},
    )
    plan = plan_response(context(account), DenyRequest(ROLE, NOW))
    assert plan.ends == ("session build-17, started by ben",)


@pytest.mark.parametrize(
    ("denied", "reported"), [(True, "active sessions could not be read"), (False, "CloudTrail shows no one")]
)
def test_whose_sessions_it_ends_is_reported_as_unknown_where_it_is(
    account: SimulatedAccount, denied: bool, reported: str
) -> None:
    if denied:
        account.faults.deny("cloudtrail:LookupEvents")
    plan = plan_response(context(account), DenyRequest(ROLE, NOW))
    assert plan.ends[0].startswith(reported)
