"""What can be copied beside the fields: the account, the JSON of the command, and a command of the AWS CLI."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bks_tui.core.account.account import ApiCall
from bks_tui.core.account.member import MemberRole
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.export.scan.to_json import user_fields
from bks_tui.tui.kit.copy_fields import CopyField
from bks_tui.tui.kit.documents import (
    call_documents,
    event_documents,
    key_documents,
    stored_user_documents,
    target_documents,
    user_documents,
)
from tests.support.events import an_event
from tests.support.users import ACCOUNT_ID, NOW, an_account
from tests.tui.main_screen.test_subjects import ANA, USERS, key_of, signed_with

HERE = an_account()


def texts(fields: tuple[CopyField, ...]) -> dict[str, str]:
    return {field.label: field.text for field in fields}


def test_a_user_is_copied_as_the_scan_prints_it() -> None:
    copied = texts(user_documents(USERS[ANA], HERE, NOW))
    assert copied["account id"] == ACCOUNT_ID
    assert json.loads(copied["JSON"]) == json.loads(json.dumps(user_fields(USERS[ANA], NOW)))
    assert copied["AWS CLI command"] == f"aws iam get-user --user-name {ANA}"


def test_the_command_of_a_user_of_another_account_names_the_profile_of_its_role() -> None:
    account = replace(HERE, role=MemberRole(ACCOUNT_ID, "Auditor"))
    copied = texts(stored_user_documents(ANA, account, {"username": ANA}))
    assert copied["AWS CLI command"].endswith(f"--profile {ACCOUNT_ID}-Auditor")


def test_an_event_is_read_in_its_own_region() -> None:
    event = an_event(eventID="e-1", awsRegion="eu-west-3")
    copied = texts(event_documents(event, (), HERE))
    assert json.loads(copied["JSON"])["event_id"] == "e-1"
    by_id = "--lookup-attributes AttributeKey=EventId,AttributeValue=e-1"
    assert copied["AWS CLI command"] == f"aws cloudtrail lookup-events {by_id} --region eu-west-3"
    assert "AWS CLI command" not in texts(event_documents(event, (), None))


def test_a_key_is_copied_without_its_secret_as_decode_key_prints_it() -> None:
    copied = texts(key_documents(key_of(ANA), HERE))
    document = json.loads(copied["JSON"])
    assert (document["schema"], document["keys"][0]["username"]) == ("bks.decode/1", ANA)
    assert copied["AWS CLI command"] == f"aws iam list-service-specific-credentials --user-name {ANA}"
    signed = texts(key_documents(signed_with("AKIAEXAMPLE000000BBB"), HERE))
    assert signed["AWS CLI command"].endswith("--access-key-id AKIAEXAMPLE000000BBB")


def test_a_key_of_another_account_has_no_command_that_would_ask_this_one() -> None:
    assert "AWS CLI command" not in texts(key_documents(key_of(ANA, "444455556666"), HERE))


@pytest.mark.parametrize(
    ("operation", "command"),
    [
        ("iam:ListUsers", "aws iam list-users"),
        ("iam:ListMFADevices", "aws iam list-mfa-devices"),
        ("iam:ListSSHPublicKeys", "aws iam list-ssh-public-keys"),
        ("access-analyzer:ListAnalyzers", "aws accessanalyzer list-analyzers"),
    ],
)
def test_a_call_is_named_as_the_aws_cli_names_it(operation: str, command: str) -> None:
    call = ApiCall(NOW, operation, "eu-west-1", 12, "ok", 0)
    assert texts(call_documents(call, HERE))["AWS CLI command"] == command


def test_a_target_of_a_timeline_is_looked_up_by_what_names_it() -> None:
    target = parse_target("AKIAEXAMPLE000000BBB", NOW)
    found = texts(target_documents(target, HERE))["AWS CLI command"]
    assert "AttributeKey=AccessKeyId,AttributeValue=AKIAEXAMPLE000000BBB" in found


def test_a_name_that_could_not_be_pasted_makes_no_command() -> None:
    hostile = replace(USERS[ANA], user=replace(USERS[ANA].user, name="a\nb"))
    assert "AWS CLI command" not in texts(user_documents(hostile, HERE, NOW))
