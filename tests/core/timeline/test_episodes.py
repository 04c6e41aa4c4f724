"""Episodes: which events are alike, and that none is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.cloudtrail.event import Event, chronological
from bks_tui.core.detection import RULES
from bks_tui.core.timeline.episodes import GAP, Episode, find_episodes
from bks_tui.core.timeline.tokens import Tokens
from tests.support.events import an_event, an_unparsed_event, role_identity, user_identity

HIGH, LOW = RULES[0].signal, RULES[-1].signal

# Events of three kinds, some without a time, in the order in which a timeline has them.
KINDS = ("InvokeModel", "Converse", "ListFoundationModels")
LISTS_OF_EVENTS = st.lists(
    st.builds(
        lambda name, minute, region: (
            an_event(name, minute=minute or 0, awsRegion=region)
            if minute is not None
            else an_event(name, eventTime=None, awsRegion=region)
        ),
        st.sampled_from(KINDS),
        st.none() | st.integers(0, 2_000),
        st.sampled_from(("us-east-1", "eu-west-1")),
    ),
    max_size=40,
    unique_by=lambda event: event.event_id,
).map(lambda events: sorted(events, key=chronological))


def alike(before: Event, after: Event) -> bool:
    """Whether a generated event goes on with what another did, as far as the time shows."""
    return before.name == after.name and bool(before.time and after.time and after.time - before.time <= GAP)


@given(LISTS_OF_EVENTS)
def test_every_event_is_in_exactly_one_episode_and_the_order_is_kept(events: list[Event]) -> None:
    found = find_episodes(events)
    places = [[events.index(event) for event in episode.events] for episode in found]
    assert sorted(place for inside in places for place in inside) == list(range(len(events)))
    assert all(inside == sorted(inside) for inside in places)
    assert [inside[0] for inside in places] == sorted(inside[0] for inside in places)


@given(LISTS_OF_EVENTS)
def test_an_event_is_in_the_episode_of_the_event_like_it_within_the_gap(events: list[Event]) -> None:
    for episode in find_episodes(events):
        earlier = [event for event in events[: events.index(episode.sample)] if alike(event, episode.sample)]
        assert earlier == []
        assert all(map(alike, episode.events, episode.events[1:]))


@given(LISTS_OF_EVENTS, st.sampled_from(("us-east-1", "eu-west-1")))
def test_episodes_of_fewer_events_never_join_what_was_apart(events: list[Event], region: str) -> None:
    whole = [set(map(id, episode.events)) for episode in find_episodes(events)]
    for episode in find_episodes([event for event in events if event.region == region]):
        assert any(set(map(id, episode.events)) <= each for each in whole)


def counts(events: Sequence[Event], gap: timedelta = GAP) -> list[int]:
    """The number of events of each episode."""
    return [episode.count for episode in find_episodes(events, gap=gap)]


@pytest.mark.parametrize(
    "fields",
    [
        {"awsRegion": "eu-west-1"},
        {"requestParameters": {"modelId": "another.model"}},
        {"userAgent": "Boto3/1.45.0 md/Botocore#1.45.0 os/linux lang/python#3.13.0"},
        {"errorMessage": None},
    ],
    ids=["Region", "model", "version of the program", "nothing"],
)
def test_events_are_alike_whatever_their(fields: dict[str, Any]) -> None:
    assert counts([an_event(), an_event(minute=1, **fields)]) == [2]


@pytest.mark.parametrize(
    "other",
    [
        an_event("Converse", minute=1),
        an_event(source="bedrock-mantle.amazonaws.com", minute=1),
        an_event(minute=1, sourceIPAddress="203.0.113.9"),
        an_event(minute=1, userAgent="curl/8.5.0"),
        an_event(minute=1, errorCode="ThrottlingException"),
        an_event(minute=1, identity=user_identity("alice")),
        an_event(minute=1, identity=role_identity(session="BedrockAPIKey-zq7m")),
        an_event(minute=1, identity=user_identity(accessKeyId="AKIAEXAMPLE000000001")),
        an_event(minute=GAP / timedelta(minutes=1) + 1),
        an_unparsed_event(),
    ],
    ids=[
        "call",
        "service",
        "address",
        "program",
        "outcome",
        "user",
        "kind of actor",
        "credential",
        "time",
        "readability",
    ],
)
def test_events_are_apart_if_they_differ_in(other: Event) -> None:
    assert counts([an_event(), other]) == [1, 1]


def test_what_happens_in_between_does_not_end_an_episode() -> None:
    events = [an_event(minute=0), an_event("Converse", minute=1), an_event(minute=2)]
    assert counts(events) == [2, 1]


def test_the_gap_is_between_an_event_and_the_one_before_it() -> None:
    events = [an_event(minute=minute) for minute in (0, 10, 20, 31)]
    assert counts(events, gap=timedelta(minutes=10)) == [3, 1]


def an_episode(*events: Event) -> Episode:
    """The one episode of events."""
    (episode,) = find_episodes(events, {events[0].event_id: (LOW, HIGH), events[-1].event_id: (LOW,)})
    return episode


def test_an_episode_says_when_where_and_with_what() -> None:
    first = an_event(minute=0, awsRegion="us-west-2", requestParameters={"modelId": "b.model"})
    episode = an_episode(first, an_event(minute=1, awsRegion="eu-west-1"), an_event(minute=2))
    assert (episode.first, episode.last) == (first.time, first.time and first.time + timedelta(minutes=2))
    assert (episode.regions, episode.models) == (("us-west-2", "eu-west-1"), ("b.model",))


def test_the_signals_of_an_episode_are_those_of_its_events_once_the_most_urgent_first() -> None:
    assert an_episode(an_event(minute=0), an_event(minute=1)).signals == (HIGH, LOW)


@pytest.mark.parametrize(
    ("recorded", "tokens"),
    [
        ([{}, {}], None),
        ([{"inputTokens": 10, "outputTokens": 2}, {"inputTokens": "5", "outputTokens": "1"}], Tokens(15, 3, 2)),
        ([{"inputTokens": 10}, {}], Tokens(10, 0, 1)),
        ([{"inputTokens": -1, "outputTokens": True}, {"inputTokens": "9" * 400}], None),
        ([{"inputTokens": [1]}, {"outputTokens": None}], None),
    ],
    ids=["none", "as numbers and as text", "of one event", "numbers that are none", "other types"],
)
def test_the_tokens_of_an_episode_are_those_that_its_events_record(
    recorded: list[dict[str, Any]], tokens: Tokens | None
) -> None:
    events = [an_event(minute=minute, additionalEventData=more) for minute, more in enumerate(recorded)]
    assert an_episode(*events).tokens == tokens


def test_tokens_that_a_caller_writes_elsewhere_do_not_count() -> None:
    event = an_event(requestParameters={"inputTokens": 10}, userAgent='"inputTokens": 10')
    assert an_episode(event).tokens is None
