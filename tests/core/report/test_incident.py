"""What a report says: who, what it allows, what happened, what is unknown, and what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bks_tui.core.cost.cost import CostEvidence, cost_of
from bks_tui.core.document import Block, BulletList, Commands, Paragraph, Section, Table
from bks_tui.core.report.incident import Incident, NoUser
from bks_tui.core.report.incident_report import incident_report
from bks_tui.core.report.summary import summary_sentences
from bks_tui.core.response.operation import Operation, Outcome, StepOutcome
from bks_tui.core.timeline.timeline import SOURCE_LIMITATIONS
from tests.support.events import PHANTOM
from tests.support.incidents import blocks_of, facts_of, sentences_of
from tests.support.plans import an_operation
from tests.support.timelines import DENIED_REGION, a_timeline, an_incident
from tests.support.users import NOW, access_key, an_account, user

TITLES = [
    "Summary",
    "Who",
    "Keys",
    "Policies and what they allow",
    "Status and why",
    "What happened",
    "Signals",
    "Episodes with a signal",
    "Cost",
    "Actions taken",
    "What could not be read",
    "Recommended next steps",
]


def test_the_sections_come_in_the_order_in_which_they_are_read() -> None:
    report = incident_report(an_incident())
    assert report.title == f"Incident report: {PHANTOM}"
    assert [section.title for section in report.sections] == TITLES


def test_the_summary_begins_with_the_incident_in_sentences() -> None:
    incident = an_incident()
    assert blocks_of(incident, "Summary")[0] == BulletList(summary_sentences(incident))


def test_the_summary_names_target_caller_and_status() -> None:
    assert facts_of(an_incident(user(PHANTOM, access_keys=(access_key(),))), "Summary") == {
        "Target": f"the user {PHANTOM}",
        "Account": "111122223333",
        "Caller": "arn:aws:iam::111122223333:user/responder",
        "Created": NOW,
        "Status": "AT RISK: access key AKIAEXAMPLE000000001 is active and stays valid after the API key is deleted",
        "Events": "5 in 2 days, 5 with a signal",
        "Completeness": "complete",
    }


@pytest.mark.parametrize(
    ("days", "gaps", "events", "completeness"),
    [
        (1, ("one",), "0 in 1 day, 0 with a signal", "INCOMPLETE: 1 gap, see below"),
        (2, ("one", "two"), "0 in 2 days, 0 with a signal", "INCOMPLETE: 2 gaps, see below"),
    ],
)
def test_days_and_gaps_are_counted_in_the_singular_too(
    days: int, gaps: tuple[str, ...], events: str, completeness: str
) -> None:
    facts = facts_of(an_incident(timeline=replace(a_timeline(), days=days), warnings=gaps), "Summary")
    assert (facts["Events"], facts["Completeness"]) == (events, completeness)


def test_a_report_of_the_demo_account_says_that_nothing_in_it_is_real() -> None:
    incident = an_incident(timeline=a_timeline(account=an_account(demo=True)))
    assert "nothing in this report is real" in sentences_of(incident, "Summary")[0]


def test_without_an_action_it_says_that_bks_wrote_nothing() -> None:
    assert sentences_of(an_incident(), "Actions taken")[0] == "bks has changed nothing in AWS for this target."


HOW = "To undo it, run the first command on the same machine, or else the other commands:"


def taken_blocks(operation: Operation) -> list[Block]:
    return [
        block
        for block in blocks_of(an_incident(taken=(operation,)), "Actions taken")
        if isinstance(block, (Section, Table))
    ]


@pytest.mark.parametrize(
    ("operation", "why", "commands"),
    [
        (
            an_operation(),
            f"Done and verified in AWS. {HOW}",
            3,
        ),
        (
            an_operation(Outcome.FAILED, reason="Why.", steps=StepOutcome.FAILED),
            "Not all steps were done. Why.",
            0,
        ),
        (
            an_operation(None, steps=StepOutcome.BEGUN),
            f"Started; outcome unknown (interrupted). {HOW}",
            3,
        ),
        (
            replace(an_operation(), undone_by="77"),
            "Done and verified in AWS. It was undone by operation 77.",
            0,
        ),
    ],
)
def test_an_operation_is_listed_with_its_outcome_and_its_undo(operation: Operation, why: str, commands: int) -> None:
    step, _ = taken_blocks(operation)
    assert isinstance(step, Section)
    assert step.title == f"2026-03-02 12:00:00 UTC, {operation.plan.account.caller_arn}: Contain BedrockAPIKey-x7f2"
    text, *rest = step.blocks
    lines = [line for block in rest if isinstance(block, Commands) for line in block.lines]
    assert (text, len(lines)) == (Paragraph(why), commands)
    assert lines[:1] == (["bks journal undo 3f2a91c4"] if commands else [])


def test_each_call_of_an_operation_is_listed_with_its_outcome() -> None:
    _, calls = taken_blocks(an_operation(Outcome.FAILED, steps=StepOutcome.FAILED, error="AWS denied it"))
    assert isinstance(calls, Table)
    assert calls.rows[0] == (
        "iam:UpdateServiceSpecificCredential",
        "Deactivate API key ACCAEXAMPLE000000001",
        "failed: AWS denied it",
    )


def test_what_could_not_be_read_is_gathered_from_user_and_timeline() -> None:
    incident = an_incident(timeline=a_timeline(gaps=(DENIED_REGION,), capped=True), warnings=("no alias",))
    assert not incident.complete
    assert incident.not_read == (
        "no alias",
        "ap-south-1, cloudtrail:LookupEvents: not authorized",
        "There are more events than the limit of the search allows.",
    )
    assert set(incident.not_read) <= set(sentences_of(incident, "What could not be read"))


@pytest.mark.parametrize(
    ("incident", "complete"),
    [
        (an_incident(), True),
        (an_incident(warnings=("no alias",)), False),
        (an_incident(timeline=a_timeline(gaps=(DENIED_REGION,))), False),
        (an_incident(timeline=a_timeline(capped=True)), False),
        (replace(an_incident(), cost_with_tokens=cost_of(a_timeline(), CostEvidence())), True),
        (replace(an_incident(), cost_with_tokens=cost_of(a_timeline(), CostEvidence(gaps=(DENIED_REGION,)))), False),
    ],
)
def test_it_is_complete_only_if_user_timeline_and_cost_are(incident: Incident, *, complete: bool) -> None:
    assert incident.complete is complete


def test_what_the_source_can_never_show_is_always_shown() -> None:
    assert an_incident().complete
    assert set(SOURCE_LIMITATIONS) <= set(sentences_of(an_incident(), "What could not be read"))


def test_a_caveat_is_in_the_document_and_does_not_make_it_incomplete() -> None:
    incident = an_incident(timeline=replace(a_timeline(), remarks=("The user was renamed.",)))
    assert incident.complete
    assert "The user was renamed." in sentences_of(incident, "What could not be read")


def test_a_report_about_no_user_says_why() -> None:
    incident = an_incident(NoUser("There is no user gone."))
    assert sentences_of(incident, "Who") == ["There is no user gone."]
    assert "Keys" not in [section.title for section in incident_report(incident).sections]
