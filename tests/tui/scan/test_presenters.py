"""Model → cells: what the lists, the detail and the bars say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bks_tui.core.account.account import Account, ApiCall
from bks_tui.core.document import Cell, KeyValue, Section, Tone
from bks_tui.core.evidence import Cause, Unread
from bks_tui.core.iam.user import InlinePolicy, LastUse, LoginProfile, MfaDevices, User
from bks_tui.core.iam.user_policies import PolicyDocuments
from bks_tui.core.scan.findings import Finding
from bks_tui.tui.kit.copy_fields import CopyField, user_fields
from bks_tui.tui.scan.detail import user_sections
from bks_tui.tui.scan.rows import call_cells, user_cells
from bks_tui.tui.scan.status_lines import identity_lines
from tests.support.documents import lines_of, rows_of
from tests.support.policies import aws
from tests.support.users import (
    BEDROCK_POLICY,
    NOW,
    access_key,
    an_account,
    api_key,
    days_ago,
    denied,
    finding,
    user,
    user_record,
)

NAME = "BedrockAPIKey-x7f2"
LAST_WEEK = LastUse(days_ago(7), "eu-west-1", "bedrock")


def row(subject: User) -> list[str]:
    return [cell.text for cell in user_cells(finding(subject), NOW)]


# status, name, kind, API keys, access keys, age, last use
@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (user(), ["◉ ACTIVE", NAME, "phantom", "1/1", "-", "10d", "-"]),
        (user(service_credentials=()), ["∅ ORPHANED", NAME, "phantom", "-", "-", "10d", "-"]),
        (
            user(service_credentials=(api_key("A", status="Inactive"), api_key("B", expires=days_ago(1)))),
            ["∅ ORPHANED", NAME, "phantom", "0/2", "-", "10d", "-"],
        ),
        (
            user(access_keys=(access_key(last_used=LAST_WEEK), access_key("AKIA2", status="Inactive"))),
            ["! AT RISK", NAME, "phantom", "1/1", "1/2", "10d", "7d"],
        ),
        (user("renamed", service_credentials=(api_key(),)), ["◉ ACTIVE", "renamed", "renamed", "1/1", "-", "10d", "-"]),
        (user("ana"), ["◉ ACTIVE", "ana", "ordinary", "1/1", "-", "10d", "-"]),
        (
            user(
                "ana",
                service_credentials=(api_key(made_for="ana", status="Inactive"),),
                login_profile=LoginProfile(days_ago(3), reset_required=False),
            ),
            ["- NO LIVE KEY", "ana", "ordinary", "0/1", "-", "10d", "-"],
        ),
        (
            user(service_credentials=denied("iam:ListServiceSpecificCredentials")),
            ["? UNKNOWN", NAME, "phantom", "?", "-", "10d", "-"],
        ),
        (
            user(service_credentials=(), access_keys=denied("iam:ListAccessKeys")),
            ["? UNKNOWN", NAME, "phantom", "-", "?", "10d", "?"],
        ),
        (
            user(access_keys=(access_key(last_used=denied("iam:GetAccessKeyLastUsed")),)),
            ["! AT RISK", NAME, "phantom", "1/1", "1/1", "10d", "?"],
        ),
        (
            user(access_keys=(access_key(last_used=LAST_WEEK), access_key("B", last_used=denied("iam:X")))),
            ["! AT RISK", NAME, "phantom", "1/1", "2/2", "10d", "?"],
        ),
        (user(record=denied("iam:GetUser")), ["◉ ACTIVE", NAME, "phantom", "1/1", "-", "?", "-"]),
    ],
)
def test_a_row_of_the_list(subject: User, expected: list[str]) -> None:
    assert row(subject) == expected


def test_a_status_is_coloured_and_an_unknown_stands_out() -> None:
    cells = user_cells(finding(user(service_credentials=denied("iam:X"))), NOW)
    assert [cell.tone for cell in cells[:4]] == [Tone.WARNING, Tone.STRONG, Tone.DIM, Tone.WARNING]


@pytest.mark.parametrize(
    ("outcome", "retries", "expected"),
    [
        ("ok", 0, Cell("ok", Tone.DIM)),
        ("NoSuchEntity", 0, Cell("NoSuchEntity", Tone.DIM)),
        ("AccessDenied", 0, Cell("AccessDenied", Tone.WARNING)),
        ("ok", 2, Cell("ok (2 retries)", Tone.DIM)),
    ],
)
def test_a_row_of_the_calls(outcome: str, retries: int, expected: Cell) -> None:
    when, operation, region, took, reported = call_cells(
        ApiCall(NOW, "iam:ListUsers", "us-east-1", 41, outcome, retries)
    )
    assert when.text == NOW.astimezone().strftime("%H:%M:%S")
    assert (operation.text, region.text, took.text, reported) == ("iam:ListUsers", "us-east-1", "41 ms", expected)


# The detail


def lines(subject: User) -> list[str]:
    """The detail of a user as text, label and value on a line."""
    return [line for section in user_sections(finding(subject), NOW) for line in lines_of(section)]


def test_what_the_user_could_do_is_in_its_detail_once_the_policies_were_read() -> None:
    documents = PolicyDocuments({BEDROCK_POLICY.arn: aws(BEDROCK_POLICY.name).document})
    sections = user_sections(finding(user()), NOW, documents)
    assert "could spend by the hour: start what costs money by the hour" in lines_of(sections[0])
    assert not [line for line in lines(user()) if line.startswith("could")]


def test_what_the_user_could_do_is_unknown_if_a_policy_was_not_read() -> None:
    sections = user_sections(finding(user()), NOW, PolicyDocuments())
    assert "could unknown: at least none, at most administer" in lines_of(sections[0])


def section(one: Finding, heading: str) -> Section:
    return next(part for part in user_sections(one, NOW) if part.title == heading)


def test_the_detail_begins_with_the_verdict_and_its_reasons() -> None:
    first = user_sections(finding(), NOW)[0]
    assert first.title == NAME
    assert rows_of(first.blocks)[0] == KeyValue("", "◉ ACTIVE: phantom", Tone.INFO)
    assert lines_of(first)[1:] == list(finding().assessment.reasons)


def test_the_holds_and_notes_of_a_user_are_shown() -> None:
    held = finding(user(groups=("developers",)))
    holds = section(held, "Deletion holds")
    assert lines_of(holds) == [hold.reason for hold in held.assessment.holds]


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (user(record=user_record(user_id="AIDAX")), "user id AIDAX"),
        (user(), f"ARN arn:aws:iam::111122223333:user/{NAME}"),
        (user(record=user_record(path="/service/")), "path /service/"),
        (user(), "created 2026-02-20 12:00 UTC (10d ago)"),
        (user(permissions_boundary="arn:aws:iam::1:policy/b"), "boundary arn:aws:iam::1:policy/b"),
        (user(), "boundary none"),
        (user(tags=(("owner", "search"),)), "tag owner = search"),
        (user(service_credentials=(api_key("ACCAX"),)), "ACCAX"),
        (user(), f"alias {NAME}-at-111122223333"),
        (user(), "service Amazon Bedrock"),
        (
            user(service_credentials=(api_key(service_name="codecommit.amazonaws.com"),)),
            "service codecommit.amazonaws.com (not an API key)",
        ),
        (user(), "expires in 20d"),
        (user(service_credentials=(api_key(expires=None),)), "expires never"),
        (user(service_credentials=(api_key(expires=days_ago(-36_590)),)), "expires never (date 2126-05-07)"),
        (user(access_keys=(access_key("AKIAX"),)), "AKIAX"),
        (user(access_keys=(access_key(),)), "last used never"),
        (
            user(access_keys=(access_key(last_used=LAST_WEEK),)),
            "last used 2026-02-23 12:00 UTC (7d ago), bedrock in eu-west-1",
        ),
        (
            user(login_profile=LoginProfile(days_ago(3), reset_required=True)),
            "password set 2026-02-27 12:00 UTC (3d ago), must be changed at the next sign-in",
        ),
        (user(), "password none"),
        (user(mfa_devices=MfaDevices(("arn:mfa/x",), all_kinds=True)), "MFA arn:mfa/x"),
        (user(), "MFA none"),
        (
            user(mfa_devices=MfaDevices((), all_kinds=False)),
            "MFA hardware devices and passkeys not read: no password",
        ),
        (user(groups=("admins",)), "group admins"),
        (user(), "attached arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess"),
        (user(inline_policies=(InlinePolicy("own", denied("iam:GetUserPolicy")),)), "inline own"),
    ],
)
def test_the_detail_shows_every_fact(subject: User, expected: str) -> None:
    assert expected in lines(subject)


@pytest.mark.parametrize(
    ("subject", "label"),
    [
        (user(record=denied("iam:X")), "identity"),
        (user(tags=denied("iam:X")), "tags"),
        (user(permissions_boundary=denied("iam:X")), "boundary"),
        (user(service_credentials=denied("iam:X")), ""),
        (user(access_keys=denied("iam:X")), ""),
        (user(access_keys=(access_key(last_used=denied("iam:X")),)), "last used"),
        (user(login_profile=denied("iam:X")), "password"),
        (user(mfa_devices=denied("iam:X")), "MFA"),
        (user(groups=denied("iam:X")), "groups"),
        (user(attached_policies=denied("iam:X")), "attached"),
        (user(inline_policies=denied("iam:X")), "inline"),
        (user(inline_policies=(InlinePolicy("own", denied("iam:X")),)), ""),
    ],
)
def test_each_unknown_shows_the_call_that_failed_and_aws_own_words(subject: User, label: str) -> None:
    reported = lines(subject)
    place = reported.index(f"{label} ? iam:X denied".strip())
    assert reported[place + 1] == "not authorized"


def test_an_unknown_is_never_shown_as_none() -> None:
    unread = Unread(Cause.THROTTLED, "iam:X")
    nothing_read = user(
        record=unread,
        tags=unread,
        permissions_boundary=unread,
        service_credentials=unread,
        access_keys=unread,
        login_profile=unread,
        mfa_devices=unread,
        groups=unread,
        attached_policies=unread,
        inline_policies=unread,
    )
    assert not [line for line in lines(nothing_read) if line.endswith("none")]


# What can be copied


def test_the_fields_of_a_user() -> None:
    subject = user(service_credentials=(api_key("ACCA1"), api_key("ACCA2")), access_keys=(access_key("AKIA1"),))
    assert user_fields(finding(subject)) == (
        CopyField("user name", NAME),
        CopyField("ARN", f"arn:aws:iam::111122223333:user/{NAME}"),
        CopyField("user id", "AIDAEXAMPLE000000001"),
        CopyField("API key 1", "ACCA1"),
        CopyField("API key 2", "ACCA2"),
        CopyField("access key 1", "AKIA1"),
    )


def test_only_what_is_known_can_be_copied() -> None:
    subject = user(record=denied("iam:GetUser"), service_credentials=(), access_keys=denied("iam:ListAccessKeys"))
    assert user_fields(finding(subject)) == (CopyField("user name", NAME),)


# The identity

CALLER = "arn:aws:iam::111122223333:user/responder"


def header(account: Account | None, **reported: Any) -> tuple[tuple[Cell, ...], ...]:
    """The header over an account, without a profile or mode unless given."""
    usual = {"demo": False, "profile": None, "region": None, "read_only": False, "data_age": ""}
    return identity_lines(account, **{**usual, **reported})


@pytest.mark.parametrize(
    ("lines_", "expected"),
    [
        (
            header(an_account(), data_age="3min"),
            ["account 111122223333 (example-corp) eu-central-1", f"{CALLER} data 3min old"],
        ),
        (
            header(an_account(alias=None), demo=True, read_only=True),
            ["DEMO READ-ONLY account 111122223333 eu-central-1", CALLER],
        ),
        (
            header(
                replace(an_account(alias=denied("iam:ListAccountAliases")), region_is_default=True), profile="audit"
            ),
            ["account 111122223333 eu-central-1 (default)", f"{CALLER} profile audit"],
        ),
        (
            header(replace(an_account(), plain_http="aws.example.com")),
            ["NOT ENCRYPTED: http:// account 111122223333 (example-corp) eu-central-1", CALLER],
        ),
        (
            header(None, profile="audit", region="eu-west-1", read_only=True),
            ["READ-ONLY no AWS identity yet eu-west-1", "profile audit"],
        ),
    ],
)
def test_the_header(lines_: tuple[tuple[Cell, ...], ...], expected: list[str]) -> None:
    assert [" ".join(cell.text for cell in line if cell.text) for line in lines_] == expected
