"""An identity has the signals that a timeline with it as the target has, whatever the order in which events arrive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bks_tui.core.cloudtrail.event import Event, chronological
from bks_tui.core.cloudtrail.target import Target, parse_target
from bks_tui.core.detection import RULES, find_signals
from bks_tui.core.detection.conditions import Call, OnTarget, Repeated
from bks_tui.core.detection.evaluate import predicate
from bks_tui.core.detection.sighting import EventHistory
from bks_tui.core.hunt.gather import Gatherer
from bks_tui.core.hunt.hunt import Identity
from bks_tui.core.hunt.memory import memory_of
from bks_tui.core.hunt.rules import mentions
from tests.support.detection_patterns import PATTERNS
from tests.support.detections import FIRES
from tests.support.events import PHANTOM, START, an_event, iam_event, role_identity, user_identity
from tests.support.examples import examples
from tests.support.hunts import gathered, signals
from tests.support.signals import TARGET
from tests.support.tables import for_each

OTHER = "BedrockAPIKey-k3vd"
ON_TARGET = {rule.signal.name for rule in RULES if mentions(rule.condition, OnTarget)}


def of_timeline(events: Iterable[Event], target: Target) -> Counter[str]:
    """The signals of a target in its timeline: of its calls all, of others' calls those that are about it."""
    events = [event for event in events if target.is_actor(event.actor) or target.is_affected(event.resources)]
    own = {event.event_id for event in events if target.is_actor(event.actor)}
    found = find_signals(events, target)
    return Counter(
        signal.name for key, given in found.items() for signal in given if key in own or signal.name in ON_TARGET
    )


def of_hunt(gatherer: Gatherer, name: str) -> Counter[str]:
    """The signals of an identity in a hunt."""
    found = (one for one in gatherer.identities if name in (one.name, *one.other_names))
    return Counter(signals(one) if (one := next(found, None)) else {})


BY_OR_ON_ONE_USER = {f"{number} {name}": [event] for number, (name, event) in enumerate(FIRES)} | {
    name: events for name, events, _ in PATTERNS
}


@for_each("events", BY_OR_ON_ONE_USER)
def test_the_signals_are_those_of_its_timeline(events: list[Event]) -> None:
    assert of_hunt(gathered(*events), PHANTOM) == of_timeline(events, parse_target(PHANTOM, START))


ACTORS: tuple[dict[str, Any], ...] = (
    user_identity(),
    user_identity(OTHER, accessKeyId="AKIAQNZGKIQYINVENTED"),
    role_identity("one", "Admin"),
)
CALLS = (
    ("InvokeModel", "bedrock.amazonaws.com"),
    ("ListFoundationModels", "bedrock.amazonaws.com"),
    ("ListBuckets", "s3.amazonaws.com"),
    ("CreateServiceSpecificCredential", "iam.amazonaws.com"),
    ("CreateAccessKey", "iam.amazonaws.com"),
    ("DeleteGuardrail", "bedrock.amazonaws.com"),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Some hours of two phantom users and of an administrator: the same values and times occur again."""
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(CALLS),
                st.sampled_from(ACTORS),
                st.sampled_from((PHANTOM, OTHER)),
                st.integers(0, 9),
                st.sampled_from((0, 1, 30, 59, 60, 61, 90, 200, None)),
                st.sampled_from((None, "AccessDenied", "ResourceNotFoundException")),
            ),
            max_size=60,
        )
    )
    return [
        an_event(
            *call,
            identity=identity,
            eventID=f"{number:03}",
            requestParameters={"modelId": f"model-{value % 5}", "userName": user},
            awsRegion=f"region-{value % 4}",
            sourceIPAddress=f"192.0.2.{value % 6}",
            errorCode=error,
            **({"eventTime": None} if minute is None else {"minute": minute}),
        )
        for number, (call, identity, user, value, minute, error) in enumerate(rows)
    ]


@settings(max_examples=examples(60))
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_matter(events: list[Event], random: Random) -> None:
    found = gathered(*random.sample(events, len(events)))
    for name in (PHANTOM, OTHER):
        assert of_hunt(found, name) == of_timeline(events, parse_target(name, START))
    assert found.identities == gathered(*events).identities


@given(st.lists(st.sampled_from((0, 1, 2, 3, None)), max_size=6), st.randoms(use_true_random=False))
def test_repetitions_within_a_time_are_found_in_any_order(minutes: list[int | None], random: Random) -> None:
    times: list[dict[str, Any]] = [{"eventTime": None} if each is None else {"minute": each} for each in minutes]
    events = [iam_event("CreateAccessKey", eventID=str(number), **time) for number, time in enumerate(times)]
    pattern = Repeated(Call("iam"), times=2, or_shown_by=Call("sts"), seconds=60)
    history, memory, holds = EventHistory(TARGET), memory_of(pattern)(), predicate(pattern)
    expected = [event.time for event in sorted(events, key=chronological) if holds(history.sighting(event))]
    for event in random.sample(events, len(events)):
        memory.see(history.sighting(event))
    assert list(memory.completions()) == expected


def test_bursts_are_found_though_the_newest_events_come_first() -> None:
    events = [an_event(minute=n / 60 + 60 * (n // 30), eventID=f"{n:03}") for n in range(60)]
    assert signals(gathered(*reversed(events)).identities[0])["burst"] == 2


def test_a_signal_has_the_times_of_the_events_that_gave_it() -> None:
    events = [an_event(minute=n, sourceIPAddress=f"192.0.2.{n}", eventID=str(n)) for n in range(3)]
    (found,) = gathered(*events).identities
    (seen,) = [seen for seen in found.signals if seen.signal.name == "new-address"]
    assert (seen.first_seen, seen.last_seen) == (events[1].time, events[2].time)


def test_the_most_urgent_signals_come_first() -> None:
    events = an_event("DeleteGuardrail"), an_event(additionalEventData={"callWithBearerToken": True})
    (found,) = gathered(*events).identities
    severities = [seen.signal.severity.urgency for seen in found.signals]
    assert severities == sorted(severities)


def identity_named(name: str, found: Iterable[Identity]) -> Identity:
    return next(identity for identity in found if identity.name == name)


@pytest.mark.parametrize("before", [True, False])
def test_a_renamed_phantom_is_one_by_its_new_name_too(*, before: bool) -> None:
    renaming = iam_event("UpdateUser", requestParameters={"newUserName": "backup"}, minute=1)
    outside = an_event("ListBuckets", "s3.amazonaws.com", identity=user_identity("backup"), minute=2)
    events = (outside, renaming) if before else (renaming, outside)
    assert signals(identity_named("backup", gathered(*events).identities))["outside-service"] == 1
