"""The part of a report that is about the events: counts, the chart, and alike events in one row."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bks_tui.core.detection import Severity
from bks_tui.core.document import Activity, Cell, Tone
from tests.support.events import PHANTOM, an_event, an_unparsed_event, iam_event
from tests.support.incidents import blocks_of, facts_of, rows_of, sentences_of
from tests.support.timelines import SIGNALS, a_timeline, an_incident, an_incidents_events


def test_what_happened_is_counted() -> None:
    facts = facts_of(an_incident(timeline=a_timeline(*an_incidents_events(), an_unparsed_event())), "What happened")
    assert facts["Events"] == 6
    assert facts["Denied or failed"] == 1
    assert facts["Actors"] == f"{PHANTOM} (4), deploy-17 (session of Deployer) (1), unknown (other) (1)"
    assert facts["Phase probed"] == "2026-11-20 08:01 UTC to 2026-11-20 08:03 UTC, 2 events, 1 denied or failed"
    assert facts["Unreadable records"] == 1
    assert isinstance(facts["First use"], datetime)


def test_an_empty_timeline_is_not_called_unused() -> None:
    assert sentences_of(an_incident(timeline=a_timeline()), "What happened") == [
        "No events were found. This does not prove that it was not used: see the limits of the source."
    ]


def test_the_chart_counts_events_by_region_and_time_and_marks_the_worst_signal() -> None:
    incident = an_incident(timeline=a_timeline(*an_incidents_events()))
    (chart,) = (block for block in blocks_of(incident, "What happened") if isinstance(block, Activity))
    assert [(row.region, sum(row.counts)) for row in chart.rows] == [("us-east-1", 2), ("us-west-2", 3)]
    # Two days in 60 spans: 07:00 on the second day is in the 29th, 08:00 begins the 31st.
    assert [place for place, count in enumerate(chart.rows[0].counts) if count] == [28, 30]
    assert Cell("HIGH", chart.rows[0].signals[30] or Tone.PLAIN) in chart.legend


def test_of_several_signals_in_one_span_the_worst_is_marked() -> None:
    events = [an_event(minute=n) for n in range(3)]
    signals = {event.event_id: (SIGNALS[severity],) for event, severity in zip(events, Severity, strict=True)}
    for order in (events, events[::-1]):
        timeline = replace(a_timeline(*events, signals=signals), events=tuple(order))
        (chart,) = (
            block for block in blocks_of(an_incident(timeline=timeline), "What happened") if isinstance(block, Activity)
        )
        assert chart.rows[0].signals[30] is Severity.HIGH.tone


def test_events_outside_of_what_was_asked_stay_on_the_chart() -> None:
    timeline = a_timeline(an_event(minute=-100_000), an_event(minute=100_000))
    (chart,) = (
        block for block in blocks_of(an_incident(timeline=timeline), "What happened") if isinstance(block, Activity)
    )
    assert (chart.rows[0].counts[0], chart.rows[0].counts[-1]) == (1, 1)


def test_alike_events_are_one_row_with_how_often_and_where() -> None:
    uses = (
        an_event(minute=number, awsRegion=region, additionalEventData={"callWithBearerToken": True})
        for number, region in enumerate(("us-west-2", "us-east-1", "us-west-2"))
    )
    timeline = a_timeline(*uses)
    signal = next(iter(timeline.signals.values()))
    timeline = replace(timeline, signals={event.event_id: signal for event in timeline.events})
    (row,) = rows_of(an_incident(timeline=timeline), "Episodes with a signal")
    assert row[2:6] == (3, "InvokeModel", "us-east-1, us-west-2", f"{PHANTOM} from 198.51.100.7")


def test_who_did_what_is_shown_with_the_role_behind_a_session() -> None:
    incident = an_incident(timeline=a_timeline(iam_event("CreateAccessKey")))
    (row,) = rows_of(incident, "Episodes with a signal")
    assert row[5] == "deploy-17 (session of Deployer) from 198.51.100.7"


def test_a_sign_in_that_failed_is_distinguished_from_one_that_did_not() -> None:
    answers = ({"ConsoleLogin": "Failure"}, {"ConsoleLogin": "Success"})
    sign_ins = (
        an_event("ConsoleLogin", "signin.amazonaws.com", minute=minute, responseElements=answer)
        for minute, answer in enumerate(answers)
    )
    rows = rows_of(an_incident(timeline=a_timeline(*sign_ins)), "Episodes with a signal")
    assert [row[3] for row in rows] == ["ConsoleLogin: Failure", "ConsoleLogin"]


def test_of_very_many_episodes_the_most_severe_are_shown_and_the_rest_counted() -> None:
    harmless = (an_event(sourceIPAddress=f"192.0.2.{n}", minute=n) for n in range(250))
    worst = an_event("CreateAccessKey", "iam.amazonaws.com", minute=1_000)
    incident = an_incident(timeline=a_timeline(*harmless, worst))
    rows = rows_of(incident, "Episodes with a signal")
    assert len(rows) == 200
    assert rows[-1][3] == "CreateAccessKey"
    assert "200 most severe of 250 episodes" in sentences_of(incident, "Episodes with a signal")[0]


def test_without_signals_it_says_so() -> None:
    incident = an_incident(timeline=a_timeline(an_event(), signals={}))
    assert (sentences_of(incident, "Signals"), sentences_of(incident, "Episodes with a signal")) == (
        ["None."],
        ["None."],
    )
