"""Steps that build on each other: after one that fails, the rest is not tried."""

from __future__ import annotations

from pathlib import Path

from bks_tui.core.response.operation import Outcome, StepOutcome
from tests.support.responding import CLEAN_UP, orphaned_account, responder, writes


def test_after_a_step_that_fails_the_rest_is_not_tried(tmp_path: Path) -> None:
    ana = responder(tmp_path, orphaned_account(full=True))
    deleted = ana.do(CLEAN_UP)
    ana.account.faults.deny("iam:AttachUserPolicy")
    undo = ana.undo(deleted)
    outcomes = [taken.outcome for taken in undo.steps]
    failed = outcomes.index(StepOutcome.FAILED)
    assert undo.outcome is Outcome.FAILED
    assert set(outcomes[:failed]) == {StepOutcome.VERIFIED}
    assert set(outcomes[failed + 1 :]) == {StepOutcome.SKIPPED}
    assert writes(ana.account)[-1] == "AttachUserPolicy"
