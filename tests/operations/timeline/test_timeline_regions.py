"""Which Regions a timeline searches, and how that can be narrowed."""

from __future__ import annotations

import pytest

from bks_tui.aws.regions import known_regions
from bks_tui.core.timeline.timeline import TimelineOptions
from bks_tui.demo.state.actors import IamUser
from tests.support.keys import query, service_called, short_term_key
from tests.support.trails import (
    LOOKUP,
    PHANTOM,
    REGIONS,
    attacked_account,
    days_ago,
    names,
    quiet_account,
    reasons,
    regions_asked,
    result,
)


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
