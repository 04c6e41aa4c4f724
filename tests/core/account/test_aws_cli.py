"""Commands to paste into a shell: they reach the AWS CLI as they were meant, or are not given at all."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.account.aws_cli import Dated, aws_command, role_profile_commands
from bks_tui.core.account.member import MemberRole
from tests.support.hostile import HOSTILE, dangers
from tests.support.users import an_account

ACCOUNT = an_account()


def test_a_command_has_its_options_as_the_aws_cli_writes_them() -> None:
    command = aws_command(ACCOUNT, "iam", "update-access-key", user_name="ana", access_key_id="AKIA1")
    assert command == "aws iam update-access-key --user-name ana --access-key-id AKIA1"


def test_the_profile_that_was_asked_is_the_one_to_act_with() -> None:
    command = aws_command(replace(ACCOUNT, profile="my prod"), "iam", "list-users")
    assert command == "aws iam list-users --profile 'my prod'"


def test_an_account_behind_a_role_is_named_by_the_profile_of_the_role() -> None:
    """Without such a profile the command fails: with that of the source it would run in another account."""
    account = replace(ACCOUNT, profile="source", role=MemberRole(ACCOUNT.account_id, "path/Audit"))
    profile = f"{ACCOUNT.account_id}-Audit"
    assert aws_command(account, "iam", "list-users") == f"aws iam list-users --profile {profile}"
    assert role_profile_commands(account) == (
        f"aws configure set role_arn arn:aws:iam::{ACCOUNT.account_id}:role/path/Audit --profile {profile}",
        f"aws configure set source_profile source --profile {profile}",
    )


def test_another_partition_is_named_by_a_region_of_it() -> None:
    account = replace(ACCOUNT, partition="aws-us-gov", region="us-gov-west-1")
    assert aws_command(account, "iam", "list-users") == "aws iam list-users --region us-gov-west-1"


@given(st.text(min_size=1, max_size=100).filter(str.isprintable))
def test_a_shell_reads_the_value_as_it_was(value: str) -> None:
    words = shlex.split(aws_command(ACCOUNT, "iam", "get-user", user_name=value) or "")
    assert words[3:] in (["--user-name", value], [f"--user-name={value}"])


def test_a_value_that_begins_with_a_dash_is_no_option() -> None:
    assert aws_command(ACCOUNT, "iam", "get-user", user_name="-h") == "aws iam get-user --user-name=-h"


@pytest.mark.parametrize("name", [text for text in HOSTILE.values() if dangers(text + "\n") or "\n" in text])
def test_no_command_is_given_with_text_that_cannot_be_pasted(name: str) -> None:
    assert aws_command(ACCOUNT, "iam", "get-user", user_name=name) is None


@pytest.mark.parametrize(("before", "after"), [("a", "b"), ("it's $(", "`)`"), ('{"a":"', '"}'), ("", "")])
def test_a_time_is_placed_between_texts_that_the_shell_does_not_change(before: str, after: str) -> None:
    words = shlex.split(aws_command(ACCOUNT, "iam", "get-user", when=Dated(before, after)) or "")
    assert words[3:] == ["--when", f"{before}$(date -u +%Y-%m-%dT%H:%M:%SZ){after}"]


@pytest.mark.parametrize("value", [Dated("a\nb", ""), Dated("", "\x1b"), Dated("A" * 2_000, "A" * 2_000)])
def test_no_command_is_given_with_a_dated_text_that_cannot_be_pasted(value: Dated) -> None:
    assert aws_command(ACCOUNT, "iam", "get-user", when=value) is None


def test_no_command_is_given_with_text_that_is_too_long() -> None:
    assert aws_command(ACCOUNT, "iam", "get-user", user_name="A" * 10_000) is None
