"""CloudTrail's pages are followed to their end, and every record on them becomes an event."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bks_tui.aws.api import Api
from bks_tui.aws.cloudtrail.lookup_events import Lookup, lookup_events
from bks_tui.aws.rate_limiter import RateLimiter
from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.errors import ServiceError
from bks_tui.core.timeline.source import Period
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser
from tests.support.scans import NOW
from tests.support.trails import LOOKUP, PHANTOM, quiet_account, session_in

REGION = "eu-west-1"
WEEK = Period(NOW - timedelta(days=7), NOW)
BY_NAME = Lookup("Username", PHANTOM)


def busy_account(events: int = 7) -> SimulatedAccount:
    """An account whose phantom made so many calls, an hour apart."""
    account = quiet_account()
    for hours in range(events):
        account.record_event("InvokeModel", region=REGION, when=NOW - timedelta(hours=hours), actor=IamUser(PHANTOM))
    return account


def api_to(account: SimulatedAccount, mangle: Callable[[dict[str, Any]], object] = lambda _: None) -> Api:
    """CloudTrail of one Region; its answers are changed on the way."""
    cloudtrail = session_in(account).api("cloudtrail", REGION)

    def change(parsed: dict[str, Any], **_: Any) -> None:
        mangle(parsed)

    cloudtrail.client.meta.events.register("after-call.cloudtrail.LookupEvents", change)
    return cloudtrail


def pages(cloudtrail: Api, lookup: Lookup = BY_NAME, period: Period = WEEK) -> list[tuple[Event, ...]]:
    return list(lookup_events(cloudtrail, REGION, lookup, period))


def ids(read: list[tuple[Event, ...]]) -> list[str]:
    return [event.event_id for page in read for event in page]


def held(account: SimulatedAccount) -> list[str]:
    """The ids of all events, the newest first."""
    return [event.event_id for event in sorted(account.trail.all(), key=lambda event: event.time, reverse=True)]


def test_every_event_is_read_the_newest_first() -> None:
    account = busy_account()
    assert ids(pages(api_to(account))) == held(account)


def test_pages_hold_as_many_events_as_cloudtrail_gives() -> None:
    assert [len(page) for page in pages(api_to(busy_account(120)))] == [50, 50, 20]


def test_pages_that_are_cut_short_are_followed() -> None:
    account = busy_account()
    account.faults.truncate_pages(2, LOOKUP)
    assert ids(pages(api_to(account))) == held(account)


def test_an_empty_page_with_a_token_is_not_the_end() -> None:
    account = busy_account()
    account.faults.truncate_pages(0, LOOKUP, calls=2)
    read = pages(api_to(account))
    assert [len(page) for page in read] == [0, 0, 7]


def test_a_token_that_comes_twice_is_an_error_and_not_the_end() -> None:
    def same_token(answer: dict[str, Any]) -> None:
        answer["NextToken"] = "again"

    account = busy_account()
    account.faults.truncate_pages(1, LOOKUP)
    cloudtrail = api_to(account, same_token)
    cloudtrail.client.meta.events.register(
        "before-parameter-build.cloudtrail.LookupEvents", lambda params, **_: params.pop("NextToken", None)
    )
    with pytest.raises(ServiceError, match="same page token twice"):
        pages(cloudtrail)


def test_an_answer_without_events_is_an_error_and_not_an_empty_page() -> None:
    with pytest.raises(ServiceError, match="cloudtrail:LookupEvents lacks 'Events'"):
        pages(api_to(busy_account(), lambda answer: answer.pop("Events")))


def test_only_the_period_that_was_asked_for_is_read() -> None:
    period = Period(NOW - timedelta(hours=3), NOW - timedelta(hours=1))
    assert [event.time for page in pages(api_to(busy_account()), period=period) for event in page] == [
        NOW - timedelta(hours=hours) for hours in (1, 2, 3)
    ]


def test_only_events_with_the_attribute_are_read() -> None:
    assert ids(pages(api_to(busy_account()), Lookup("ResourceName", PHANTOM))) == []


def test_a_record_that_cannot_be_parsed_keeps_what_it_was_filed_under() -> None:
    def garble(answer: dict[str, Any]) -> None:
        answer["Events"][0]["CloudTrailEvent"] = "{ cut off"

    account = busy_account(1)
    [[event]] = pages(api_to(account, garble))
    assert event.problem
    assert (event.event_id, event.time, event.region) == (held(account)[0], NOW, REGION)


def test_an_event_without_a_record_is_kept() -> None:
    account = busy_account(1)
    [[event]] = pages(api_to(account, lambda answer: answer["Events"][0].pop("CloudTrailEvent")))
    assert event.problem
    assert event.event_id == held(account)[0]


def test_the_time_of_an_event_is_in_utc() -> None:
    def only_outside(answer: dict[str, Any]) -> None:
        item = answer["Events"][0]
        item["EventTime"] = datetime(2026, 3, 2, 14, tzinfo=timezone(timedelta(hours=2)))
        item["CloudTrailEvent"] = json.dumps({"eventName": "InvokeModel"})

    [[event]] = pages(api_to(busy_account(1), only_outside))
    assert event.time is not None
    assert (event.time, event.time.tzinfo) == (NOW, timezone.utc)


class Waits(list[float]):
    """How long somebody waited; the clock stands still."""

    def pace(self) -> RateLimiter:
        return RateLimiter(0.5, self.wait, lambda: 0.0)

    def wait(self, seconds: float) -> bool:
        self.append(seconds)
        return False


def test_every_call_takes_its_turn() -> None:
    waits = Waits()
    pages(session_in(busy_account(120)).api("cloudtrail", REGION, pace=waits.pace()))
    assert waits == [0.5, 1.0]


def test_each_retry_of_a_throttled_call_takes_its_turn_too() -> None:
    waits, account = Waits(), busy_account(1)
    account.faults.throttle(LOOKUP, 4)
    pages(session_in(account).api("cloudtrail", REGION, wait=lambda _: False, pace=waits.pace()))
    assert waits == [0.5, 1.0, 1.5, 2.0]


def test_an_unreadable_record_keeps_what_cloudtrail_lists_about_it() -> None:
    account = busy_account(1)
    account.record_event("CreateAccessKey", "iam.amazonaws.com", REGION, when=NOW, actor=IamUser(PHANTOM, ACCESS_KEY))
    (readable, *_), (unreadable, *_) = (
        pages(api_to(account, mangle))[0] for mangle in (lambda _: None, lambda parsed: cut_records(parsed))
    )
    assert unreadable.problem
    assert facts(unreadable) == facts(readable)


ACCESS_KEY = "AKIAINVENTED00000001"


def cut_records(parsed: dict[str, Any]) -> None:
    for event in parsed["Events"]:
        event["CloudTrailEvent"] = event["CloudTrailEvent"][:-9]


def facts(event: Event) -> tuple[object, ...]:
    actor = event.actor
    return event.name, event.source, event.time, event.event_id, event.region, actor.name, actor.access_key_id
