"""The JSON of a scan: the names that scripts read, and null for what could not be read."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bks_tui.core.evidence import Known
from bks_tui.core.iam.user import AttachedPolicy, InlinePolicy, LastUse, LoginProfile, MfaDevices, User
from bks_tui.export.formatting import timestamp
from bks_tui.export.scan.to_json import scan_document
from tests.support.hostile import HOSTILE, dangers, hostile_scan
from tests.support.tables import for_each
from tests.support.users import (
    ACCOUNT_ID,
    BEDROCK_POLICY,
    CALLER_ARN,
    NOW,
    access_key,
    an_account,
    api_key,
    days_ago,
    denied,
    scan_result,
    user,
)


def fields_of(subject: User) -> dict[str, Any]:
    """What the JSON says about one phantom user."""
    document: Any = scan_document(scan_result(subject))
    fields: dict[str, Any] = document["phantom_users"][0]
    return fields


def test_the_document_names_its_schema_and_its_parts() -> None:
    document = scan_document(scan_result())
    assert list(document) == ["schema", "scan_metadata", "summary", "phantom_users", "other_users"]
    assert document["schema"] == "bks.scan/1"


def test_the_metadata_says_which_account_was_scanned_as_whom() -> None:
    assert scan_document(scan_result(warnings=("a gap",)))["scan_metadata"] == {
        "account_id": ACCOUNT_ID,
        "account_alias": "example-corp",
        "partition": "aws",
        "region": "eu-central-1",
        "scan_time": "2026-03-02T12:00:00Z",
        "caller_arn": CALLER_ARN,
        "demo": False,
        "complete": False,
        "warnings": ["a gap"],
        "unread": {},
    }


def test_an_account_alias_that_could_not_be_read_is_null_with_the_reason() -> None:
    document: Any = scan_document(scan_result(account=an_account(denied("iam:ListAccountAliases"))))
    assert document["scan_metadata"]["account_alias"] is None
    assert document["scan_metadata"]["unread"] == {"account_alias": "iam:ListAccountAliases denied: not authorized"}


def test_the_summary_counts_phantom_users_by_status() -> None:
    result = scan_result(
        user("BedrockAPIKey-aaaa", access_keys=(access_key(),)),
        user("BedrockAPIKey-bbbb"),
        user("BedrockAPIKey-cccc", service_credentials=()),
        user("BedrockAPIKey-dddd", access_keys=denied("iam:ListAccessKeys")),
        user("alice"),
    )
    assert scan_document(result)["summary"] == {"total": 4, "active": 1, "orphaned": 1, "at_risk": 1, "unknown": 1}


def test_phantom_and_ordinary_users_are_listed_apart() -> None:
    document: Any = scan_document(scan_result(user("BedrockAPIKey-aaaa"), user("alice")))
    assert [each["username"] for each in document["phantom_users"]] == ["BedrockAPIKey-aaaa"]
    assert [each["username"] for each in document["other_users"]] == ["alice"]


def test_a_user_has_the_names_that_scripts_read() -> None:
    assert {
        "username": "BedrockAPIKey-x7f2",
        "user_id": "AIDAEXAMPLE000000001",
        "arn": f"arn:aws:iam::{ACCOUNT_ID}:user/BedrockAPIKey-x7f2",
        "path": "/",
        "created": "2026-02-20T12:00:00Z",
        "status": "AT RISK",
        "reasons": ["access key AKIAEXAMPLE000000001 is active and stays valid after the API key is deleted"],
        "holds": [],
        "bedrock_credentials": 1,
        "active_bedrock_credentials": 1,
        "access_keys": 1,
        "active_access_keys": 1,
        "access_key_ids": ["AKIAEXAMPLE000000001"],
        "attached_policies": ["AmazonBedrockLimitedAccess"],
        "inline_policies": [],
        "total_policies": 1,
        "unread": {},
    }.items() <= fields_of(user(access_keys=(access_key(),))).items()


def test_an_api_key_is_shown_in_full() -> None:
    assert fields_of(user())["credential_details"] == [
        {
            "credential_id": "ACCAEXAMPLE000000001",
            "alias": f"BedrockAPIKey-x7f2-at-{ACCOUNT_ID}",
            "service": "bedrock",
            "service_name": "bedrock.amazonaws.com",
            "status": "Active",
            "created": "2026-02-20T12:00:00Z",
            "age_days": 10,
            "expires": "2026-03-22T12:00:00Z",
            "never_expires": False,
        }
    ]


def test_a_key_that_never_expires_says_so() -> None:
    [key] = fields_of(user(service_credentials=(api_key(expires=None),)))["credential_details"]
    assert (key["expires"], key["never_expires"]) == (None, True)


def test_a_key_with_a_date_a_hundred_years_ahead_never_expires_and_keeps_its_date() -> None:
    [key] = fields_of(user(service_credentials=(api_key(expires=days_ago(-36_590)),)))["credential_details"]
    assert (key["expires"], key["never_expires"]) == ("2126-05-07T12:00:00Z", True)


def test_the_keys_of_bedrock_are_counted_apart_from_those_of_every_service() -> None:
    credentials = (
        api_key("ACCAEXAMPLE000000001"),
        api_key("ACCAEXAMPLE000000002", status="Inactive"),
        api_key("ACCAEXAMPLE000000003", expires=days_ago(1)),
        api_key("ACCAEXAMPLE000000004", service_name="logs.amazonaws.com"),
        api_key("ACCAEXAMPLE000000005", service_name="codecommit.amazonaws.com"),
    )
    fields = fields_of(user(service_credentials=credentials))
    assert (fields["bedrock_credentials"], fields["active_bedrock_credentials"]) == (3, 1)
    assert (fields["api_keys"], fields["active_api_keys"]) == (4, 2)
    assert [each["service"] for each in fields["credential_details"]] == ["bedrock"] * 3 + ["logs"]
    assert [each["service_name"] for each in fields["other_service_credentials"]] == ["codecommit.amazonaws.com"]


def test_an_access_key_is_shown_with_its_last_use() -> None:
    used = access_key(last_used=LastUse(days_ago(1), "us-west-2", "bedrock"))
    assert fields_of(user(access_keys=(used,)))["access_key_details"] == [
        {
            "access_key_id": "AKIAEXAMPLE000000001",
            "status": "Active",
            "created": "2026-02-25T12:00:00Z",
            "last_used": "2026-03-01T12:00:00Z",
            "last_used_region": "us-west-2",
            "last_used_service": "bedrock",
            "unread": {},
        }
    ]


def test_the_fuller_facts_stand_beside() -> None:
    quarantine = AttachedPolicy(
        "AWSCompromisedKeyQuarantineV3", "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"
    )
    fields = fields_of(
        user(
            "build-robot",
            service_credentials=(api_key(made_for="BedrockAPIKey-x7f2"),),
            tags=(("team", "red"),),
            permissions_boundary="arn:aws:iam::111122223333:policy/fence",
            login_profile=LoginProfile(days_ago(2), reset_required=False),
            mfa_devices=MfaDevices(("arn:aws:iam::111122223333:mfa/phone",), all_kinds=False),
            groups=("admins",),
            attached_policies=(BEDROCK_POLICY, quarantine),
            inline_policies=(InlinePolicy("extra", Known("{}")),),
        )
    )
    assert {
        "kind": "renamed phantom",
        "original_name": "BedrockAPIKey-x7f2",
        "tags": {"team": "red"},
        "permissions_boundary": "arn:aws:iam::111122223333:policy/fence",
        "console_password": True,
        "console_password_created": "2026-02-28T12:00:00Z",
        "mfa_devices": ["arn:aws:iam::111122223333:mfa/phone"],
        "mfa_devices_all_kinds": False,
        "groups": ["admins"],
        "attached_policy_arns": [BEDROCK_POLICY.arn, quarantine.arn],
        "quarantine_policies": ["AWSCompromisedKeyQuarantineV3"],
        "inline_policy_details": [{"name": "extra", "document": "{}", "unread": {}}],
        "total_policies": 3,
    }.items() <= fields.items()
    assert {"kind": "quarantine", "reason": fields["holds"][0]["reason"]} == fields["holds"][0]
    assert fields["notes"]


@pytest.mark.parametrize(
    ("subject", "names"),
    [
        (user(record=denied("iam:GetUser")), {"user_id", "arn", "path", "created"}),
        (
            user(service_credentials=denied("iam:ListServiceSpecificCredentials")),
            {
                "bedrock_credentials",
                "active_bedrock_credentials",
                "api_keys",
                "active_api_keys",
                "credential_details",
                "other_service_credentials",
            },
        ),
        (
            user(access_keys=denied("iam:ListAccessKeys")),
            {"access_keys", "active_access_keys", "access_key_ids", "access_key_details"},
        ),
        (
            user(attached_policies=denied("iam:ListAttachedUserPolicies")),
            {"attached_policies", "attached_policy_arns", "quarantine_policies", "total_policies"},
        ),
        (
            user(inline_policies=denied("iam:ListUserPolicies")),
            {"inline_policies", "inline_policy_details", "total_policies"},
        ),
        (user(login_profile=denied("iam:GetLoginProfile")), {"console_password", "console_password_created"}),
        (user(mfa_devices=denied("iam:ListMFADevices")), {"mfa_devices", "mfa_devices_all_kinds"}),
        (user(groups=denied("iam:ListGroupsForUser")), {"groups"}),
        (user(tags=denied("iam:ListUserTags")), {"tags"}),
        (user(permissions_boundary=denied("iam:GetUser")), {"permissions_boundary"}),
    ],
)
def test_a_fact_that_could_not_be_read_is_null_with_the_reason(subject: User, names: set[str]) -> None:
    fields = fields_of(subject)
    assert {name: fields[name] for name in names} == dict.fromkeys(names)
    assert set(fields["unread"]) == names
    assert all(reason.endswith(" denied: not authorized") for reason in fields["unread"].values())


def test_a_last_use_that_could_not_be_read_is_null_with_the_reason() -> None:
    unread = access_key(last_used=denied("iam:GetAccessKeyLastUsed"))
    details = fields_of(user(access_keys=(unread,)))["access_key_details"][0]
    assert (details["last_used"], "last_used" in details["unread"]) == (None, True)


def test_what_does_not_exist_is_null_or_empty_and_not_unread() -> None:
    fields = fields_of(user(service_credentials=()))
    assert (fields["permissions_boundary"], fields["groups"], fields["access_keys"]) == (None, [], 0)
    assert fields["console_password"] is False
    assert fields["unread"] == {}


@pytest.mark.parametrize(
    "when",
    [
        datetime(2026, 3, 2, 12, tzinfo=timezone.utc),
        datetime(2026, 3, 2, 17, 30, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        datetime(2026, 3, 2, 12, 0, 0, 999_999, tzinfo=timezone.utc),
    ],
)
def test_times_are_in_utc_to_the_second(when: datetime) -> None:
    assert timestamp(when) == "2026-03-02T12:00:00Z"


def _verbatim(document: Any) -> tuple[str, ...]:
    phantom, other = document["phantom_users"][0], document["other_users"][0]
    return phantom["username"].removeprefix("BedrockAPIKey-"), other["username"], other["groups"][0]


@pytest.mark.parametrize("through", [lambda document: document, lambda document: json.loads(json.dumps(document))])
@for_each("hostile", HOSTILE)
def test_hostile_text_is_kept_verbatim(hostile: str, through: Callable[[object], object]) -> None:
    assert set(_verbatim(through(scan_document(hostile_scan(hostile))))) == {hostile}


@for_each("hostile", HOSTILE)
def test_written_as_ascii_hostile_text_is_harmless(hostile: str) -> None:
    written = json.dumps(scan_document(hostile_scan(hostile)), indent=2)
    assert written.isascii()
    assert dangers(written) == set()


def test_the_scan_time_decides_which_keys_are_live() -> None:
    expiring = api_key(expires=NOW + timedelta(seconds=1))
    assert fields_of(user(service_credentials=(expiring,)))["active_api_keys"] == 1
