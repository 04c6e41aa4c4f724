"""A timeline holds everything that was done by a target and to it, wherever, once and in order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bks_tui.aws.pauses import Pauses
from bks_tui.aws.rate_limiter import RateLimiter
from bks_tui.aws.retries import Wait
from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.event import chronological
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.detection import find_signals
from bks_tui.core.timeline.timeline import EventsFound, RegionProgress, Timeline, TimelineOptions
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser, SimulatedActor
from bks_tui.operations.timeline.timeline import timeline
from tests.support.examples import examples
from tests.support.scans import NOW
from tests.support.trails import (
    BUILDER,
    LOOKUP,
    MALLORY,
    PHANTOM,
    REGIONS,
    attacked_account,
    days_ago,
    quiet_account,
    record_iam_event,
    result,
    session_in,
    updates,
)


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


_ACTORS: dict[str, Callable[[str], SimulatedActor]] = {
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


@settings(max_examples=examples(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
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


def test_an_event_that_several_lookups_find_is_yielded_once() -> None:
    account = quiet_account()
    # By the phantom, with its access key, to itself.
    key = account.add_access_key(PHANTOM).access_key_id
    record_iam_event(account, "CreateAccessKey", 1, actor=IamUser(PHANTOM, key))
    found = [event for update in updates(account) if isinstance(update, EventsFound) for event in update.events]
    assert len(found) == 1


def test_the_events_yielded_on_the_way_are_those_of_the_timeline() -> None:
    found = [
        event for update in updates(attacked_account()) if isinstance(update, EventsFound) for event in update.events
    ]
    assert sorted(found, key=chronological) == list(result(attacked_account()).events)


def test_the_order_does_not_depend_on_which_region_answers_first() -> None:
    account = attacked_account()
    account.faults.truncate_pages(1, LOOKUP, region="eu-west-1")
    assert result(account) == result(attacked_account())


def test_the_identity_comes_first_and_the_timeline_last_and_once() -> None:
    found = list(updates(attacked_account()))
    assert isinstance(found[0], Account)
    assert [isinstance(update, Timeline) for update in found].index(True) == len(found) - 1


def test_signals_are_found_with_the_access_keys_from_iam() -> None:
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
    assert not found.complete


def test_progress_counts_the_pages_and_events_of_each_region() -> None:
    account = attacked_account()
    last = {update.region: update for update in updates(account) if isinstance(update, RegionProgress)}
    assert last == {
        "ap-south-1": RegionProgress("ap-south-1", 3, 5, done=True),
        "eu-west-1": RegionProgress("eu-west-1", 3, 5, done=True),
        "us-east-1": RegionProgress("us-east-1", 3, 4, done=True),
    }


def test_every_region_is_named_before_anything_of_it_is_read() -> None:
    found = [update for update in updates(attacked_account()) if isinstance(update, RegionProgress)]
    assert [(update.region, update.pages) for update in found[:3]] == [(region, 0) for region in REGIONS]


def test_all_lookups_of_a_region_share_its_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    paces: list[list[float]] = []

    class CountedPace(RateLimiter):
        def __init__(self, interval: float, wait: Wait) -> None:
            super().__init__(interval, wait)
            self.turns: list[float] = []
            paces.append(self.turns)

        def acquire(self) -> None:
            self.turns.append(self._interval)

    monkeypatch.setattr("bks_tui.operations.timeline.tasks.RateLimiter", CountedPace)
    account = attacked_account()
    session = session_in(account)
    session.pauses = Pauses()
    list(timeline(session, parse_target(PHANTOM, NOW), TimelineOptions(), threading.Event(), lambda: NOW))
    # By two attributes and an access key, half a second apart, in each of three Regions.
    assert paces == [[0.5] * 3] * 3
