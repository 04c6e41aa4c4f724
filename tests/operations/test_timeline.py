"""A timeline holds everything that was done by a target and to it, wherever, once and in order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bks_tui.aws.pacing import Pace
from bks_tui.aws.retries import Wait
from bks_tui.core.account import Account
from bks_tui.core.errors import UsageError
from bks_tui.core.events import chronological
from bks_tui.core.signals import find_signals
from bks_tui.core.target import Target, parse_target
from bks_tui.core.timeline import EventsFound, RegionProgress, Timeline, TimelineOptions
from bks_tui.demo.account import SimulatedAccount
from bks_tui.demo.actors import Actor, IamUser, RoleSession
from bks_tui.operations.timeline import timeline
from tests.support.scans import NOW
from tests.support.trails import (
    BUILDER,
    LOOKUP,
    MALLORY,
    PHANTOM,
    REGIONS,
    asked_for,
    attacked_account,
    days_ago,
    names,
    quiet_account,
    record_iam_event,
    regions_asked,
    rename,
    result,
    session_in,
    updates,
)

OTHER_ACCOUNT = "999988887777"


def of_interest(account: SimulatedAccount) -> list[str]:
    """The ids of what the account holds by the phantom, with its access keys, or about it: oldest first."""
    keys = {key.access_key_id for key in account.users[PHANTOM].access_keys}
    return [
        event.event_id
        for event in sorted(account.trail.all(), key=lambda event: (event.time, event.event_id))
        if event.user_name == PHANTOM or event.access_key_id in keys or PHANTOM in [name for _, name in event.resources]
    ]


def ids(found: Timeline) -> list[str]:
    return [event.event_id for event in found.events]


def test_all_that_was_done_by_the_user_and_to_it_is_there_oldest_first() -> None:
    account = attacked_account()
    found = result(account)
    assert ids(found) == of_interest(account)
    assert len(found.events) == 14


_ACTORS: dict[str, Callable[[str], Actor]] = {
    "the API key": lambda _: IamUser(PHANTOM),
    "the access key": lambda key: IamUser(PHANTOM, key),
    "its access key under an older name": lambda key: IamUser("older", key),
    "another user": lambda _: MALLORY,
    "a role": lambda _: BUILDER,
}
_EVENTS = st.lists(
    st.tuples(
        st.sampled_from(sorted(_ACTORS)),
        st.sampled_from(("InvokeModel", "CreateUser", "AttachUserPolicy", "ListBuckets")),
        st.sampled_from(REGIONS),
        # Seconds apart or at the same moment, within the days asked for.
        st.integers(0, 600_000).map(lambda seconds: seconds // 50_000 * 50_000),
        st.sampled_from((PHANTOM, "alice", None)),
    ),
    max_size=25,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=_EVENTS, page=st.integers(1, 5), empty_pages=st.integers(0, 4))
def test_the_lookups_together_find_whatever_the_account_holds(
    events: list[tuple[str, str, str, int, str | None]], page: int, empty_pages: int
) -> None:
    account = quiet_account()
    key = account.add_access_key(PHANTOM).access_key_id
    for actor, name, region, seconds, about in events:
        account.record_event(
            name,
            region=region,
            when=NOW - timedelta(seconds=seconds),
            actor=_ACTORS[actor](key),
            resources=(("AWS::IAM::User", about),) if about else (),
        )
    account.faults.truncate_pages(page, LOOKUP)
    account.faults.truncate_pages(0, LOOKUP, calls=empty_pages)
    found = result(account)
    assert ids(found) == of_interest(account)
    assert found.complete


def test_an_event_that_several_lookups_find_is_told_once() -> None:
    account = quiet_account()
    # By the phantom, with its access key, to itself.
    key = account.add_access_key(PHANTOM).access_key_id
    record_iam_event(account, "CreateAccessKey", 1, actor=IamUser(PHANTOM, key))
    told = [event for update in updates(account) if isinstance(update, EventsFound) for event in update.events]
    assert len(told) == 1


def test_the_events_told_on_the_way_are_those_of_the_timeline() -> None:
    told = [
        event for update in updates(attacked_account()) if isinstance(update, EventsFound) for event in update.events
    ]
    assert sorted(told, key=chronological) == list(result(attacked_account()).events)


def test_the_order_does_not_depend_on_which_region_answers_first() -> None:
    account = attacked_account()
    account.faults.truncate_pages(1, LOOKUP, region="eu-west-1")
    assert result(account) == result(attacked_account())


def test_the_identity_comes_first_and_the_timeline_last_and_once() -> None:
    told = list(updates(attacked_account()))
    assert isinstance(told[0], Account)
    assert [isinstance(update, Timeline) for update in told].index(True) == len(told) - 1


def test_signals_are_found_with_the_access_keys_that_iam_told() -> None:
    account = attacked_account()
    found = result(account)
    keys = tuple(key.access_key_id for key in account.users[PHANTOM].access_keys)
    assert found.target == replace(parse_target(PHANTOM, NOW), access_key_ids=keys)
    assert found.signals
    assert found.signals == find_signals(found.events, found.target)


@pytest.mark.parametrize("days", [1, 7, 90])
def test_only_the_days_that_were_asked_for_are_searched(days: int) -> None:
    account = quiet_account()
    for age in (0.5, 6.5, 7.5, 89.5):
        account.record_event("InvokeModel", when=days_ago(age), actor=IamUser(PHANTOM))
    found = result(account, options=TimelineOptions(days=days))
    assert (found.days, found.since, found.until) == (days, days_ago(days), NOW)
    assert len(found.events) == {1: 1, 7: 2, 90: 4}[days]


def test_a_record_that_cannot_be_parsed_is_kept_and_counted() -> None:
    account = attacked_account()
    account.record_event("Converse", region="eu-west-1", when=days_ago(5), actor=IamUser(PHANTOM))
    account.trail.all()
    for event in account.trail.all():
        if event.name == "Converse" and event.region == "eu-west-1":
            event.record = "{ cut off"
    found = result(account)
    assert ids(found) == of_interest(account)
    assert found.unparsed == 1
    assert found.complete


def test_progress_counts_the_pages_and_events_of_each_region() -> None:
    account = attacked_account()
    last = {update.region: update for update in updates(account) if isinstance(update, RegionProgress)}
    assert last == {
        "ap-south-1": RegionProgress("ap-south-1", 3, 5, done=True),
        "eu-west-1": RegionProgress("eu-west-1", 3, 5, done=True),
        "us-east-1": RegionProgress("us-east-1", 3, 4, done=True),
    }


def test_every_region_is_named_before_anything_of_it_is_read() -> None:
    told = [update for update in updates(attacked_account()) if isinstance(update, RegionProgress)]
    assert [(update.region, update.pages) for update in told[:3]] == [(region, 0) for region in REGIONS]


def test_all_lookups_of_a_region_share_its_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    paces: list[list[float]] = []

    class CountedPace(Pace):
        def __init__(self, interval: float, wait: Wait) -> None:
            super().__init__(interval, wait)
            self.turns: list[float] = []
            paces.append(self.turns)

        def take_turn(self) -> None:
            self.turns.append(self._interval)

    monkeypatch.setattr("bks_tui.operations.timeline_asking.Pace", CountedPace)
    account = attacked_account()
    list(timeline(session_in(account), parse_target(PHANTOM, NOW), TimelineOptions(), threading.Event(), lambda: NOW))
    # By two attributes and an access key, half a second apart, in each of three Regions.
    assert paces == [[0.5] * 3] * 3


# What is asked for, by target.


def asked_about(target: str | Target, account: SimulatedAccount | None = None) -> set[tuple[str, str]]:
    """What CloudTrail is asked for a target."""
    account = account or quiet_account()
    result(account, target)
    return asked_for(account)


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
    # Its id tells the account 111122223333.
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
        ("arn:aws-cn:iam::111122223333:user/ana", "is of the partition aws-cn, not of aws"),
    ],
)
def test_a_target_of_another_account_is_a_wrong_use(target: str, sentence: str) -> None:
    account = quiet_account()
    with pytest.raises(UsageError, match=sentence):
        result(account, target)
    assert not regions_asked(account)


# Names that change.


def test_a_key_of_a_renamed_user_is_followed_to_its_name_of_today() -> None:
    account = quiet_account()
    account.record_event("InvokeModel", when=days_ago(5), actor=IamUser(PHANTOM))
    account.rename_user(PHANTOM, "backup-operator")
    key = account.add_access_key("backup-operator").access_key_id
    account.record_event("ListBuckets", "s3.amazonaws.com", when=days_ago(3), actor=IamUser("backup-operator"))
    found = result(account, f"{PHANTOM}-at-{account.account_id}")
    assert names(found) == ["InvokeModel", "ListBuckets"]
    assert found.target.access_key_ids == (key,)


@pytest.mark.parametrize("target", [f"{PHANTOM}-at-111122223333", PHANTOM, "backup-operator"])
def test_what_a_renamed_user_did_is_its_own_whichever_name_is_known(target: str) -> None:
    account = quiet_account()
    account.record_event("ListFoundationModels", when=days_ago(5), actor=IamUser(PHANTOM))
    rename(account, PHANTOM, "backup-operator", 4)
    account.record_event("ListBuckets", "s3.amazonaws.com", when=days_ago(3), actor=IamUser("backup-operator"))
    found = result(account, target)
    assert (found.summary.first_use, found.summary.last_use) == (days_ago(5), days_ago(3))
    assert {"model-probe", "outside-service"} <= {signal.name for signal, _ in found.summary.signals}


@pytest.mark.parametrize("target", [PHANTOM, "backup-operator"])
def test_a_rename_is_followed_whichever_name_is_known(target: str) -> None:
    account = quiet_account()
    account.record_event("InvokeModel", when=days_ago(5), actor=IamUser(PHANTOM))
    rename(account, PHANTOM, "middle-name", 4)
    rename(account, "middle-name", "backup-operator", 3)
    # CloudTrail files a rename under both names.
    for event in account.trail.all():
        if event.name == "UpdateUser":
            new_name = {4: "middle-name", 3: "backup-operator"}[(NOW - event.time).days]
            event.resources = (*event.resources, ("AWS::IAM::User", new_name))
    account.record_event("ListBuckets", "s3.amazonaws.com", when=days_ago(2), actor=IamUser("backup-operator"))
    assert names(result(account, target)) == ["InvokeModel", "UpdateUser", "UpdateUser", "ListBuckets"]


def test_the_aliases_of_its_keys_tell_what_a_user_was_called_before_the_days_that_are_searched() -> None:
    account = quiet_account()
    account.rename_user(PHANTOM, "backup-operator")
    assert {("Username", PHANTOM), ("ResourceName", PHANTOM)} <= asked_about("backup-operator", account)


def test_a_user_whose_own_name_ends_like_a_marker_was_called_nothing_else() -> None:
    account = quiet_account()
    account.add_user("alice+1")
    account.add_api_key("alice+1")
    assert asked_about("alice+1", account) == {("Username", "alice+1"), ("ResourceName", "alice+1")}


@pytest.mark.parametrize("target", [f"{PHANTOM}-at-111122223333", PHANTOM, "backup-operator"])
def test_that_another_user_has_the_old_name_today_is_a_remark(target: str) -> None:
    account = quiet_account()
    account.rename_user(PHANTOM, "backup-operator")
    account.add_user(PHANTOM)
    record_iam_event(account, "UpdateUser", 3, actor=MALLORY, newUserName="backup-operator")
    found = result(account, target)
    assert [remark for remark in found.remarks if "are different users today" in remark]
    assert found.complete


def test_that_a_renamed_user_may_have_shared_its_name_is_a_remark() -> None:
    account = quiet_account()
    rename(account, PHANTOM, "backup-operator", 3)
    (remark,) = result(account, PHANTOM).remarks
    assert "renamed" in remark


def test_that_nobody_holds_a_key_today_is_a_remark() -> None:
    account = quiet_account()
    (remark,) = result(account, "BedrockAPIKey-gone-at-111122223333").remarks
    assert remark.startswith("No user holds the key BedrockAPIKey-gone-at-111122223333 today")


@pytest.mark.parametrize("target", [f"{PHANTOM}-at-111122223333", PHANTOM])
def test_of_a_user_that_kept_its_name_there_is_nothing_to_remark(target: str) -> None:
    assert result(attacked_account(), target).remarks == ()


def test_a_rename_of_somebody_else_is_not_followed() -> None:
    account = quiet_account()
    account.add_user("alice")
    account.rename_user("alice", "bob")
    account.record_event(
        "UpdateUser",
        "iam.amazonaws.com",
        when=days_ago(1),
        actor=IamUser(PHANTOM),
        requestParameters={"userName": "alice", "newUserName": "bob"},
    )
    assert not {value for _, value in asked_about(PHANTOM, account)} & {"alice", "bob"}


def test_a_rename_that_was_refused_is_not_followed() -> None:
    account = quiet_account()
    account.record_event(
        "UpdateUser",
        "iam.amazonaws.com",
        when=days_ago(1),
        actor=MALLORY,
        resources=(("AWS::IAM::User", PHANTOM),),
        errorCode="AccessDenied",
        requestParameters={"userName": PHANTOM, "newUserName": "bob"},
    )
    assert "bob" not in {value for _, value in asked_about(PHANTOM, account)}


def test_a_user_that_was_deleted_has_a_timeline_without_gaps() -> None:
    account = attacked_account()
    account.delete_user(PHANTOM)
    found = result(account)
    assert len(found.events) == 14
    assert found.complete
