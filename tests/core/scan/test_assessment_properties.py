"""Whatever is read of a user and whatever is not, the assessment fails closed."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.evidence import Cause, Known, Unread
from bks_tui.core.iam.user import LoginProfile, User
from bks_tui.core.scan.assessment import Status, assess
from bks_tui.core.scan.holds import HoldKind
from tests.support.users import (
    BEDROCK_POLICY,
    NOW,
    PHANTOM_NAME,
    access_key,
    api_key,
    days_ago,
    user,
)

PASSWORD = LoginProfile(NOW, reset_required=False)
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
    assert assess(subject, NOW).status is not Status.ORPHANED or not needed & _unread_facts(subject)


@given(USERS)
def test_nobody_is_orphaned_with_a_credential_that_may_work(subject: User) -> None:
    assumed_dead = {"Inactive", "Expired"}
    keys = [key for key in subject.api_keys if key.expires is None or key.expires > NOW]
    access_keys = subject.access_keys.value if isinstance(subject.access_keys, Known) else ()
    may_work = ({key.status for key in keys} | {key.status for key in access_keys}) - assumed_dead
    has_password = subject.login_profile == Known(PASSWORD)
    assert assess(subject, NOW).status is not Status.ORPHANED or not (may_work or has_password)


@given(USERS)
def test_every_status_has_a_reason(subject: User) -> None:
    assert assess(subject, NOW).reasons


@given(USERS, st.sampled_from(["service_credentials", "access_keys", "login_profile"]))
def test_losing_a_fact_never_makes_a_user_look_safer(subject: User, fact: str) -> None:
    lost: dict[str, Any] = {fact: Unread(Cause.DENIED, "iam:Anything")}
    blind = replace(subject, **lost)
    before, after = assess(subject, NOW).status, assess(blind, NOW).status
    assert after is before or after is Status.UNKNOWN or before is Status.AT_RISK
    assert after not in (Status.ORPHANED, Status.NO_LIVE_KEY) or after is before


@given(USERS)
def test_an_unread_fact_that_a_clean_up_needs_holds_it_back(subject: User) -> None:
    needed = {"groups", "attached_policies"} & _unread_facts(subject)
    held = [hold for hold in assess(subject, NOW).holds if hold.kind is HoldKind.UNREAD]
    assert len(held) == len(needed)
