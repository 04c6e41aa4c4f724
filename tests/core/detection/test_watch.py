"""Rules without a target: they select what the timelines of phantom users mark, and calls with API keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from bks_tui.core.cloudtrail.event import Event, chronological
from bks_tui.core.cloudtrail.target import Target, target_of_user
from bks_tui.core.detection import Rule, find_signals
from bks_tui.core.detection.conditions import (
    AllOf,
    AnyOf,
    AwsManagedPolicy,
    Burst,
    Condition,
    Distinct,
    Field,
    Not,
    Pattern,
    Repeated,
)
from bks_tui.core.detection.watch import WATCHED_RULES, WINDOW_DAYS
from bks_tui.core.services import phantom_service
from bks_tui.core.timeline.log_query import LogQuery
from tests.support.detections import with_key
from tests.support.events import PHANTOM, an_event, iam_event, user_identity
from tests.support.signals import ADMIN
from tests.support.watched import demo_events, example_events, noise_events, selected_of

RULES = {rule.signal.name: rule for rule in WATCHED_RULES}
ACCESS_KEY = {"accessKeyId": "AKIAQNZGKIQYINVENTED"}


def phantoms(events: tuple[Event, ...]) -> list[Target]:
    named = {name for event in events for name in (event.actor.name, *event.resources)}
    return [target_of_user(name, "") for name in sorted(named) if phantom_service(name)]


@pytest.mark.parametrize("history", [demo_events, noise_events])
def test_the_rules_select_what_the_timelines_of_all_phantom_users_mark(
    history: Callable[[], tuple[Event, ...]],
) -> None:
    targets = phantoms(history())
    assert targets
    for target in targets:
        timeline = sorted(filter(LogQuery(target).concerns, history()), key=chronological)
        marked = find_signals(timeline, target)
        for rule in WATCHED_RULES:
            name = rule.signal.name
            expected = {event_id for event_id, signals in marked.items() if name in {each.name for each in signals}}
            assert selected_of(rule, timeline) == expected, (target.text, name)


def test_every_rule_selects_something_in_the_demo_or_in_its_examples() -> None:
    events = sorted((*demo_events(), *example_events()), key=chronological)
    assert [rule.signal.name for rule in WATCHED_RULES if not selected_of(rule, events)] == []


@pytest.mark.parametrize(
    ("name", "event", "is_selected"),
    [
        # A call with an API key is one of the target, whoever made it.
        ("scanner", with_key(userAgent="TruffleHog", identity=ADMIN), True),
        ("scanner", an_event(userAgent="TruffleHog", identity=ADMIN), False),
        # The name of a session is chosen by whoever assumes the role.
        ("identity-probe", an_event("GetCallerIdentity", "sts.amazonaws.com", identity=user_identity(PHANTOM)), True),
        ("identity-probe", an_event("GetCallerIdentity", "sts.amazonaws.com", identity=user_identity("alice")), False),
        ("user-created", iam_event("CreateUser", "AeaApiKey-ab12"), True),
        ("user-created", iam_event("CreateUser", "alice"), False),
        ("outside-service", an_event("ListBuckets", "s3.amazonaws.com", identity=user_identity("AeaApiKey-1")), True),
        # What needs no target is found wherever it is.
        ("trail-changed", an_event("StopLogging", "cloudtrail.amazonaws.com", identity=ADMIN), True),
        # The context of a call says nothing of the calls of others.
        ("denied", an_event(errorCode="AccessDenied", identity=ADMIN), False),
        ("denied", iam_event("CreateAccessKey", PHANTOM, errorCode="AccessDenied", identity=ADMIN), True),
        ("http-library", an_event(userAgent="curl/8", identity=user_identity("alice", **ACCESS_KEY)), False),
    ],
)
def test_the_target_is_any_phantom_user_and_any_call_with_an_api_key(
    name: str, event: Event, *, is_selected: bool
) -> None:
    assert bool(selected_of(RULES[name], [event])) is is_selected


def test_a_session_that_a_phantom_user_made_for_itself_is_the_phantom_user() -> None:
    issuer = {"type": "IAMUser", "userName": PHANTOM, "arn": f"arn:aws:iam::210987654321:user/{PHANTOM}"}
    identity = {"type": "FederatedUser", "sessionContext": {"sessionIssuer": issuer}}
    event = an_event("GetCallerIdentity", "sts.amazonaws.com", identity=identity)
    assert selected_of(RULES["identity-probe"], [event])


@pytest.mark.parametrize(("days", "is_selected"), [(WINDOW_DAYS - 1, True), (WINDOW_DAYS + 1, False)])
@pytest.mark.parametrize("name", ["new-address", "second-api-key"])
def test_what_is_counted_is_counted_in_a_window(name: str, days: int, *, is_selected: bool) -> None:
    minutes = timedelta(days=days).total_seconds() / 60
    first, second = (
        (iam_event("CreateServiceSpecificCredential"), iam_event("CreateServiceSpecificCredential", minute=minutes))
        if name == "second-api-key"
        else (an_event(), an_event(minute=minutes, sourceIPAddress="203.0.113.99"))
    )
    assert (second.event_id in selected_of(RULES[name], [first, second])) is is_selected


def parts(condition: Condition | Pattern) -> Iterator[Condition]:
    match condition:
        case Burst(of) | Distinct(of) | Not(of):
            yield from parts(of)
        case Repeated(of, _, shown):
            yield from (*parts(of), *parts(shown))
        case AllOf(each) | AnyOf(each):
            for one in each:
                yield from parts(one)
        case _:
            yield condition


@pytest.mark.parametrize("rule", WATCHED_RULES, ids=lambda rule: rule.signal.name)
def test_a_rule_without_a_target_is_made_of_comparisons(rule: Rule) -> None:
    assert all(isinstance(part, (Field, AwsManagedPolicy)) for part in parts(rule.condition))
