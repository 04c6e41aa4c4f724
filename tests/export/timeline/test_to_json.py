"""The JSON of a timeline, whole and as lines: what scripts read."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bks_tui.core.timeline.timeline import SOURCE_LIMITATIONS, Timeline
from bks_tui.export.timeline.to_json import event_fields, event_line, summary_line, timeline_document
from tests.support.events import PHANTOM, an_event, an_unparsed_event, iam_event, role_identity
from tests.support.hostile import HOSTILE
from tests.support.tables import for_each
from tests.support.timelines import DENIED_REGION, a_timeline, an_incidents_events, hostile_timeline


def test_the_document_says_what_was_asked_and_found() -> None:
    document = timeline_document(a_timeline(*an_incidents_events()))
    events, summary = document.pop("events"), document.pop("summary")
    del document["episodes"], document["phases"]
    assert isinstance(events, list)
    assert isinstance(summary, dict)
    assert document == {
        "schema": "bks.timeline/1",
        "account_id": "111122223333",
        "role_arn": None,
        "demo": False,
        "target": PHANTOM,
        "target_kind": "IAM user",
        "target_description": f"the user {PHANTOM}",
        "days": 2,
        "since": "2026-11-19T08:00:00Z",
        "until": "2026-11-21T08:00:00Z",
        "complete": True,
        "gaps": [],
        "capped": False,
        "remarks": [],
        "unparsed": 0,
        "always_unseen": list(SOURCE_LIMITATIONS),
        "sources": [
            {
                "source": "CloudTrail event history",
                "accounts": [],
                "regions": [],
                "first_day": None,
                "last_day": None,
                "files": 0,
                "bytes": 0,
                "gaps": [],
                "skipped": [],
                "notes": [],
                "always_unseen": list(SOURCE_LIMITATIONS),
            }
        ],
        "regions_searched": ["us-east-1", "us-west-2"],
        "regions_with_activity": ["us-east-1", "us-west-2"],
        "total_events": 5,
        "findings": [],
        "finding_sources": [],
    }
    assert [event["event_name"] for event in events] == [
        "CreateServiceSpecificCredential",
        "ListFoundationModels",
        "InvokeModel",
        "InvokeModel",
        "CreateAccessKey",
    ]
    assert "credential-added" in events[-1]["signals"]


def test_the_summary_counts_each_text_and_explains_each_signal() -> None:
    summary = timeline_document(a_timeline(*an_incidents_events()))["summary"]
    assert isinstance(summary, dict)
    assert summary["actors"] == [{"value": PHANTOM, "count": 4}, {"value": "deploy-17", "count": 1}]
    assert summary["models"] == [{"value": "a.model", "count": 1}]
    assert summary["errors"] == 1
    assert set(summary["signals"][0]) == {"name", "title", "severity", "technique", "why", "count"}


def test_an_episode_has_what_its_events_share_their_numbers_and_their_ids() -> None:
    burst = [
        an_event(minute=0, requestParameters={"modelId": "a.model"}, additionalEventData={"inputTokens": 7}),
        an_event(minute=1, awsRegion="eu-west-1"),
    ]
    document = timeline_document(a_timeline(*burst))
    assert document["episodes"] == [
        {
            "first": "2026-11-20T08:00:00Z",
            "last": "2026-11-20T08:01:00Z",
            "count": 2,
            "event_name": "InvokeModel",
            "event_source": "bedrock.amazonaws.com",
            "failure": None,
            "problem": None,
            "actor": event_fields(burst[0])["actor"],
            "source_ip": "198.51.100.7",
            "user_agent": "Boto3/1.44.5 md/Botocore#1.44.5 os/linux lang/python#3.12.1",
            "regions": ["us-west-2", "eu-west-1"],
            "models": ["a.model"],
            "tokens": {"input": 7, "output": 0, "events": 1},
            "signals": [],
            "event_ids": [event.event_id for event in burst],
        }
    ]


def test_each_phase_has_its_first_and_last_time_and_its_failures() -> None:
    phases = timeline_document(a_timeline(*an_incidents_events()))["phases"]
    assert isinstance(phases, list)
    assert [phase["phase"] for phase in phases] == ["created", "probed", "used", "pivoted"]
    assert phases[1] == {
        "phase": "probed",
        "first": "2026-11-20T08:01:00Z",
        "last": "2026-11-20T08:03:00Z",
        "events": 2,
        "failed": 1,
    }


def test_an_event_has_the_names_that_scripts_read() -> None:
    event = iam_event("CreateUser", identity=role_identity(), errorCode="AccessDenied", errorMessage="no")
    fields = event_fields(event)
    actor = fields.pop("actor")
    assert isinstance(actor, dict)
    assert (actor["kind"], actor["name"], actor["issuer_arn"]) == (
        "role session",
        "deploy-17",
        "arn:aws:iam::210987654321:role/Deployer",
    )
    assert fields == {
        "event_id": event.event_id,
        "event_time": "2026-11-20T08:00:00Z",
        "event_name": "CreateUser",
        "event_source": "iam.amazonaws.com",
        "region": "us-east-1",
        "source_ip": "198.51.100.7",
        "user_agent": "Boto3/1.44.5 md/Botocore#1.44.5 os/linux lang/python#3.12.1",
        "error_code": "AccessDenied",
        "error_message": "no",
        "read_only": False,
        "call_with_bearer_token": False,
        "bearer_token_type": None,
        "model_id": None,
        "resources": [PHANTOM],
        "problem": None,
        "record": None,
    }


def test_the_error_code_is_only_that_which_aws_wrote() -> None:
    sign_in = an_event("ConsoleLogin", "signin.amazonaws.com", responseElements={"ConsoleLogin": "Failure"})
    assert event_fields(sign_in)["error_code"] is None


def test_an_event_without_a_date_has_none() -> None:
    assert event_fields(replace(an_event(), time=None))["event_time"] is None


def test_a_record_that_could_not_be_parsed_is_there_as_text() -> None:
    fields = event_fields(an_unparsed_event())
    assert fields["record"] == "{ cut off"
    assert fields["problem"]


@pytest.mark.parametrize(
    ("made", "complete", "gaps"),
    [
        (a_timeline(), True, []),
        (a_timeline(capped=True), False, []),
        (
            a_timeline(gaps=(DENIED_REGION,)),
            False,
            [{"region": "ap-south-1", "source": "cloudtrail:LookupEvents", "reason": "not authorized"}],
        ),
    ],
)
def test_what_makes_a_timeline_incomplete_is_in_the_document(
    made: Timeline, *, complete: bool, gaps: list[object]
) -> None:
    document = timeline_document(made)
    assert (document["complete"], document["gaps"]) == (complete, gaps)


def test_a_caveat_is_in_the_document_and_does_not_make_it_incomplete() -> None:
    document = timeline_document(replace(a_timeline(), remarks=("The user was renamed.",)))
    assert (document["complete"], document["remarks"]) == (True, ["The user was renamed."])


def test_the_summary_line_names_the_events_that_were_kept_where_not_all_were() -> None:
    timeline = a_timeline(*an_incidents_events()[-2:], capped=True)
    assert summary_line(timeline)["kept_event_ids"] == [event.event_id for event in timeline.events]


def test_where_nothing_was_left_out_the_summary_line_names_no_kept_events() -> None:
    assert "kept_event_ids" not in summary_line(a_timeline(*an_incidents_events()))


def test_the_lines_together_contain_what_the_document_contains() -> None:
    timeline = a_timeline(*an_incidents_events(), gaps=(DENIED_REGION,))
    lines, last = [event_line(event) for event in timeline.events], summary_line(timeline)
    signals = last.pop("signals")
    assert isinstance(signals, dict)
    events = [{**line, "signals": signals.get(line["event_id"], [])} for line in lines]
    for line in (*events, last):
        assert line.pop("type") in ("event", "summary")
    for line in events:
        assert line.pop("schema") == "bks.timeline/1"
    assert {**last, "events": events} == timeline_document(timeline)


@for_each("hostile", HOSTILE)
def test_hostile_text_comes_back_as_it_was(hostile: str) -> None:
    document = timeline_document(hostile_timeline(hostile))
    assert json.loads(json.dumps(document)) == document
    assert hostile in json.loads(json.dumps(document))["target"]
