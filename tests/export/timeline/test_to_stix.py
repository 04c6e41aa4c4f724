"""What of an incident becomes an indicator, and what is said about it."""

from __future__ import annotations

from typing import Any

import pytest
from stix2patterns.validator import run_validator

from bks_tui.core.timeline.timeline import Timeline
from bks_tui.export.timeline.stix_patterns import address_of, agent_pattern
from bks_tui.export.timeline.to_stix import stix_bundle
from tests.support.events import an_event, iam_event, role_identity
from tests.support.hostile import HOSTILE
from tests.support.tables import for_each
from tests.support.timelines import DENIED_REGION, a_timeline, an_incidents_events

ATTACKER = "203.0.113.9"


def objects(timeline: Timeline, kind: str) -> list[dict[str, Any]]:
    every: Any = stix_bundle(timeline, None)["objects"]
    return [each for each in every if each["type"] == kind]


def names(timeline: Timeline) -> set[str]:
    return {indicator["name"] for indicator in objects(timeline, "indicator")}


def test_a_new_address_of_the_target_is_an_indicator() -> None:
    assert f"Address {ATTACKER}" in names(a_timeline(*an_incidents_events()))


def test_whoever_responds_is_no_indicator() -> None:
    denied = iam_event(
        "UpdateAccessKey",
        minute=9,
        identity=role_identity(),
        sourceIPAddress="198.51.100.99",
        userAgent="responder/1.0",
        errorCode="AccessDenied",
    )
    timeline = a_timeline(*an_incidents_events(), denied)
    assert {signal.severity.value for signal in timeline.signals[denied.event_id]} == {"MEDIUM", "LOW"}
    assert names(timeline).isdisjoint({"Address 198.51.100.99", "User agent responder/1.0"})


def test_an_aws_service_is_no_address() -> None:
    timeline = a_timeline(*an_incidents_events(), an_event("InvokeModel", minute=9, sourceIPAddress="x.amazonaws.com"))
    assert not any("amazonaws" in name for name in names(timeline))


def test_an_address_is_sighted_as_often_as_it_was_seen() -> None:
    calls = [an_event("InvokeModel", minute=n, sourceIPAddress=ATTACKER, errorCode="AccessDenied") for n in range(5, 9)]
    timeline = a_timeline(*an_incidents_events(), *calls)
    (indicator,) = (each for each in objects(timeline, "indicator") if each["name"] == f"Address {ATTACKER}")
    (sighting,) = (each for each in objects(timeline, "sighting") if each["sighting_of_ref"] == indicator["id"])
    assert (sighting["count"], sighting["first_seen"], sighting["last_seen"]) == (
        5,
        "2026-11-20T08:02:00Z",
        "2026-11-20T08:08:00Z",
    )


def test_the_same_timeline_gives_the_same_bundle() -> None:
    first, second = (stix_bundle(a_timeline(*an_incidents_events()), "green") for _ in range(2))
    assert first == second


def test_a_gap_is_in_the_note() -> None:
    (note,) = objects(a_timeline(*an_incidents_events(), gaps=(DENIED_REGION,)), "note")
    assert "Incomplete" in note["content"]
    assert "ap-south-1, cloudtrail:LookupEvents: not authorized" in note["content"]


@pytest.mark.parametrize("text", ["", "x.amazonaws.com", "AWS Internal", "1.2.3", "1.2.3.4' OR", "fe80::zz"])
def test_what_is_no_address_has_no_pattern(text: str) -> None:
    assert address_of(text) is None


@for_each("text", HOSTILE)
def test_the_pattern_of_every_agent_is_valid(text: str) -> None:
    assert run_validator(agent_pattern(text), stix_version="2.1") == []


def test_a_quote_in_an_agent_ends_no_pattern() -> None:
    assert agent_pattern("a' OR b\\").endswith(r"= 'a\' OR b\\']")


def test_a_character_that_acts_is_a_wildcard() -> None:
    assert agent_pattern("\x1b[2Jcurl").endswith("LIKE '_[2Jcurl']")
