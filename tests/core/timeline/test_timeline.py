"""A timeline as a whole: its options, how whole it is, and its summary."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bks_tui.core.cloudtrail.event import Event, chronological
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.detection import find_signals
from bks_tui.core.errors import UsageError
from bks_tui.core.timeline.timeline import SOURCE_LIMITATIONS, Gap, Timeline, TimelineOptions
from tests.support.events import PHANTOM, START, an_event, an_unparsed_event, iam_event, role_identity
from tests.support.users import an_account

TARGET = parse_target(PHANTOM, START)


def a_timeline(*events: Event) -> Timeline:
    return Timeline(
        account=an_account(),
        target=TARGET,
        days=7,
        since=START - timedelta(days=6),
        until=START + timedelta(days=1),
        events=tuple(sorted(events, key=chronological)),
        signals=find_signals(events, TARGET),
        gaps=(),
        regions_searched=("us-east-1", "us-west-2"),
        capped=False,
    )


@pytest.mark.parametrize("days", [1, 90])
def test_as_many_days_as_cloudtrail_keeps_can_be_asked_for(days: int) -> None:
    assert TimelineOptions(days=days).days == days


@pytest.mark.parametrize("days", [0, -1, 91])
def test_more_days_or_none_are_refused_and_athena_is_named(days: int) -> None:
    with pytest.raises(UsageError) as refusal:
        TimelineOptions(days=days)
    assert "Athena" in refusal.value.remedy


def test_a_week_of_every_region_without_a_limit_is_what_is_asked_for_by_default() -> None:
    assert TimelineOptions() == TimelineOptions(days=7, regions=(), current_region=False, max_events=None)


def test_a_limit_of_one_event_is_fine() -> None:
    assert TimelineOptions(max_events=1).max_events == 1


def test_a_limit_below_one_event_is_refused() -> None:
    with pytest.raises(UsageError, match="must be 1 or more"):
        TimelineOptions(max_events=0)


def test_a_timeline_without_gaps_is_complete() -> None:
    assert a_timeline(an_event()).complete


def test_a_timeline_with_a_gap_is_incomplete() -> None:
    gap = Gap("eu-west-1", "cloudtrail:LookupEvents", "Denied.")
    assert not replace(a_timeline(an_event()), gaps=(gap,)).complete


def test_a_capped_timeline_is_incomplete() -> None:
    assert not replace(a_timeline(an_event()), capped=True).complete


def test_a_record_that_cannot_be_parsed_is_counted_and_makes_the_timeline_incomplete() -> None:
    timeline = a_timeline(an_event(minute=1), an_event(minute=2), an_unparsed_event())
    assert (timeline.unparsed, timeline.complete) == (1, False)


@pytest.mark.parametrize("limit", ["15 minutes", "90 days", "bedrock-mantle", "Claude Platform"])
def test_the_standing_limits_name_what_cloudtrail_cannot_show(limit: str) -> None:
    assert limit in " ".join(SOURCE_LIMITATIONS)


def test_the_regions_with_activity_are_those_of_the_events_sorted() -> None:
    events = [an_event(awsRegion=region) for region in ("us-west-2", "eu-west-1", None, "us-west-2")]
    assert a_timeline(*events).regions_with_activity == ("eu-west-1", "us-west-2")


def test_the_summary_counts_the_most_frequent_first_and_equals_by_name() -> None:
    summary = a_timeline(
        an_event(minute=1, sourceIPAddress="192.0.2.9", requestParameters={"modelId": "model-b"}),
        an_event(minute=2, sourceIPAddress="198.51.100.7", requestParameters={"modelId": "model-a"}),
        an_event(minute=3, sourceIPAddress="198.51.100.7", errorCode="ThrottlingException"),
        iam_event("ListAccessKeys", identity=role_identity("ops"), sourceIPAddress="192.0.2.1", userAgent="console"),
    ).summary
    assert summary.actors == ((PHANTOM, 3), ("ops (session of Deployer)", 1))
    assert summary.addresses == (("198.51.100.7", 2), ("192.0.2.1", 1), ("192.0.2.9", 1))
    assert summary.regions == (("us-west-2", 3), ("us-east-1", 1))
    assert summary.calls == (("InvokeModel", 3), ("ListAccessKeys", 1))
    assert summary.models == (("model-a", 1), ("model-b", 1))
    assert [count for _, count in summary.user_agents] == [3, 1]
    assert summary.errors == 1


def test_a_session_that_is_named_like_a_user_is_counted_apart_from_it() -> None:
    summary = a_timeline(an_event(), an_event(identity=role_identity(PHANTOM)), an_event(minute=1)).summary
    assert summary.actors == ((PHANTOM, 2), (f"{PHANTOM} (session of Deployer)", 1))
    assert summary.actor_names == ((PHANTOM, 3),)


def test_a_sign_in_that_failed_is_counted_among_the_errors() -> None:
    failed = an_event("ConsoleLogin", "signin.amazonaws.com", responseElements={"ConsoleLogin": "Failure"})
    assert a_timeline(an_event(), failed).summary.errors == 1


def test_the_summary_names_the_first_and_the_last_use_by_the_target_whatever_others_did() -> None:
    summary = a_timeline(
        iam_event("CreateUser", minute=0),
        an_event(minute=5),
        an_event(minute=9),
        an_event(eventTime=None),
        iam_event("DeleteUser", minute=30),
    ).summary
    assert (summary.first_use, summary.last_use) == (START + timedelta(minutes=5), START + timedelta(minutes=9))


def test_an_empty_timeline_has_no_first_use() -> None:
    assert a_timeline().summary.first_use is None


def test_the_summary_counts_signals_the_most_urgent_first() -> None:
    summary = a_timeline(
        an_event("GetCallerIdentity", "sts.amazonaws.com", minute=1),
        an_event("ListFoundationModels", minute=2),
        an_event("ListFoundationModels", minute=3),
        iam_event("CreateAccessKey", minute=4),
        an_event("ListBuckets", "s3.amazonaws.com", minute=5),
    ).summary
    assert [(signal.name, count) for signal, count in summary.signals] == [
        ("credential-added", 1),
        ("outside-service", 1),
        ("model-probe", 2),
        ("identity-probe", 1),
    ]
