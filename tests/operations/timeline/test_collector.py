"""What is asked next, by what has been learned: without threads, in any order in which they may report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bks_tui.aws.cloudtrail.lookup_events import Lookup
from bks_tui.aws.pool import DaemonPool
from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.errors import AwsError, DeniedError, ServiceError
from bks_tui.core.evidence import Cause, Known, Unread
from bks_tui.core.timeline.source import Period
from bks_tui.core.timeline.timeline import Gap, TimelineOptions, TimelineUpdate
from bks_tui.operations.timeline.collector import TimelineCollector
from bks_tui.operations.timeline.tasks import (
    AccessKeysListed,
    LookupEnded,
    LookupScheduler,
    RegionsListed,
    TimelineMessage,
)
from tests.support.scans import NOW
from tests.support.trails import LOOKUP, PHANTOM, days_ago, quiet_account, session_in

ACCOUNT = Account(
    account_id="111122223333",
    alias=Known(None),
    caller_arn="arn:aws:iam::111122223333:user/ana",
    partition="aws",
    region="us-east-1",
    region_is_default=False,
    profile=None,
    demo=False,
)
REGIONS = ("eu-west-1", "us-east-1")
KEY = "AKIARTX3GSDS37SCLGXJ"


class Noted(LookupScheduler):
    """Asks nothing, and notes which lookup was to be run where."""

    def __init__(self) -> None:
        super().__init__(session_in(quiet_account()), DaemonPool[TimelineMessage](1), None)
        self.asked: list[tuple[str, Lookup, Period, int | None]] = []

    def look_up(self, region: str, lookup: Lookup, period: Period, enough: int | None) -> None:
        self.asked.append((region, lookup, period, enough))

    @property
    def lookups(self) -> list[tuple[str, Lookup]]:
        """What was to be looked for, and where."""
        return [(region, lookup) for region, lookup, _, _ in self.asked]


@pytest.fixture
def noted() -> Noted:
    return Noted()


@pytest.fixture
def reading(noted: Noted) -> TimelineCollector:
    """A timeline that has just begun."""
    begun = TimelineCollector(ACCOUNT, parse_target(PHANTOM, NOW), TimelineOptions(), Period(days_ago(7), NOW), noted)
    list(begun.begin())
    return begun


def learn(reading: TimelineCollector, *reports: TimelineMessage) -> list[TimelineUpdate]:
    """Take reports in this order."""
    return [update for report in reports for update in reading.take(report)]


def test_every_lookup_is_of_the_period_and_the_number_of_events_that_were_wanted(noted: Noted) -> None:
    period = Period(days_ago(7), NOW)
    wanted = TimelineOptions(max_events=12, regions=REGIONS)
    list(TimelineCollector(ACCOUNT, parse_target(PHANTOM, NOW), wanted, period, noted).begin())
    assert {(asked_period, enough) for _, _, asked_period, enough in noted.asked} == {(period, 12)}


def asked_with_key(noted: Noted) -> list[str]:
    return [region for region, lookup in noted.lookups if lookup == Lookup("AccessKeyId", KEY)]


REGIONS_LISTED = RegionsListed(Known(REGIONS))
KEYS_LISTED = AccessKeysListed(Known((KEY,)))


@pytest.mark.parametrize("reports", [(REGIONS_LISTED, KEYS_LISTED), (KEYS_LISTED, REGIONS_LISTED)])
def test_access_keys_are_looked_for_in_every_region_whatever_is_known_first(
    reading: TimelineCollector, noted: Noted, reports: tuple[TimelineMessage, ...]
) -> None:
    learn(reading, *reports)
    assert sorted(asked_with_key(noted)) == list(REGIONS)


def test_nothing_is_looked_for_twice(reading: TimelineCollector, noted: Noted) -> None:
    learn(reading, REGIONS_LISTED, KEYS_LISTED, KEYS_LISTED)
    assert len(noted.lookups) == len(set(noted.lookups)) == 6


def failure(kind: type[AwsError]) -> LookupEnded:
    return LookupEnded("eu-west-1", kind("it failed", operation=LOOKUP))


def test_a_region_that_denied_a_lookup_is_not_asked_for_what_is_learned_later(
    reading: TimelineCollector, noted: Noted
) -> None:
    learn(reading, REGIONS_LISTED, failure(DeniedError), KEYS_LISTED)
    assert asked_with_key(noted) == ["us-east-1"]


def test_a_gap_is_yielded_once_though_every_lookup_of_the_region_fails_alike(reading: TimelineCollector) -> None:
    updates = learn(reading, REGIONS_LISTED, failure(DeniedError), failure(DeniedError))
    assert [update for update in updates if isinstance(update, Gap)] == [Gap("eu-west-1", LOOKUP, "it failed")]


def test_a_region_in_which_one_lookup_went_wrong_is_asked_on(reading: TimelineCollector, noted: Noted) -> None:
    learn(reading, REGIONS_LISTED, failure(ServiceError), KEYS_LISTED)
    assert sorted(asked_with_key(noted)) == list(REGIONS)


def test_a_region_in_which_a_lookup_failed_was_not_searched(reading: TimelineCollector) -> None:
    ended = [LookupEnded(region, None) for region in REGIONS]
    learn(reading, REGIONS_LISTED, failure(ServiceError), *ended, ended[1])
    assert reading.result.regions_searched == ("us-east-1",)


def test_a_region_is_not_searched_while_a_lookup_is_under_way(reading: TimelineCollector) -> None:
    learn(reading, REGIONS_LISTED, LookupEnded("us-east-1", None))
    assert reading.result.regions_searched == ()


def test_a_partition_that_nobody_knows_is_asked_where_the_session_is(noted: Noted) -> None:
    tomorrow = replace(ACCOUNT, partition="aws-of-tomorrow")
    reading = TimelineCollector(
        tomorrow, parse_target(PHANTOM, NOW), TimelineOptions(), Period(days_ago(7), NOW), noted
    )
    learn(reading, RegionsListed(Unread(Cause.DENIED, "ec2:DescribeRegions", "denied")))
    assert {region for region, _ in noted.lookups} == {"us-east-1"}
