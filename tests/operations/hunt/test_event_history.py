"""A hunt in event history finds what the account's records show, and whatever fails is a gap."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from bks_tui.core.cloudtrail.event import parse_event
from bks_tui.core.errors import CancelledError, UsageError
from bks_tui.core.hunt.hunt import Hunt, HuntUpdate
from bks_tui.core.timeline.source import RegionProgress
from bks_tui.core.timeline.timeline import TimelineOptions
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser, RoleSession
from bks_tui.demo.story.account import demo_account
from bks_tui.operations.hunt import collector
from bks_tui.operations.hunt.event_history import hunt
from tests.support.hunts import gathered, hunt_in, names, signals
from tests.support.scans import NOW, SHORT_PATIENCE
from tests.support.trails import (
    LOOKUP,
    MALLORY,
    PHANTOM,
    REGIONS,
    asked_for,
    attacked_account,
    days_ago,
    quiet_account,
    record_iam_event,
    regions_asked,
    session_in,
)

KEY: dict[str, Any] = {"additionalEventData": {"callWithBearerToken": True}}
CHAT = RoleSession("Chat", "pod-1", access_key_id="ASIAEXAMPLE000000001")


def account_with_key_users() -> SimulatedAccount:
    """An account in which a user and a role used API keys, and did other things too."""
    account = quiet_account()
    for actor in (IamUser("alice"), CHAT):
        account.record_event("InvokeModel", region="eu-west-1", when=days_ago(2), actor=actor, **KEY)
        account.record_event("ListBuckets", "s3.amazonaws.com", "us-east-1", when=days_ago(1), actor=actor)
    account.record_event("ListBuckets", "s3.amazonaws.com", "us-east-1", when=days_ago(1), actor=IamUser("carol"))
    return account


def test_identities_are_listed_with_their_other_calls() -> None:
    found = hunt_in(account_with_key_users())
    assert {identity.name: (identity.used_api_key, identity.events) for identity in found.identities} == {
        "alice": (True, 2),
        "Chat": (True, 2),
    }
    assert found.complete


def test_the_incident_of_the_demo_is_as_its_records_show() -> None:
    account = demo_account(NOW)
    found = hunt_in(account, TimelineOptions(days=90))
    events = [parse_event(event.record) for event in account.trail.all() if event.is_management]
    everything = gathered(*(event for event in events if event.time and event.time >= days_ago(90)))
    listed = {identity.key: identity for identity in everything.identities}
    # The quarantine by AWS names no account, and who only read a user was not searched for.
    assert {identity.key for identity in found.identities} == set(listed)
    for identity in found.identities:
        assert signals(identity) == signals(listed[identity.key])


def test_phantom_users_of_the_account_are_searched_by_name() -> None:
    account = quiet_account()
    account.record_event("ListBuckets", "s3.amazonaws.com", "us-east-1", when=days_ago(1), actor=IamUser(PHANTOM))
    record_iam_event(account, "CreateAccessKey", 2, actor=MALLORY)
    assert set(names(hunt_in(account))) == {PHANTOM, "mallory"}


def test_iam_is_asked_in_its_own_region_only() -> None:
    account = attacked_account()
    hunt_in(account)
    by_resource = {
        call.region
        for call in account.calls
        if call.operation == LOOKUP and call.parameters["LookupAttributes"][0]["AttributeKey"] == "ResourceName"
    }
    assert by_resource == {"us-east-1"}
    assert regions_asked(account) == set(REGIONS)


def test_nothing_is_asked_twice() -> None:
    account = attacked_account()
    hunt_in(account)
    asked = [
        (call.region, str(call.parameters["LookupAttributes"])) for call in account.calls if call.operation == LOOKUP
    ]
    assert len(asked) == len(set(asked))


def test_chosen_regions_leave_the_events_of_iam_out_and_say_so() -> None:
    found = hunt_in(attacked_account(), TimelineOptions(regions=("eu-west-1",)))
    assert "IAM events are in this Region" in found.gaps[0].reason
    assert found.coverage[0].regions == ("eu-west-1",)


def test_a_denied_region_is_a_gap_and_the_others_are_there() -> None:
    account = account_with_key_users()
    account.faults.deny(LOOKUP, region="ap-south-1")
    found = hunt_in(account)
    assert [gap.region for gap in found.gaps] == ["ap-south-1"]
    assert found.coverage[0].regions == ("eu-west-1", "us-east-1")
    assert set(names(found)) == {"alice", "Chat"}
    assert len([call for call in account.calls if (call.operation, call.region) == (LOOKUP, "ap-south-1")]) <= 3


def test_users_that_cannot_be_listed_are_a_gap() -> None:
    account = quiet_account()
    account.faults.deny("iam:ListUsers")
    (gap,) = hunt_in(account).gaps
    assert (gap.source, "phantom users" in gap.reason) == ("iam:ListUsers", True)


def test_more_events_than_wanted_are_a_gap() -> None:
    account = quiet_account()
    for number in range(5):
        account.record_event("InvokeModel", region="eu-west-1", when=days_ago(1 + number / 10), actor=CHAT, **KEY)
    account.faults.truncate_pages(1, LOOKUP)
    found = hunt_in(account, TimelineOptions(max_events=2))
    assert {gap.region for gap in found.gaps} == {"eu-west-1"}
    assert "more than 2 events with EventSource bedrock.amazonaws.com" in found.gaps[0].reason
    assert not found.complete


def test_a_role_with_many_sessions_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "_MOST_SESSIONS", 1)
    account = quiet_account()
    for name in ("pod-1", "pod-2"):
        actor = RoleSession("Chat", name, access_key_id="ASIAEXAMPLE000000001")
        account.record_event("InvokeModel", region="eu-west-1", when=days_ago(1), actor=actor, **KEY)
    found = hunt_in(account)
    assert "role Chat has 2 sessions" in found.gaps[0].reason
    assert len([one for one in asked_for(account) if one[1].startswith("pod-")]) == 1


def test_a_value_that_cloudtrail_would_refuse_is_not_asked_for() -> None:
    account = quiet_account()
    account.record_event("InvokeModel", region="eu-west-1", when=days_ago(1), actor=IamUser("x" * 2_001), **KEY)
    assert hunt_in(account).complete


@pytest.mark.parametrize("seen", [1, 4, 9])
def test_cancelled_it_keeps_what_is_there_and_says_so(seen: int) -> None:
    cancelled, updates = threading.Event(), list[HuntUpdate]()
    account = account_with_key_users()
    for update in hunt(session_in(account), TimelineOptions(), cancelled, lambda: NOW, SHORT_PATIENCE):
        updates.append(update)
        if len(updates) == seen:
            cancelled.set()
    assert isinstance(updates[-1], Hunt)
    assert "stopped by you before everything was read" in [gap.reason for gap in updates[-1].gaps]


def test_cancelled_before_it_is_known_who_asks_there_is_nothing_to_keep() -> None:
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(CancelledError):
        list(hunt(session_in(quiet_account()), TimelineOptions(), cancelled, lambda: NOW, SHORT_PATIENCE))


def test_a_session_that_ends_makes_it_incomplete() -> None:
    account = account_with_key_users()
    account.faults.expire_token(after=12)
    found = hunt_in(account)
    assert not found.complete
    assert {gap.source for gap in found.gaps} <= {LOOKUP, "iam:ListUsers", "ec2:DescribeRegions"}


def test_a_period_that_cloudtrail_does_not_keep_is_refused() -> None:
    with pytest.raises(UsageError, match="keeps 90 days"):
        hunt_in(quiet_account(), replace(TimelineOptions(), since=days_ago(99)))


def test_every_region_is_done_at_the_end() -> None:
    account = attacked_account()
    progress: dict[str, RegionProgress] = {}
    for update in hunt(session_in(account), TimelineOptions(), threading.Event(), lambda: NOW, SHORT_PATIENCE):
        if isinstance(update, RegionProgress):
            progress[update.region] = update
    assert {region: each.done for region, each in progress.items()} == dict.fromkeys(REGIONS, True)
