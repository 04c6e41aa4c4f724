"""The matrix of the journal: each kind of operation and each action on it, which runs or says why it cannot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bks_tui.core.account.account import Account
from bks_tui.core.account.member import MemberRole
from bks_tui.core.response.operation import Operation, Outcome, StepOutcome
from bks_tui.tui.action import READ_ONLY_REASON, Action, Scope, why_disabled
from bks_tui.tui.actions import ACTIONS
from bks_tui.tui.journal.situation import out_of_reach, situation_of, to_resume, to_undo
from bks_tui.tui.journal.state import JournalContents, JournalState
from bks_tui.tui.response.intents import ResumeOperation, UndoOperation
from tests.support.plans import an_operation
from tests.support.users import an_account

HERE = an_account()
OTHER_ID = "999988887777"
DONE = an_operation(operation_id="done")
LEFT = an_operation(None, steps=StepOutcome.BEGUN, operation_id="left")
UNTOUCHED = an_operation(None, steps=StepOutcome.SKIPPED, operation_id="left")
FAILED = an_operation(Outcome.FAILED, steps=StepOutcome.FAILED, operation_id="failed")


def in_account(operation: Operation, account: Account) -> Operation:
    """The operation, as one in another account."""
    subject = operation.plan.subject
    there = replace(subject, arn=subject.arn.replace(HERE.account_id, account.account_id))
    return replace(operation, plan=replace(operation.plan, account=account, subject=there))


ELSEWHERE = in_account(DONE, replace(HERE, account_id=OTHER_ID))
BEHIND_A_ROLE = in_account(DONE, replace(HERE, account_id=OTHER_ID, role=MemberRole(OTHER_ID)))


def edited(operation: Operation) -> Operation:
    """The operation with a call that bks never makes."""
    first, *others = operation.steps
    change = replace(first.step.change, operation="iam:CreateAccessKey")
    steps = (replace(first, step=replace(first.step, change=change)), *others)
    plan = replace(operation.plan, steps=tuple(taken.step for taken in steps))
    return replace(operation, plan=plan, steps=steps)


@dataclass(frozen=True)
class Row:
    """An operation, and what undo and resume say: the reason in part, or nothing where they run."""

    operation: Operation | None
    undo: str = ""
    resume: str = ""


FINISHED = "the operation is finished: nothing is left to resume"
ROWS = {
    "no operation": Row(None, "no operation is selected", "no operation is selected"),
    "done": Row(DONE, "", FINISHED),
    "undone": Row(replace(DONE, undone_by="other"), "was already undone, by other", FINISHED),
    "resumed": Row(replace(LEFT, continued_by="other"), "", FINISHED),
    "interrupted": Row(LEFT),
    "interrupted before the first call": Row(UNTOUCHED),
    "failed without any effect": Row(FAILED, "has nothing that can be undone", ""),
    "running": Row(replace(LEFT, operation_id="running"), "another bks is carrying it out", "another bks"),
    "another account": Row(ELSEWHERE, f"was in account {OTHER_ID}, not in account 111122223333", FINISHED),
    "another account, interrupted": Row(
        in_account(LEFT, ELSEWHERE.plan.account), f"in account {OTHER_ID}", f"in account {OTHER_ID}"
    ),
    "another account behind a role": Row(BEHIND_A_ROLE, "", FINISHED),
    "the demo account": Row(in_account(DONE, replace(HERE, demo=True)), "was in DEMO account", FINISHED),
    "edited": Row(edited(DONE), "operation done", FINISHED),
}
ACTIONS_OF_AN_OPERATION = [action for action in ACTIONS if action.scope is Scope.JOURNAL and action.needs]


def state_with(operation: Operation | None) -> JournalState:
    operations = (operation,) if operation else ()
    return JournalState(JournalContents(Path("/journal"), operations, frozenset({"left"}), ()))


def test_the_matrix_has_a_column_for_every_action_on_an_operation() -> None:
    assert {action.id for action in ACTIONS_OF_AN_OPERATION} == {"undo_operation", "resume_operation"}


@pytest.mark.parametrize("action", ACTIONS_OF_AN_OPERATION, ids=lambda action: action.id)
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_each_action_runs_on_its_operation_or_says_why_not(row: Row, action: Action) -> None:
    state = state_with(row.operation)
    why = why_disabled(action, situation_of(state, row.operation, HERE, read_only=False))
    expected = row.undo if action.id == "undo_operation" else row.resume
    assert (why is None) is (expected == "")
    assert expected in (why or "")


def test_what_runs_asks_for_the_operation_itself() -> None:
    state = state_with(LEFT)
    assert (to_undo(state, LEFT, HERE), to_resume(state, LEFT, HERE)) == (
        UndoOperation("left"),
        ResumeOperation("left"),
    )


def test_before_aws_has_answered_nothing_runs() -> None:
    situation = situation_of(state_with(DONE), DONE, None, read_only=False)
    undo = next(action for action in ACTIONS if action.id == "undo_operation")
    assert why_disabled(undo, situation) == "bks is not connected to AWS yet"


def test_in_read_only_mode_the_plan_of_an_undo_is_shown_and_nothing_is_resumed() -> None:
    situation = situation_of(state_with(LEFT), LEFT, HERE, read_only=True)
    assert [why_disabled(action, situation) for action in ACTIONS_OF_AN_OPERATION] == [None, READ_ONLY_REASON]


def test_from_an_account_behind_a_role_the_account_of_the_credentials_is_tried() -> None:
    assert out_of_reach(ELSEWHERE, replace(HERE, role=MemberRole(HERE.account_id))) is None
