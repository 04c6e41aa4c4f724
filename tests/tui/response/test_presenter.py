"""A response and a clean-up, as cells: the text to read and the answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from bks_tui.core.errors import BksError, ChangedError, UsageError
from bks_tui.core.response.changes import ObservedState
from bks_tui.core.response.description import plan_section
from bks_tui.core.response.operation import Outcome, StepOutcome
from bks_tui.core.response.plan import Plan, PlanKind
from bks_tui.core.response.plan_cleanup import NEVER_INCLUDED
from bks_tui.core.response.requests import CleanUpRequest, DenyRequest, Request, RevokeRequest, UndoRequest
from bks_tui.core.scan.holds import HoldKind
from bks_tui.export.response.to_json import SkippedTarget
from bks_tui.tui.cleanup import presenter as cleaning_up
from bks_tui.tui.cleanup.state import CleanUpState
from bks_tui.tui.journal.presenter import interrupted_sections
from bks_tui.tui.kit.content import sections_content
from bks_tui.tui.response import presenter as responses
from bks_tui.tui.response.state import ResponseState
from bks_tui.tui.scan.orphans import orphans
from tests.support.documents import text_of
from tests.support.hostile import dangers
from tests.support.plans import a_cleanup, a_revocation, an_operation, hostile_operation, orphan
from tests.support.users import an_account, finding, user

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=timezone.utc)
JOURNAL = Path("/journal")
CONTAINMENT = a_revocation(delete_keys=False)


def response(**known: object) -> ResponseState:
    return ResponseState(journal=JOURNAL, **known)  # type: ignore[arg-type]


def answered(state: ResponseState) -> list[str]:
    return [option.id for option in responses.answers(state, NOW)]


@pytest.mark.parametrize(
    ("state", "title", "answers"),
    [
        (response(), "Reading", ["cancel"]),
        (response(plan=CONTAINMENT), "Plan: 2 calls; nothing is written yet", ["cancel", "carry out"]),
        (response(plan=CONTAINMENT, is_writing=True), "Writing to AWS", []),
        (response(operation=an_operation(plan=CONTAINMENT)), "Result", ["cancel", "undo"]),
        (response(operation=an_operation(plan=CONTAINMENT, steps=StepOutcome.FAILED)), "Result", ["cancel"]),
        (response(error=UsageError("no")), "Not carried out", ["cancel"]),
        (response(plan=CONTAINMENT, error=ChangedError("it")), "Not carried out", ["cancel", "plan again"]),
    ],
)
def test_each_moment_has_its_title_and_answers_what_changes_nothing_first(
    state: ResponseState, title: str, answers: list[str]
) -> None:
    assert (responses.title(state), answered(state)) == (title, answers)


def test_in_read_only_mode_no_answer_confirms_and_the_reason_is_in_its_place() -> None:
    for plan in (CONTAINMENT, a_revocation(), DELETION):
        state = response(plan=plan, read_only=True)
        assert "carry out" not in answered(state)
        assert not state.asks_for_a_name
        assert responses.confirmation(state) == (
            "This plan cannot be carried out in read-only mode: bks writes nothing."
        )


def test_a_finished_step_shows_its_result_and_the_others_are_pending() -> None:
    first = an_operation(plan=CONTAINMENT, steps=StepOutcome.ACCEPTED).steps[0]
    reported = text_of(responses.response_sections(response(plan=CONTAINMENT, is_writing=True, steps={0: first})))
    assert "accepted Deactivate API key" in reported
    assert "next Deny Amazon Bedrock" in reported


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (response(plan=replace(CONTAINMENT, holds=("it is not a phantom user",))), "It is not a phantom user."),
        (response(plan=a_revocation()), "This is not fully reversible."),
        (response(error=UsageError("no", "do this")), "no\ndo this\nNothing was changed."),
        (response(plan=CONTAINMENT, is_writing=True, is_stopping=True), "Stopping before the next step"),
        (
            response(plan=CONTAINMENT, is_writing=True, sentence="Re-reading the current state …"),
            "Re-reading the current state …",
        ),
    ],
)
def test_what_matters_is_said(state: ResponseState, said: str) -> None:
    assert said in text_of(responses.response_sections(state))


def test_completed_steps_are_shown_with_a_later_fault() -> None:
    first = an_operation(plan=CONTAINMENT).steps[0]
    state = response(plan=CONTAINMENT, is_writing=True, steps={0: first}, error=BksError("a fault"))
    reported = text_of(responses.response_sections(state))
    assert "verified Deactivate API key" in reported
    assert "Nothing was written" not in reported


def planned(request: Request, **known: str) -> Plan:
    """A plan for a request about a user in this state."""
    facts = ObservedState({about.replace("_", " "): state for about, state in known.items()}, {})
    return replace(CONTAINMENT, request=request, facts=facts)


ANY = RevokeRequest("ana")


@pytest.mark.parametrize(
    ("plan", "others"),
    [
        (planned(ANY), []),
        (planned(ANY, access_key_AKIA="Inactive"), []),
        (planned(ANY, access_key_AKIA="Active"), [replace(ANY, keep_access_keys=True)]),
        (planned(replace(ANY, keep_access_keys=True), access_key_AKIA="Active"), [ANY]),
        (
            planned(ANY, console_password="set"),
            [replace(ANY, delete_password=True), replace(ANY, end_sessions=True)],
        ),
        (
            planned(replace(ANY, delete_password=True), console_password="set"),
            [ANY, replace(ANY, delete_password=True, end_sessions=True)],
        ),
        (planned(replace(ANY, end_sessions=True)), [ANY]),
        (planned(replace(ANY, only_access_key="AKIA"), access_key_AKIA="Active"), []),
        (planned(DenyRequest("arn")), [DenyRequest("arn", NOW)]),
        (planned(DenyRequest("arn", NOW)), []),
        (planned(CleanUpRequest("ana")), []),
        (planned(UndoRequest("ana", ())), []),
    ],
)
def test_what_can_be_asked_for_instead(plan: Plan, others: list[Request]) -> None:
    assert [alternative.request for alternative in responses.alternatives(plan, NOW)] == others


@pytest.mark.parametrize(
    ("name", "typed", "confirms"),
    [
        ("ana", "ana", True),
        ("ana", "", False),
        ("ana", "an", False),
        ("ana", "Ana", False),
        ("ana", "ana ", False),
        ("a\x9bb", r"a\x9bb", True),
        ("", "", False),
        (" ", " ", False),
    ],
)
def test_exactly_the_name_as_it_is_shown_confirms(name: str, typed: str, confirms: bool) -> None:
    plan = replace(CONTAINMENT, subject=replace(CONTAINMENT.subject, name=name))
    assert responses.confirms(plan, typed) is confirms


# The clean-up

FREE, HELD, CONTAINED = (
    finding(user(name, service_credentials=(), groups=groups))
    for name, groups in (("BedrockAPIKey-a", ()), ("BedrockAPIKey-0", ("developers",)), ("BedrockAPIKey-b", ("a", "b")))
)
DELETION = a_cleanup(orphan())
DELETED = an_operation(plan=DELETION, operation_id="first")
MADE_AGAIN = replace(
    DELETED,
    operation_id="second",
    plan=replace(DELETION, kind=PlanKind.UNDO, request=UndoRequest("ana", ("first",)), title="Make it again"),
)


def test_only_orphans_are_stepped_through_the_free_ones_first() -> None:
    ordinary = finding(user("ci-deploy", service_credentials=()))
    assert orphans((HELD, finding(), ordinary, FREE)) == (FREE, HELD)


def test_a_hold_that_is_overridden_for_one_user_is_not_for_the_next() -> None:
    state = CleanUpState((HELD, CONTAINED), 24)
    state.toggle(HoldKind.GROUP)
    assert state.request(HELD).include_held == ("group",)
    state.skip(HELD)
    assert state.request(CONTAINED).include_held == ()


def test_an_override_is_restored_in_the_same_way() -> None:
    state = CleanUpState((HELD,), 24)
    state.toggle(HoldKind.GROUP)
    state.toggle(HoldKind.GROUP)
    assert state.request(HELD).include_held == ()


def test_each_kind_of_hold_is_listed_once() -> None:
    assert CleanUpState((CONTAINED,), 24).hold_kinds == (HoldKind.GROUP,)


@pytest.mark.parametrize("kind", HoldKind)
def test_each_kind_of_hold_is_explained_and_some_cannot_be_overridden(kind: HoldKind) -> None:
    reported = text_of(cleaning_up.hold_sections([replace(HELD.assessment.holds[0], kind=kind)]))
    assert ("cannot be overridden" in reported) is (kind in NEVER_INCLUDED)


def test_the_summary_has_each_user_under_what_became_of_it() -> None:
    state = CleanUpState((FREE, HELD, CONTAINED, FREE), 24)
    state.carried_out([DELETED])
    state.error = UsageError("it is held")
    state.skip(HELD)
    state.carried_out([replace(DELETED, outcome=Outcome.FAILED, reason="denied")])
    reported = text_of(cleaning_up.summary_sections(an_account(), state.summary))
    assert reported.splitlines() == [
        "account 111122223333",
        "1 user deleted",
        DELETION.subject.name,
        "1 user not done as confirmed",
        f"{DELETION.subject.name}: Not all steps were done. denied",
        "2 users skipped",
        "BedrockAPIKey-0: you skipped it: it is held",
        "BedrockAPIKey-a: the clean-up stopped before this user",
    ]


def test_a_deletion_that_was_undone_is_listed_as_such() -> None:
    state = CleanUpState((FREE,), 24)
    state.carried_out([DELETED, MADE_AGAIN])
    reported = text_of(cleaning_up.summary_sections(an_account(), state.summary))
    assert "1 user deleted, then recreated" in reported
    assert "1 user deleted\n" not in reported


def test_the_summary_as_text_has_the_same_lines() -> None:
    sections = cleaning_up.summary_sections(an_account(demo=True), [SkippedTarget("ana", "you skipped it")])
    assert cleaning_up.summary_text(sections) == (
        "bks clean-up\n\nDEMO account 111122223333\n\n1 user skipped\n  ana: you skipped it\n"
    )


def test_a_hostile_operation_is_cleaned_wherever_it_is_shown() -> None:
    hostile = hostile_operation("\x1b]0;x\x07")
    for sections in (
        responses.operation_sections(hostile, "/journal"),
        [plan_section(hostile.plan)],
        interrupted_sections([hostile]),
        cleaning_up.summary_sections(an_account(), [hostile, SkippedTarget("\x1b", "\x1b")]),
    ):
        assert dangers(sections_content(sections, 80).plain) == set()
