"""The assessment: evidence → status, reasons, holds and notes, as tables and as properties."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.evidence import Cause, Known, Unread
from bks_tui.core.iam.user import AttachedPolicy, InlinePolicy, LastUse, LoginProfile, User, UserKind
from bks_tui.core.scan.assessment import Assessment, Status, assess
from bks_tui.core.scan.holds import CONTAINMENT_POLICY, HoldKind
from tests.support.users import (
    ACCOUNT_ID,
    BEDROCK_POLICY,
    NOW,
    PHANTOM_NAME,
    access_key,
    api_key,
    days_ago,
    denied,
    user,
    user_record,
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


def _orphan(**facts: Any) -> User:
    return user(**{"service_credentials": (), **facts})


def _aws_policy(name: str) -> AttachedPolicy:
    return AttachedPolicy(name, f"arn:aws:iam::aws:policy/{name}")


CODECOMMIT = replace(api_key(), service_name="codecommit.amazonaws.com", alias=None)
LOOKALIKE = AttachedPolicy(BEDROCK_POLICY.name, f"arn:aws:iam::{ACCOUNT_ID}:policy/{BEDROCK_POLICY.name}")
FALSE_QUARANTINE = AttachedPolicy(
    "AWSCompromisedKeyQuarantineV3", f"arn:aws:iam::{ACCOUNT_ID}:policy/AWSCompromisedKeyQuarantineV3"
)


@pytest.mark.parametrize(
    ("subject", "hold"),
    [
        pytest.param(_orphan(service_credentials=(KEY_DEAD,)), HoldKind.INACTIVE_CREDENTIAL, id="inactive API key"),
        pytest.param(_orphan(access_keys=(ACCESS_DEAD,)), HoldKind.INACTIVE_CREDENTIAL, id="inactive access key"),
        pytest.param(
            _orphan(service_credentials=(KEY_PAST_EXPIRY,)),
            HoldKind.INACTIVE_CREDENTIAL,
            id="expired only by this machine's clock",
        ),
        pytest.param(
            _orphan(attached_policies=(_aws_policy("AWSCompromisedKeyQuarantineV3"),)),
            HoldKind.QUARANTINE,
            id="AWS found the key",
        ),
        pytest.param(
            _orphan(attached_policies=(_aws_policy("AWSCompromisedKeyQuarantine"),)),
            HoldKind.QUARANTINE,
            id="version 1",
        ),
        pytest.param(_orphan(attached_policies=(FALSE_QUARANTINE,)), HoldKind.POLICY, id="a customer's quarantine"),
        pytest.param(
            _orphan(inline_policies=(InlinePolicy(CONTAINMENT_POLICY, Known("{}")),)),
            HoldKind.CONTAINMENT,
            id="contained by bks",
        ),
        pytest.param(
            _orphan(inline_policies=(InlinePolicy("more", Known("{}")),)), HoldKind.POLICY, id="inline policy"
        ),
        pytest.param(_orphan(attached_policies=(_aws_policy("AdministratorAccess"),)), HoldKind.POLICY, id="beyond"),
        pytest.param(_orphan(attached_policies=(LOOKALIKE,)), HoldKind.POLICY, id="a customer's policy of AWS's name"),
        pytest.param(
            _orphan(attached_policies=(_aws_policy("CloudWatchAPIKeyAccess"),)),
            HoldKind.POLICY,
            id="another service's policy",
        ),
        pytest.param(_orphan(groups=("admins",)), HoldKind.GROUP, id="group"),
        pytest.param(_orphan(service_credentials=(CODECOMMIT,)), HoldKind.OTHER_SERVICE, id="CodeCommit"),
        pytest.param(
            _orphan(record=user_record(created=NOW - timedelta(hours=23))), HoldKind.YOUNG, id="a day not old"
        ),
        pytest.param(
            _orphan(record=user_record(created=NOW + timedelta(hours=1))), HoldKind.YOUNG, id="from the future"
        ),
        pytest.param(_orphan(record=denied("iam:GetUser")), HoldKind.UNREAD, id="age unread"),
        pytest.param(_orphan(groups=denied("iam:ListGroupsForUser")), HoldKind.UNREAD, id="groups unread"),
        pytest.param(
            _orphan(attached_policies=denied("iam:ListAttachedUserPolicies")),
            HoldKind.UNREAD,
            id="attached policies unread",
        ),
        pytest.param(
            _orphan(inline_policies=denied("iam:ListUserPolicies")),
            HoldKind.UNREAD,
            id="inline policies unread",
        ),
    ],
)
def test_what_needs_a_person_to_decide_is_a_hold(subject: User, hold: HoldKind) -> None:
    assert [each.kind for each in judged(subject).holds] == [hold]


def test_an_ordinary_user_is_held_whatever_else() -> None:
    kinds = [hold.kind for hold in judged(user("alice", service_credentials=(), attached_policies=())).holds]
    assert kinds == [HoldKind.ORDINARY_USER]


def test_a_plain_orphan_has_no_hold() -> None:
    assert judged(_orphan()).holds == ()


def test_the_minimum_age_is_the_callers_to_choose() -> None:
    week_old = _orphan(record=user_record(created=days_ago(7)))
    kinds = [hold.kind for hold in assess(week_old, NOW, minimum_age=timedelta(days=8)).holds]
    assert kinds == [HoldKind.YOUNG]


@pytest.mark.parametrize(
    ("subject", "note"),
    [
        (user(service_credentials=(api_key(expires=None),)), "API key ACCAEXAMPLE000000001 never expires"),
        (user(service_credentials=(api_key(created=days_ago(91)),)), "API key ACCAEXAMPLE000000001 is 91 days old"),
        (
            user(attached_policies=(_aws_policy("AdministratorAccess"),)),
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


UNREAD = st.builds(Unread, st.sampled_from(Cause), st.just("iam:Anything"))
API_KEYS = st.lists(
    st.builds(
        api_key,
        status=st.sampled_from(["Active", "Inactive", "Expired", "Suspended"]),
        expires=st.sampled_from([None, NOW + timedelta(days=1), days_ago(1)]),
    ),
    max_size=2,
).map(tuple)
ACCESS_KEYS = st.lists(
    st.builds(access_key, status=st.sampled_from(["Active", "Inactive", "Expired", "Suspended"])), max_size=2
).map(tuple)
USERS = st.builds(
    user,
    st.sampled_from([PHANTOM_NAME, "AeaApiKey-9q2w", "alice"]),
    service_credentials=API_KEYS | UNREAD,
    access_keys=ACCESS_KEYS | UNREAD,
    login_profile=st.none() | st.just(PASSWORD) | UNREAD,
    groups=st.just(()) | UNREAD,
    attached_policies=st.just((BEDROCK_POLICY,)) | UNREAD,
)


def _unread_facts(subject: User) -> set[str]:
    return {field.name for field in fields(subject) if isinstance(getattr(subject, field.name), Unread)}


@given(USERS)
def test_nobody_is_orphaned_whose_credentials_were_not_all_read(subject: User) -> None:
    needed = {"service_credentials", "access_keys", "login_profile"}
    assert judged(subject).status is not Status.ORPHANED or not needed & _unread_facts(subject)


@given(USERS)
def test_nobody_is_orphaned_with_a_credential_that_may_work(subject: User) -> None:
    assumed_dead = {"Inactive", "Expired"}
    keys = [key for key in subject.api_keys if key.expires is None or key.expires > NOW]
    access_keys = subject.access_keys.value if isinstance(subject.access_keys, Known) else ()
    may_work = ({key.status for key in keys} | {key.status for key in access_keys}) - assumed_dead
    has_password = subject.login_profile == Known(PASSWORD)
    assert judged(subject).status is not Status.ORPHANED or not (may_work or has_password)


@given(USERS)
def test_every_status_has_a_reason(subject: User) -> None:
    assert judged(subject).reasons


@given(USERS, st.sampled_from(["service_credentials", "access_keys", "login_profile"]))
def test_losing_a_fact_never_makes_a_user_look_safer(subject: User, fact: str) -> None:
    lost: dict[str, Any] = {fact: Unread(Cause.DENIED, "iam:Anything")}
    blind = replace(subject, **lost)
    before, after = judged(subject).status, judged(blind).status
    assert after is before or after is Status.UNKNOWN or before is Status.AT_RISK
    assert after not in (Status.ORPHANED, Status.NO_LIVE_KEY) or after is before


@given(USERS)
def test_an_unread_fact_that_a_clean_up_needs_holds_it_back(subject: User) -> None:
    needed = {"groups", "attached_policies"} & _unread_facts(subject)
    held = [hold for hold in judged(subject).holds if hold.kind is HoldKind.UNREAD]
    assert len(held) == len(needed)
