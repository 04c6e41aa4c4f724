"""One timeline from its first event to its last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import target_of_user
from bks_tui.core.errors import DeniedError
from bks_tui.core.timeline.timeline import EventsFound, Gap, RegionProgress, Timeline, TimelineOptions
from bks_tui.tui.timeline.state import TimelineState
from tests.support.events import ACCOUNT, PHANTOM, START, an_event
from tests.support.users import an_account

TARGET = target_of_user(PHANTOM, ACCOUNT)
EARLY, LATE = an_event(minute=0), an_event(minute=5)
DENIED = Gap("eu-west-1", "cloudtrail:LookupEvents", "denied")


def a_timeline(
    *events: Event, gaps: Sequence[Gap] = (), capped: bool = False, remarks: tuple[str, ...] = ()
) -> Timeline:
    until = START + timedelta(days=1)
    regions = ("us-east-1", "us-west-2")
    return Timeline(an_account(), TARGET, 7, START, until, events, {}, tuple(gaps), regions, capped, remarks)


@pytest.fixture
def state() -> TimelineState:
    begun = TimelineState()
    begun.begin(TARGET, TimelineOptions())
    return begun


def test_events_are_in_order_however_they_arrive(state: TimelineState) -> None:
    state.learn(EventsFound((LATE,)))
    state.learn(EventsFound((EARLY,)))
    assert list(state.events) == [EARLY, LATE]


def test_an_event_that_arrives_twice_is_there_once(state: TimelineState) -> None:
    state.learn(EventsFound((EARLY,)))
    state.learn(EventsFound((EARLY, LATE)))
    assert list(state.events) == [EARLY, LATE]


def test_a_gap_is_known_at_once(state: TimelineState) -> None:
    state.learn(DENIED)
    assert list(state.gaps) == [DENIED]


def test_a_region_is_as_far_as_it_last_said(state: TimelineState) -> None:
    state.learn(RegionProgress("us-east-1", 1, 50, done=False))
    state.learn(RegionProgress("us-east-1", 2, 70, done=True))
    assert state.regions["us-east-1"].done


def test_the_whole_timeline_ends_the_reading(state: TimelineState) -> None:
    state.learn(a_timeline(EARLY, LATE))
    assert (state.running, list(state.events)) == (False, [EARLY, LATE])


def test_a_failure_keeps_what_is_there(state: TimelineState) -> None:
    state.learn(EventsFound((EARLY,)))
    state.stop(DeniedError("denied"))
    assert (state.running, list(state.events)) == (False, [EARLY])


def test_another_target_begins_with_nothing(state: TimelineState) -> None:
    state.learn(a_timeline(EARLY, gaps=[DENIED]))
    state.begin(target_of_user("alice", ACCOUNT), TimelineOptions())
    assert (list(state.events), list(state.gaps), state.find(EARLY.event_id)) == ([], [], None)


def test_an_event_is_found_by_its_id(state: TimelineState) -> None:
    state.learn(EventsFound((EARLY, LATE)))
    assert state.find(LATE.event_id) == LATE


def test_the_period_of_a_whole_timeline_is_what_was_asked_for(state: TimelineState) -> None:
    state.learn(a_timeline(EARLY))
    assert state.period == (START, START + timedelta(days=1))


def test_until_then_the_period_is_what_has_arrived(state: TimelineState) -> None:
    state.learn(EventsFound((LATE, EARLY)))
    assert state.period == (EARLY.time, LATE.time)


def test_without_events_there_is_no_period(state: TimelineState) -> None:
    assert state.period is None
