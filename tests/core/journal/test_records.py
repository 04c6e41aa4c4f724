"""Records add up to operations, however far those came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bks_tui.core.journal import records
from bks_tui.core.response.operation import Operation, Outcome, RollBackStep, StepOutcome, StepTaken
from bks_tui.core.response.requests import UndoRequest
from tests.support.plans import a_cleanup, a_revocation, an_operation
from tests.support.users import NOW

NEW = an_operation(None, steps=StepOutcome.SKIPPED)
NEW = replace(NEW, steps=tuple(replace(taken, begun_at=None, before=None) for taken in NEW.steps))
BEGUN = replace(NEW.steps[0], outcome=StepOutcome.BEGUN, begun_at=NOW, before="Active")
ACCEPTED = replace(BEGUN, outcome=StepOutcome.ACCEPTED)


def with_first(operation: Operation, taken: StepTaken) -> Operation:
    return replace(operation, steps=(taken, *operation.steps[1:]))


def reported(*of: Mapping[str, Any]) -> Operation:
    """The only operation in the records."""
    (operation,) = records.replay_operations(of)
    return operation


def test_what_was_begun_has_done_nothing_yet() -> None:
    assert reported(records.operation_started(NEW)) == NEW


def test_a_call_that_was_about_to_be_made_may_have_been_made() -> None:
    so_far = reported(records.operation_started(NEW), records.step_started(NEW, 0, BEGUN, NOW))
    assert so_far == with_first(NEW, BEGUN)
    assert so_far.effective_steps == (BEGUN,)


def test_what_came_of_a_call_is_reported() -> None:
    so_far = reported(
        records.operation_started(NEW),
        records.step_started(NEW, 0, BEGUN, NOW),
        records.step_finished(NEW, 0, ACCEPTED, NOW),
    )
    assert so_far == with_first(NEW, ACCEPTED)


def test_how_it_ended_is_reported() -> None:
    ended = reported(records.operation_started(NEW), records.operation_finished(NEW, Outcome.FAILED, "why", NOW))
    assert (ended.outcome, ended.reason) == (Outcome.FAILED, "why")


def test_what_was_rolled_back_does_not_stand() -> None:
    deletion = an_operation(None, plan=a_cleanup(), steps=StepOutcome.ACCEPTED)
    (undo,) = deletion.plan.steps[0].undo
    back = RollBackStep(undo, StepOutcome.VERIFIED)
    so_far = reported(
        records.operation_started(deletion),
        records.step_started(deletion, 0, replace(deletion.steps[0], outcome=StepOutcome.BEGUN), NOW),
        records.rollback_started(deletion, 0, undo, NOW),
        records.rollback_finished(deletion, 0, back, NOW),
    )
    assert (so_far.rollback, so_far.effective_steps) == ((back,), ())


def test_an_operation_knows_which_one_went_on_with_it() -> None:
    later = replace(NEW, operation_id="later", plan=replace(NEW.plan, continues=NEW.operation_id))
    first, _ = records.replay_operations([records.operation_started(NEW), records.operation_started(later)])
    assert (first.continued_by, first.is_interrupted) == ("later", False)


@pytest.mark.parametrize(
    ("outcome", "undone_by"), [(Outcome.DONE, "undo"), (Outcome.FAILED, None), (Outcome.UNVERIFIED, None)]
)
def test_an_operation_is_undone_once_that_is_done(outcome: Outcome, undone_by: str | None) -> None:
    plan = replace(a_revocation(), request=UndoRequest("u", (NEW.operation_id,)))
    undo = replace(NEW, operation_id="undo", plan=plan)
    first, _ = records.replay_operations(
        [
            records.operation_started(NEW),
            records.operation_started(undo),
            records.operation_finished(undo, outcome, "", NOW),
        ]
    )
    assert first.undone_by == undone_by


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"event": "begun", "operation_id": "x", "at": NOW.isoformat(), "plan": {}},
        {"event": "begun", "operation_id": "x", "at": NOW.isoformat(), "plan": None},
        {**records.operation_started(NEW), "at": "yesterday"},
        records.operation_finished(replace(NEW, operation_id="unknown"), Outcome.DONE, "", NOW),
        {**records.operation_finished(NEW, Outcome.DONE, "", NOW), "outcome": "splendid"},
        {**records.step_started(NEW, 0, BEGUN, NOW), "step": 99},
        {"event": "put back", "operation_id": NEW.operation_id, "number": 0, "outcome": "verified", "error": ""},
        {"event": "of a later version", "operation_id": NEW.operation_id},
    ],
)
def test_a_record_that_makes_no_sense_tells_nothing(record: Mapping[str, Any]) -> None:
    assert records.replay_operations([records.operation_started(NEW), record]) == (NEW,)
