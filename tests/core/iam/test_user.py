"""What AWS said about a user: which users are phantoms, what is an API key, whose policy it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bks_tui.core.iam.user import AttachedPolicy, UserKind
from tests.support.users import BEDROCK_POLICY, NOW, PHANTOM_NAME, api_key, days_ago, denied, user


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("BedrockAPIKey-x7f2", UserKind.PHANTOM),
        ("AeaApiKey-x7f2", UserKind.PHANTOM),
        ("CloudWatchAPIKey-x7f2", UserKind.PROBABLE_PHANTOM),
        ("alice", UserKind.ORDINARY),
        ("bedrockapikey-x7f2", UserKind.ORDINARY),
        ("not-BedrockAPIKey-x7f2", UserKind.ORDINARY),
    ],
)
def test_a_phantom_is_recognised_by_its_name(name: str, kind: UserKind) -> None:
    assert user(name).kind is kind


def test_a_phantom_stays_one_without_any_key() -> None:
    assert user(PHANTOM_NAME, service_credentials=()).kind is UserKind.PHANTOM


def test_a_renamed_phantom_is_recognised_by_the_alias_of_its_key() -> None:
    renamed = user("build-robot", service_credentials=(api_key(made_for=PHANTOM_NAME),))
    assert (renamed.kind, renamed.original_name) == (UserKind.RENAMED_PHANTOM, PHANTOM_NAME)


def test_a_phantom_renamed_to_another_phantom_name_is_a_phantom() -> None:
    renamed = user("BedrockAPIKey-new1", service_credentials=(api_key(made_for=PHANTOM_NAME),))
    assert (renamed.kind, renamed.original_name) == (UserKind.PHANTOM, None)


def test_an_ordinary_user_who_was_renamed_is_still_ordinary() -> None:
    assert user("alice", service_credentials=(api_key(made_for="alicia"),)).kind is UserKind.ORDINARY


@pytest.mark.parametrize("alias", [None, "", "not an alias"])
def test_a_key_without_a_proper_alias_makes_nobody_a_phantom(alias: str | None) -> None:
    assert user("alice", service_credentials=(replace(api_key(), alias=alias),)).kind is UserKind.ORDINARY


def test_a_user_whose_keys_could_not_be_read_is_recognised_by_its_name_alone() -> None:
    unread = denied("iam:ListServiceSpecificCredentials")
    assert not user("alice", service_credentials=unread).is_phantom
    assert user(PHANTOM_NAME, service_credentials=unread).is_phantom


def test_only_credentials_of_api_key_services_are_api_keys() -> None:
    key = api_key("ACCAEXAMPLE000000001")
    password = api_key("ACCAEXAMPLE000000002", service_name="codecommit.amazonaws.com")
    assert user(service_credentials=(key, password)).api_keys == (key,)


@pytest.mark.parametrize(
    ("arn", "by_aws"),
    [
        (BEDROCK_POLICY.arn, True),
        ("arn:aws-us-gov:iam::aws:policy/AmazonBedrockLimitedAccess", True),
        ("arn:aws:iam::111122223333:policy/AmazonBedrockLimitedAccess", False),
        ("arn:aws:iam::111122223333:policy/aws", False),
        ("aws", False),
        ("", False),
    ],
)
def test_a_policy_is_aws_managed_by_its_owner_not_by_its_name(arn: str, by_aws: bool) -> None:
    assert AttachedPolicy("AmazonBedrockLimitedAccess", arn).is_aws_managed is by_aws


@pytest.mark.parametrize(
    ("expires", "never"),
    [
        (None, "never"),
        (NOW + timedelta(days=36_600), "never (date 2126-05-17)"),
        (NOW + timedelta(days=9_990), "never (date 2053-07-08)"),
        (NOW + timedelta(days=9_989), ""),
        (NOW + timedelta(days=20), ""),
    ],
)
def test_an_expiry_beyond_10_000_days_is_none(expires: datetime | None, never: str) -> None:
    key = api_key(created=days_ago(10), expires=expires)
    assert (key.never_label, key.never_expires) == (never, never != "")


@pytest.mark.parametrize(
    ("name", "is_phantom", "may_be"),
    [(PHANTOM_NAME, True, True), ("CloudWatchAPIKey-x7f2", False, True), ("alice", False, False)],
)
def test_a_probable_phantom_is_none_that_bks_would_change_as_one(name: str, is_phantom: bool, may_be: bool) -> None:
    subject = user(name, service_credentials=())
    assert (subject.is_phantom, subject.may_be_phantom) == (is_phantom, may_be)


def test_the_services_of_a_user_are_those_of_its_keys_and_of_the_console_that_created_it() -> None:
    logs = api_key(service_name="logs.amazonaws.com", made_for="CloudWatchAPIKey-x7f2")
    git = api_key(service_name="codecommit.amazonaws.com")
    found = user("CloudWatchAPIKey-x7f2", service_credentials=(logs, git)).services
    assert {service.slug for service in found} == {"logs", "cloudwatch"}
