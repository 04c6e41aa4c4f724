"""What CloudTrail is asked for, by target: a user, a key, a session, a role."""

from __future__ import annotations

import pytest

from bks_tui.core.errors import UsageError
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.demo.state.actors import RoleSession
from tests.support.trails import PHANTOM, asked_about, days_ago, quiet_account, regions_asked, result

OTHER_ACCOUNT = "999988887777"


def ids(found: Timeline) -> list[str]:
    return [event.event_id for event in found.events]


def test_a_user_is_asked_for_by_name_in_both_ways_and_by_its_access_keys() -> None:
    account = quiet_account()
    keys = [account.add_access_key(PHANTOM).access_key_id for _ in range(2)]
    by_key = {("AccessKeyId", key) for key in keys}
    assert asked_about(PHANTOM, account) == {("Username", PHANTOM), ("ResourceName", PHANTOM)} | by_key


def test_the_arn_of_a_user_is_that_user() -> None:
    account = quiet_account()
    assert asked_about(f"arn:aws:iam::{account.account_id}:user/console/{PHANTOM}") == {
        ("Username", PHANTOM),
        ("ResourceName", PHANTOM),
    }


@pytest.mark.parametrize("access_key_id", ["AKIARTX3GSDS37SCLGXJ", "ASIARTX3GSDS37SCLGXJ"])
def test_an_access_key_is_asked_for_and_what_was_done_to_it(access_key_id: str) -> None:
    # Its id shows the account 111122223333.
    assert asked_about(access_key_id) == {("AccessKeyId", access_key_id), ("ResourceName", access_key_id)}


def test_a_role_session_is_asked_for_by_its_name_and_what_made_it_by_its_arn_and_role() -> None:
    arn = "arn:aws:sts::111122223333:assumed-role/Builder/build-17"
    assert asked_about(arn) == {
        ("Username", "build-17"),
        ("ResourceName", "build-17"),
        ("ResourceName", arn),
        ("ResourceName", "Builder"),
    }


def test_a_role_is_asked_for_by_its_arn_and_its_name() -> None:
    arn = "arn:aws:iam::111122223333:role/teams/Builder"
    assert asked_about(arn) == {("ResourceName", arn), ("ResourceName", "Builder")}


def test_anything_else_is_asked_for_by_its_arn() -> None:
    arn = "arn:aws:bedrock:us-east-1:111122223333:guardrail/abc"
    assert asked_about(arn) == {("ResourceName", arn)}


def test_a_session_finds_its_own_calls_among_others() -> None:
    account = quiet_account()
    account.record_event("InvokeModel", when=days_ago(1), actor=RoleSession("Builder", "build-17"))
    account.record_event("InvokeModel", when=days_ago(1), actor=RoleSession("Builder", "build-18"))
    found = result(account, "arn:aws:sts::111122223333:assumed-role/Builder/build-17")
    assert [event.actor.name for event in found.events] == ["build-17"]


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        (f"arn:aws:iam::{OTHER_ACCOUNT}:user/ana", "belongs to account 999988887777, not to 111122223333"),
        (f"{PHANTOM}-at-{OTHER_ACCOUNT}", "belongs to account 999988887777, not to 111122223333"),
        ("arn:aws-cn:iam::111122223333:user/ana", "belongs to the partition aws-cn, not to aws"),
    ],
)
def test_a_target_of_another_account_is_a_wrong_use(target: str, sentence: str) -> None:
    account = quiet_account()
    with pytest.raises(UsageError, match=sentence):
        result(account, target)
    assert not regions_asked(account)
