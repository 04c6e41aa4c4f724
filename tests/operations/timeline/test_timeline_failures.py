"""Whatever fails is a gap that says so, and everything else is there."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from bks_tui.aws.regions import known_regions
from bks_tui.aws.retries import RetryBudget
from bks_tui.core.account.account import Account
from bks_tui.core.errors import CancelledError, UnreachableError
from bks_tui.core.timeline.timeline import EventsFound, Gap, RegionProgress, Timeline, TimelineOptions
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser
from bks_tui.demo.state.faults import ALL_USERS
from tests.support.keys import query, service_called, short_term_key
from tests.support.trails import (
    LOOKUP,
    PHANTOM,
    REGIONS,
    attacked_account,
    days_ago,
    names,
    quiet_account,
    regions_asked,
    result,
    updates,
)

# Outlasts any throttling that ends, without a pause.
ENDLESS = RetryBudget(total=1.0, first=0.0, longest=0.0)
STOPPED = Gap(None, LOOKUP, "stopped by you before everything was read")


def reasons(found: Timeline) -> dict[tuple[str | None, str], str]:
    """Why there are gaps, by Region and call."""
    assert len({(gap.region, gap.source) for gap in found.gaps}) == len(found.gaps)
    return {(gap.region, gap.source): gap.reason for gap in found.gaps}


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


# Regions.


@pytest.mark.parametrize(
    ("partition", "regions", "home"),
    [
        ("aws-us-gov", ("us-gov-east-1", "us-gov-west-1"), "us-gov-west-1"),
        ("aws-cn", ("cn-north-1", "cn-northwest-1"), "cn-north-1"),
        ("aws-eusc", ("eusc-de-east-1",), "eusc-de-east-1"),
    ],
)
def test_every_partition_is_searched_in_its_own_regions(partition: str, regions: tuple[str, ...], home: str) -> None:
    account = quiet_account(partition, regions)
    account.record_event("GetUser", "iam.amazonaws.com", when=days_ago(1), actor=IamUser(PHANTOM))
    found = result(account, region=regions[0])
    assert found.regions_searched == regions
    assert found.regions_with_activity == (home,)


def test_every_enabled_region_is_searched_and_no_other() -> None:
    account = attacked_account()
    assert result(account).regions_searched == REGIONS
    assert regions_asked(account) == set(REGIONS)


def test_where_the_regions_cannot_be_listed_all_that_are_known_are_asked() -> None:
    account = attacked_account()
    account.faults.deny("ec2:DescribeRegions")
    found = result(account)
    assert len(found.events) == 14
    assert regions_asked(account) == set(known_regions("aws"))
    assert found.regions_searched == REGIONS
    assert "all Regions known to bks were searched" in reasons(found)[None, "ec2:DescribeRegions"]
    refused = reasons(found)[None, LOOKUP]
    assert all(region in refused for region in set(known_regions("aws")) - set(REGIONS))
    assert not any(region in refused for region in REGIONS)


def test_a_region_that_refuses_the_credentials_is_not_enabled_rather_than_a_sign_that_they_are_bad() -> None:
    found = result(attacked_account(), options=TimelineOptions(regions=("us-east-1", "af-south-1")))
    assert set(reasons(found)) == {("af-south-1", LOOKUP)}
    assert "the Region is not enabled for the account" in reasons(found)["af-south-1", LOOKUP]


# Narrowing.


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        (TimelineOptions(regions=("us-east-1", "eu-west-1", "us-east-1")), {"us-east-1", "eu-west-1"}),
        (TimelineOptions(current_region=True), {"us-east-1"}),
        (TimelineOptions(regions=("eu-west-1",), current_region=True), {"us-east-1", "eu-west-1"}),
    ],
)
def test_only_the_chosen_regions_are_asked(options: TimelineOptions, asked: set[str]) -> None:
    account = attacked_account()
    found = result(account, options=options)
    assert regions_asked(account) == asked
    assert found.regions_searched == tuple(sorted(asked))
    assert found.complete


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        (TimelineOptions(), ()),
        (TimelineOptions(regions=("us-east-1", "eu-west-1", "us-east-1")), ("us-east-1", "eu-west-1")),
        (TimelineOptions(current_region=True), ("us-east-1",)),
    ],
)
def test_the_timeline_contains_the_chosen_regions(options: TimelineOptions, chosen: tuple[str, ...]) -> None:
    assert result(quiet_account(), options=options).regions_chosen == chosen


def test_that_the_events_of_iam_were_left_out_is_a_gap() -> None:
    found = result(attacked_account(), options=TimelineOptions(regions=("eu-west-1",)))
    assert names(found) == ["InvokeModel"] * 5
    assert [(gap.region, gap.source) for gap in found.gaps] == [("us-east-1", LOOKUP)]


def test_what_signed_a_short_term_key_is_looked_for_in_every_region() -> None:
    account = attacked_account()
    bedrock = service_called("bedrock")
    key = short_term_key(bedrock, query(bedrock, "ASIARTX3GSDS37SCLGXJ", session_token=None))
    assert result(account, key).complete
    assert regions_asked(account) == set(REGIONS)


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


# Cancelling.


def cancelled_after(account: SimulatedAccount, seen: int) -> list[object]:
    """The updates of a timeline that is cancelled after so many of them."""
    cancelled, seen_updates = threading.Event(), list[object]()
    for update in updates(account, cancelled=cancelled):
        seen_updates.append(update)
        if len(seen_updates) == seen:
            cancelled.set()
    return seen_updates


@pytest.mark.parametrize("seen", range(1, 12))
def test_cancelled_at_any_moment_it_keeps_what_is_there_and_says_so(seen: int) -> None:
    account = attacked_account()
    account.faults.truncate_pages(1, LOOKUP)
    seen_updates = cancelled_after(account, seen)
    last = seen_updates[-1]
    assert isinstance(last, Timeline)
    assert last.gaps == (STOPPED,)
    events = {event for update in seen_updates if isinstance(update, EventsFound) for event in update.events}
    assert set(last.events) == events


def test_cancelled_before_it_is_known_who_asks_there_is_nothing_to_keep() -> None:
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(CancelledError):
        next(updates(attacked_account(), cancelled=cancelled))


# Outlasts the test.
HOURS = RetryBudget(total=10_000.0, first=10_000.0, longest=10_000.0)


def cancelled_in_the_midst(account: SimulatedAccount) -> Timeline:
    """How a timeline ends that is cancelled while it waits for its first page."""
    cancelled = threading.Event()
    reading = updates(account, cancelled=cancelled, patience=HOURS)
    assert isinstance(next(reading), Account)
    assert isinstance(next(reading), RegionProgress)
    cancelled.set()
    *_, last = reading
    assert isinstance(last, Timeline)
    return last


def test_it_is_cancelled_though_aws_does_not_answer() -> None:
    account, answering = attacked_account(), threading.Event()

    def never_answer(_seconds: float) -> None:
        if account.calls[-1].operation == LOOKUP:
            answering.wait()

    account.faults.latency, account.faults.sleep = 1.0, never_answer
    assert cancelled_in_the_midst(account).gaps == (STOPPED,)
    answering.set()


def test_it_is_cancelled_while_it_waits_out_throttling() -> None:
    account = attacked_account()
    account.faults.throttle(LOOKUP, None)
    assert cancelled_in_the_midst(account).gaps == (STOPPED,)
