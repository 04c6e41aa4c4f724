"""Whatever fails is a gap that says so, and everything else is there."""

from __future__ import annotations

from functools import partial

import pytest

from bks_tui.aws.retries import RetryBudget
from bks_tui.core.errors import UnreachableError
from bks_tui.core.timeline.timeline import Gap, TimelineOptions
from bks_tui.demo.state.actors import IamUser
from bks_tui.demo.state.faults import ALL_USERS
from tests.support.trails import (
    LOOKUP,
    PHANTOM,
    REGIONS,
    attacked_account,
    days_ago,
    quiet_account,
    reasons,
    result,
)

# Outlasts any throttling that ends, without a pause.
ENDLESS = RetryBudget(total=1.0, first=0.0, longest=0.0)


def test_nothing_that_fails_is_no_gap() -> None:
    found = result(attacked_account())
    assert found.complete
    assert found.regions_searched == REGIONS


def test_with_one_region_denied_one_throttled_for_a_while_and_one_dead_all_else_is_there() -> None:
    account = attacked_account()
    account.enabled_regions = (*REGIONS, "eu-north-1", "sa-east-1")
    for region in account.enabled_regions:
        account.record_event("GetGuardrail", region=region, when=days_ago(1), actor=IamUser(PHANTOM))
    account.faults.deny(LOOKUP, region="eu-north-1")
    account.faults.throttle(LOOKUP, 20, region="eu-west-1")
    account.faults.drop(LOOKUP, None, region="sa-east-1")
    found = result(account, patience=ENDLESS)
    assert len(found.events) == 14 + len(REGIONS)
    assert {region for region, _ in reasons(found)} == {"eu-north-1", "sa-east-1"}
    assert "denied" in reasons(found)["eu-north-1", LOOKUP]
    assert "no connection" in reasons(found)["sa-east-1", LOOKUP]
    assert found.regions_searched == REGIONS


def test_a_region_that_is_throttled_for_too_long_is_a_gap() -> None:
    account = attacked_account()
    account.faults.throttle(LOOKUP, None, region="eu-west-1")
    found = result(account)
    assert found.gaps == (Gap("eu-west-1", LOOKUP, "AWS throttled cloudtrail:LookupEvents for too long"),)
    assert found.regions_with_activity == ("ap-south-1", "us-east-1")


def test_the_events_of_a_region_that_fails_later_are_kept() -> None:
    account = attacked_account()
    account.faults.truncate_pages(1, LOOKUP, region="eu-west-1")
    account.faults.before(LOOKUP, partial(account.faults.drop, LOOKUP, None, region="eu-west-1"), 3, "eu-west-1")
    found = result(account)
    assert 0 < sum(event.region == "eu-west-1" for event in found.events) < 5
    assert set(reasons(found)) == {("eu-west-1", LOOKUP)}
    assert found.regions_searched == ("ap-south-1", "us-east-1")


@pytest.mark.parametrize(
    ("operation", "user", "target", "words"),
    [
        ("iam:ListAccessKeys", PHANTOM, PHANTOM, "by user name only"),
        ("iam:ListServiceSpecificCredentials", ALL_USERS, f"{PHANTOM}-at-111122223333", "under its new name"),
        ("iam:ListServiceSpecificCredentials", PHANTOM, PHANTOM, "under its former name"),
    ],
)
def test_what_iam_does_not_tell_is_a_gap(operation: str, user: str, target: str, words: str) -> None:
    account = attacked_account()
    account.faults.deny(operation, user)
    found = result(account, target)
    assert len(found.events) == 14
    assert set(reasons(found)) == {(None, operation)}
    assert words in reasons(found)[None, operation]


def test_where_everything_is_denied_the_timeline_is_empty_and_not_complete() -> None:
    account = attacked_account()
    account.faults.deny()
    found = result(account)
    assert (found.events, found.regions_searched, found.complete) == ((), (), False)


def test_a_failure_to_find_out_who_asks_ends_the_timeline() -> None:
    account = attacked_account()
    account.faults.drop("sts:GetCallerIdentity", None)
    with pytest.raises(UnreachableError):
        result(account)


def test_that_the_sessions_of_a_role_cannot_be_asked_for_is_a_gap() -> None:
    found = result(attacked_account(), "arn:aws:iam::111122223333:role/teams/Builder")
    assert set(reasons(found)) == {(None, LOOKUP)}
    assert reasons(found)[None, LOOKUP].startswith("CloudTrail cannot search for the sessions of role Builder")


def test_a_session_that_is_asked_for_by_its_arn_leaves_no_gap() -> None:
    assert result(attacked_account(), "arn:aws:sts::111122223333:assumed-role/Builder/build-17").complete


# The cap.


@pytest.mark.parametrize("wanted", [1, 3, 13])
def test_only_the_newest_events_are_kept_where_more_are_there_than_wanted(wanted: int) -> None:
    account = attacked_account()
    account.faults.truncate_pages(1, LOOKUP)
    found = result(account, options=TimelineOptions(max_events=wanted))
    assert found.events == result(attacked_account()).events[-wanted:]
    assert found.capped
    assert not found.complete
    assert set(found.signals) <= {event.event_id for event in found.events}


@pytest.mark.parametrize("wanted", [14, 15, None])
def test_a_timeline_within_its_limit_is_not_capped(wanted: int | None) -> None:
    found = result(attacked_account(), options=TimelineOptions(max_events=wanted))
    assert len(found.events) == 14
    assert not found.capped


def test_no_more_pages_are_read_than_the_newest_events_need() -> None:
    account = quiet_account(regions=("us-east-1",))
    for number in range(60):
        account.record_event("InvokeModel", when=days_ago(1 + number / 100), actor=IamUser(PHANTOM))
    account.faults.truncate_pages(2, LOOKUP)
    result(account, options=TimelineOptions(max_events=5))
    asked = [
        call.parameters["LookupAttributes"][0]["AttributeKey"] for call in account.calls if call.operation == LOOKUP
    ]
    assert asked.count("Username") == 3
