"""Taking back: the latest first, only what still is as it was left, and never on another user."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bks_tui.core.errors import ChangedError, NothingToDoError
from bks_tui.core.response.changes import ObservedState
from bks_tui.core.response.operation import Operation, StepOutcome
from bks_tui.core.response.plan import ExecutionMode, Plan, Subject
from bks_tui.core.response.plan_undo import plan_undo
from bks_tui.core.response.requests import UndoRequest
from tests.support.plans import a_cleanup, a_revocation, an_operation, calls, orphan
from tests.support.users import PHANTOM_NAME, access_key, an_account, user, user_record

CONTAINED = an_operation(plan=a_revocation(user(access_keys=(access_key("AKIAX"),)), delete_keys=False))
REVOKED = an_operation(plan=a_revocation())
DELETED = an_operation(
    plan=a_cleanup(
        orphan(record=user_record(path="/team/"), tags=tuple((f"t{n:02}", "v") for n in range(60)), groups=("g",)),
        include_held=("group",),
    )
)
GONE = ObservedState({"account": "111122223333"}, {})


def left_by(*operations: Operation) -> ObservedState:
    """What AWS says once these were carried out."""
    facts = operations[0].plan.facts
    for operation in operations:
        facts = facts.after(taken.step.change for taken in operation.steps)
    return facts


def undo(
    *operations: Operation, facts: ObservedState | None = None, subject: Subject | None = None, **more: bool
) -> Plan:
    request = UndoRequest(PHANTOM_NAME, tuple(each.operation_id for each in operations))
    return plan_undo(
        request,
        operations,
        an_account(),
        subject or operations[-1].plan.subject,
        facts or left_by(*operations),
        **more,
    )


def gone(operation: Operation) -> Subject:
    return replace(operation.plan.subject, unique_id="")


def test_a_containment_is_undone_the_latest_first() -> None:
    assert calls(undo(CONTAINED)) == [
        ("UpdateAccessKey", "access key AKIAX"),
        ("DeleteUserPolicy", "inline policy bks-containment"),
        ("UpdateServiceSpecificCredential", "API key ACCAEXAMPLE000000001"),
    ]


def test_what_it_comes_to_is_what_there_was_before() -> None:
    facts = left_by(CONTAINED).after(step.change for step in undo(CONTAINED).steps)
    assert facts == CONTAINED.plan.facts


@pytest.mark.parametrize("outcome", [StepOutcome.FAILED, StepOutcome.SKIPPED])
def test_what_was_not_done_is_not_undone(outcome: StepOutcome) -> None:
    first, *rest = CONTAINED.steps
    partly = replace(CONTAINED, steps=(replace(first, outcome=outcome), *rest))
    assert ("UpdateServiceSpecificCredential", first.step.change.about) not in calls(
        undo(partly, facts=left_by(CONTAINED))
    )


@pytest.mark.parametrize("outcome", [StepOutcome.BEGUN, StepOutcome.ACCEPTED, StepOutcome.UNVERIFIED])
def test_what_may_have_been_done_is_undone(outcome: StepOutcome) -> None:
    interrupted = replace(CONTAINED, steps=tuple(replace(taken, outcome=outcome) for taken in CONTAINED.steps))
    assert len(undo(interrupted, facts=left_by(CONTAINED)).steps) == 3


def test_what_is_as_before_already_needs_nothing() -> None:
    with pytest.raises(NothingToDoError, match="AWS already shows the earlier state"):
        undo(CONTAINED, facts=CONTAINED.plan.facts)


def test_what_someone_made_otherwise_since_stays_and_is_reported() -> None:
    facts = left_by(CONTAINED)
    changed = ObservedState({**facts.known, "inline policy bks-containment": "mine now"}, {})
    plan = undo(CONTAINED, facts=changed)
    assert ("DeleteUserPolicy", "inline policy bks-containment") not in calls(plan)
    assert plan.leaves == ("inline policy bks-containment has changed since and is left as is: mine now",)


def test_a_key_that_was_deleted_cannot_come_back_and_the_plan_says_so() -> None:
    plan = undo(REVOKED)
    assert "irreversible: Delete API key ACCAEXAMPLE000000001" in plan.leaves
    assert calls(plan) == [("DeleteUserPolicy", "inline policy bks-containment")]


def test_a_deleted_user_is_recreated_first_and_then_gets_what_it_had() -> None:
    plan = undo(DELETED, facts=GONE, subject=gone(DELETED))
    assert [name for name, _ in calls(plan)] == ["CreateUser", "TagUser", "AttachUserPolicy", "AddUserToGroup"]
    assert plan.order is ExecutionMode.SEQUENTIAL


def test_a_user_that_someone_else_recreated_is_another_one() -> None:
    with pytest.raises(ChangedError, match="is now another"):
        undo(DELETED, subject=replace(DELETED.plan.subject, unique_id="AIDAOTHER"))


def test_an_interrupted_undo_that_recreated_the_user_restores_the_rest() -> None:
    facts = ObservedState({f"user {PHANTOM_NAME}": "there", "tag t59": "v"}, {})
    plan = undo(DELETED, facts=facts, subject=replace(DELETED.plan.subject, unique_id="AIDANEW"), is_recreated=True)
    assert [name for name, _ in calls(plan)] == ["AttachUserPolicy", "AddUserToGroup"]


def test_a_renamed_user_is_reported_by_its_name() -> None:
    with pytest.raises(ChangedError, match=f"{PHANTOM_NAME} is called backup now"):
        undo(CONTAINED, subject=replace(CONTAINED.plan.subject, name="backup"))


def test_several_operations_are_undone_the_latest_first() -> None:
    first = an_operation(plan=a_revocation(delete_keys=False), operation_id="1")
    second = an_operation(
        plan=a_revocation(user(access_keys=(access_key("AKIAX"),)), only_access_key="AKIAX", delete_keys=False),
        operation_id="2",
    )
    known = left_by(second).after(taken.step.change for taken in first.steps)
    assert calls(undo(first, second, facts=known))[0] == ("UpdateAccessKey", "access key AKIAX")
