"""The assessment: evidence → status, reasons and notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bks_tui.core.evidence import Known
from bks_tui.core.iam.user import InlinePolicy, LastUse, LoginProfile, User, UserKind
from bks_tui.core.scan.assessment import Assessment, Status, assess
from tests.support.users import (
    ACCOUNT_ID,
    NOW,
    PHANTOM_NAME,
    access_key,
    api_key,
    aws_policy,
    days_ago,
    denied,
    user,
)

PASSWORD = LoginProfile(NOW, reset_required=False)
KEY_DEAD = api_key(status="Inactive")
KEY_PAST_EXPIRY = api_key(expires=days_ago(1))
KEY_ODD = api_key(status="Suspended")
ACCESS_DEAD = access_key(status="Inactive")
ACCESS_ODD = access_key(status="Suspended")
NO_KEYS = denied("iam:ListServiceSpecificCredentials")
NO_ACCESS_KEYS = denied("iam:ListAccessKeys")
NO_PASSWORD = denied("iam:GetLoginProfile")


def judged(subject: User) -> Assessment:
    return assess(subject, NOW)


@pytest.mark.parametrize(
    ("subject", "status"),
    [
        pytest.param(user(), Status.ACTIVE, id="a live API key"),
        pytest.param(user(service_credentials=(api_key(expires=None),)), Status.ACTIVE, id="one that never expires"),
        pytest.param(user(service_credentials=(KEY_DEAD, api_key())), Status.ACTIVE, id="one of two live"),
        pytest.param(user(service_credentials=(KEY_ODD, api_key())), Status.ACTIVE, id="one live, one odd"),
        pytest.param(user(service_credentials=()), Status.ORPHANED, id="nothing at all"),
        pytest.param(user(service_credentials=(KEY_DEAD,)), Status.ORPHANED, id="an inactive API key"),
        pytest.param(user(service_credentials=(KEY_PAST_EXPIRY,)), Status.ORPHANED, id="a key past its expiry"),
        pytest.param(
            user(service_credentials=(api_key(expires=NOW),)), Status.ORPHANED, id="a key that expires this moment"
        ),
        pytest.param(user(service_credentials=(), access_keys=(ACCESS_DEAD,)), Status.ORPHANED, id="all inactive"),
        pytest.param(user(access_keys=(access_key(),)), Status.AT_RISK, id="a live access key"),
        pytest.param(user(login_profile=PASSWORD), Status.AT_RISK, id="a password"),
        pytest.param(
            user(service_credentials=NO_KEYS, access_keys=(access_key(),), login_profile=NO_PASSWORD),
            Status.AT_RISK,
            id="a live access key whatever else is unread",
        ),
        pytest.param(
            user(service_credentials=NO_KEYS, access_keys=NO_ACCESS_KEYS, login_profile=PASSWORD),
            Status.AT_RISK,
            id="a password whatever else is unread",
        ),
        pytest.param(user(login_profile=NO_PASSWORD), Status.ACTIVE, id="a live key, only the password unread"),
        pytest.param(user(access_keys=NO_ACCESS_KEYS), Status.UNKNOWN, id="a live key, access keys unread"),
        pytest.param(user(access_keys=(ACCESS_ODD,)), Status.UNKNOWN, id="an access key in an unknown status"),
        pytest.param(user(service_credentials=NO_KEYS), Status.UNKNOWN, id="API keys unread"),
        pytest.param(user(service_credentials=(KEY_ODD,)), Status.UNKNOWN, id="an API key in an unknown status"),
        pytest.param(user(service_credentials=(), login_profile=NO_PASSWORD), Status.UNKNOWN, id="password unread"),
        pytest.param(user(service_credentials=(), access_keys=NO_ACCESS_KEYS), Status.UNKNOWN, id="access unread"),
    ],
)
def test_the_status_of_a_phantom_follows_its_credentials(subject: User, status: Status) -> None:
    assert judged(subject).status is status


@pytest.mark.parametrize(
    ("subject", "status"),
    [
        pytest.param(user("alice"), Status.ACTIVE, id="a live API key"),
        pytest.param(user("alice", access_keys=(access_key(),), login_profile=PASSWORD), Status.ACTIVE, id="in use"),
        pytest.param(user("alice", access_keys=NO_ACCESS_KEYS), Status.ACTIVE, id="access keys unread"),
        pytest.param(
            user("alice", service_credentials=(KEY_DEAD,), access_keys=(access_key(),)),
            Status.NO_LIVE_KEY,
            id="only the own access key",
        ),
        pytest.param(user("alice", service_credentials=(KEY_DEAD,)), Status.ORPHANED, id="nothing live"),
        pytest.param(user("alice", service_credentials=NO_KEYS), Status.UNKNOWN, id="API keys unread"),
    ],
)
def test_an_ordinary_user_may_have_credentials_of_its_own(subject: User, status: Status) -> None:
    # Keys made for the phantom's name would make alice a renamed phantom.
    keys = subject.service_credentials
    if isinstance(keys, Known):
        own = tuple(replace(key, alias=f"alice-at-{ACCOUNT_ID}") for key in keys.value)
        subject = replace(subject, service_credentials=Known(own))
    assert judged(subject).status is status


def test_a_renamed_phantom_is_judged_as_a_phantom() -> None:
    renamed = user("svc-backup", service_credentials=(api_key(made_for=PHANTOM_NAME),), access_keys=(access_key(),))
    assert (renamed.kind, judged(renamed).status) == (UserKind.RENAMED_PHANTOM, Status.AT_RISK)


def test_a_probable_phantom_with_an_access_key_does_not_look_safer_than_a_phantom() -> None:
    probable = user("CloudWatchAPIKey-x7f2", service_credentials=(), access_keys=(access_key(),))
    assert judged(probable).status is Status.AT_RISK


def test_statuses_sort_the_most_urgent_first() -> None:
    order = sorted(Status, key=lambda status: status.urgency)
    assert [status.value for status in order if status is not Status.NO_LIVE_KEY] == [
        "AT RISK",
        "UNKNOWN",
        "ACTIVE",
        "ORPHANED",
    ]


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        (user(), "API key ACCAEXAMPLE000000001 is active"),
        (
            user(access_keys=(access_key(),)),
            "access key AKIAEXAMPLE000000001 is active and stays valid after the API key is deleted",
        ),
        (user(login_profile=PASSWORD), "a console password is set and stays valid after the API key is deleted"),
        (
            user(service_credentials=(), login_profile=NO_PASSWORD),
            "console password could not be read: iam:GetLoginProfile denied",
        ),
        (user(access_keys=NO_ACCESS_KEYS), "access keys could not be read: iam:ListAccessKeys denied"),
        (user(service_credentials=NO_KEYS), "API keys could not be read: iam:ListServiceSpecificCredentials denied"),
        (user(service_credentials=(KEY_ODD,)), "API key ACCAEXAMPLE000000001 has the unknown status Suspended"),
        (user(service_credentials=()), "no API key, access key or password is active"),
    ],
)
def test_a_status_comes_with_its_reason(subject: User, reason: str) -> None:
    assert reason in judged(subject).reasons


@pytest.mark.parametrize(
    ("subject", "note"),
    [
        (user(service_credentials=(api_key(expires=None),)), "API key ACCAEXAMPLE000000001 never expires"),
        (
            user(service_credentials=(api_key(expires=NOW + timedelta(days=36_590)),)),
            "API key ACCAEXAMPLE000000001 never expires",
        ),
        (user(service_credentials=(api_key(created=days_ago(91)),)), "API key ACCAEXAMPLE000000001 is 91 days old"),
        (
            user(attached_policies=(aws_policy("AdministratorAccess"),)),
            "attached policy AdministratorAccess grants more than the API key needs",
        ),
        (
            user(inline_policies=(InlinePolicy("more", Known("{}")),)),
            "inline policy more grants more than the API key needs",
        ),
        (
            user(access_keys=(access_key(last_used=LastUse(days_ago(2), "ap-east-1", "bedrock")),)),
            "access key AKIAEXAMPLE000000001 was used on 2026-02-28 12:00 UTC in ap-east-1 for bedrock",
        ),
        (
            user(access_keys=(access_key(last_used=denied("iam:GetAccessKeyLastUsed")),)),
            "last use of access key AKIAEXAMPLE000000001 could not be read: iam:GetAccessKeyLastUsed denied",
        ),
        (
            user("svc-backup", service_credentials=(api_key(made_for=PHANTOM_NAME),)),
            f"renamed: its API key was created for {PHANTOM_NAME}",
        ),
    ],
)
def test_what_a_person_wants_to_see_is_a_note(subject: User, note: str) -> None:
    assert note in judged(subject).notes


@pytest.mark.parametrize(
    "subject",
    [
        user(service_credentials=(api_key(created=days_ago(90), expires=NOW + timedelta(days=1)),)),
        user(access_keys=(access_key(last_used=LastUse(days_ago(31), "us-east-1", "bedrock")),)),
        user(access_keys=(access_key(),)),
    ],
    ids=["90 days are not over 90", "a use of last month", "an access key never used"],
)
def test_what_is_not_worth_a_note_has_none(subject: User) -> None:
    assert judged(subject).notes == ()
