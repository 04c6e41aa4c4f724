"""A report as JSON: the data of the other documents, and hostile text as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, cast

from bks_tui.core.evidence import Evidence, Known
from bks_tui.core.iam.rating import rate
from bks_tui.core.report.incident import NoUser
from bks_tui.core.report.summary import summary_sentences
from bks_tui.core.response.operation import Outcome
from bks_tui.export.report.to_json import report_document, report_json
from bks_tui.export.scan.to_json import user_fields
from bks_tui.export.timeline.to_json import timeline_document
from tests.support.events import PHANTOM
from tests.support.hostile import HOSTILE
from tests.support.plans import an_operation
from tests.support.policies import aws
from tests.support.tables import for_each
from tests.support.timelines import a_timeline, an_incident, an_incidents_events, hostile_incident
from tests.support.users import BEDROCK_POLICY, NOW, denied, finding, user

HOSTILE_TEXT = for_each("hostile", HOSTILE)


def test_the_json_has_the_facts_by_the_names_of_the_other_documents() -> None:
    incident = an_incident(user(PHANTOM), timeline=a_timeline(*an_incidents_events()))
    document = report_document(incident)
    assert document["schema"] == "bks.report/1"
    assert document["user"] == user_fields(finding(user(PHANTOM)), NOW)
    assert document["timeline"] == timeline_document(incident.timeline)
    assert document["summary"] == list(summary_sentences(incident))
    assert (document["complete"], document["not_read"], document["no_user"]) == (True, [], None)
    steps = document["next_steps"]
    assert isinstance(steps, list)
    assert steps[0]["title"] == "Preserve evidence"


def test_the_json_says_why_there_is_no_user() -> None:
    document = report_document(an_incident(NoUser("There is no such user.")))
    assert (document["user"], document["no_user"]) == (None, "There is no such user.")


def test_a_policy_that_could_not_be_read_is_null_with_the_reason() -> None:
    documents: dict[str, Evidence[str]] = {BEDROCK_POLICY.arn: denied("iam:GetPolicyVersion"), "b": Known("{}")}
    assert report_document(an_incident(documents=documents))["managed_policies"] == [
        {"arn": BEDROCK_POLICY.arn, "document": None, "unread": "iam:GetPolicyVersion denied: not authorized"},
        {"arn": "b", "document": "{}"},
    ]


@HOSTILE_TEXT
def test_hostile_text_comes_back_from_the_json_as_it_was(hostile: str) -> None:
    incident = hostile_incident(hostile)
    written = report_json(incident)
    assert written.isascii()
    assert json.loads(written) == json.loads(json.dumps(report_document(incident)))
    assert json.loads(written)["target"] == hostile


def test_a_demo_report_is_marked_as_such() -> None:
    timeline = a_timeline()
    demo = replace(timeline, account=replace(timeline.account, demo=True))
    assert report_document(an_incident(timeline=demo))["demo"] is True


def test_json_shows_the_actions_taken() -> None:
    operation = an_operation(Outcome.FAILED, reason="Why.")
    (told,) = cast("list[Any]", report_document(an_incident(taken=(operation,)))["actions_taken"])
    assert (told["begun_at"], told["outcome"], told["reason"]) == ("2026-03-02T12:00:00Z", "failed", "Why.")
    assert told["steps"][0]["undo"][0]["parameters"]["Status"] == "Active"


def test_what_the_user_could_do_is_a_grade_with_its_limits() -> None:
    rating = rate([aws("AmazonBedrockLimitedAccess")])
    assert report_document(an_incident(rating=rating))["rating"] == {
        "grade": "spend by the hour",
        "at_least": "spend by the hour",
        "at_most": "spend by the hour",
        "not_read": [],
    }
