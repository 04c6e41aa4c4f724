"""Every call of a setup of Athena and of its removal fails in every way."""

from __future__ import annotations

from pathlib import Path

import pytest

from bks_tui.core.response.operation import Operation, Outcome, StepOutcome
from bks_tui.core.response.requests import AthenaRequest
from tests.support.athena_setup import (
    ALL,
    CREATING,
    DELETING,
    NOTHING,
    REMOVE,
    SETUP,
    catalog,
    recorded,
)
from tests.support.combinations import combinations
from tests.support.responding import FAULTS, CrashError, ResponseHarness, responder
from tests.support.trails import attacked_account


def attempt(ana: ResponseHarness, request: AthenaRequest) -> Operation:
    """Carry a request out, crash or not; the operation as the journal tells it."""
    plan = ana.propose(request)
    try:
        reported: Operation | None = ana.carry_out(plan)
    except CrashError:
        reported = None
    operation = ana.journal.operations()[-1]
    assert reported in (None, operation), "the person got another result than the journal"
    assert ana.journal.integrity_errors() == ()
    return operation


def agrees(ana: ResponseHarness, operation: Operation) -> bool:
    """Whether the journal is true: what it calls verified is so, and what it calls failed or skipped is not."""
    says = ana.says(operation)
    is_so = {taken.outcome: says.get(taken.step.change.about) for taken in operation.steps}
    expected = {taken.outcome: taken.step.change.result for taken in operation.steps}
    verified = is_so.get(StepOutcome.VERIFIED) == expected.get(StepOutcome.VERIFIED)
    undone = (StepOutcome.FAILED, StepOutcome.SKIPPED)
    return verified and all(is_so[each] != expected[each] for each in undone if each in is_so)


@pytest.mark.no_cover
@pytest.mark.parametrize(("fault", "operation"), combinations(FAULTS, CREATING, every=3))
def test_a_setup_that_fails_is_reported_and_resumed(tmp_path: Path, fault: str, operation: str) -> None:
    ana = responder(tmp_path, recorded(attacked_account()))
    FAULTS[fault](ana.account, operation)
    cut = attempt(ana, SETUP)
    assert agrees(ana, cut)
    ana.account.faults.allow()
    if cut.outcome is not Outcome.DONE:
        ana.resume(cut)
    assert catalog(ana.account) == ALL
    assert ana.journal.interrupted_operations() == ()


@pytest.mark.no_cover
@pytest.mark.parametrize(("fault", "operation"), combinations(FAULTS, CREATING, every=3))
def test_a_setup_that_fails_is_undone(tmp_path: Path, fault: str, operation: str) -> None:
    ana = responder(tmp_path, recorded(attacked_account()))
    FAULTS[fault](ana.account, operation)
    cut = attempt(ana, SETUP)
    ana.account.faults.allow()
    if catalog(ana.account) != NOTHING:
        ana.undo(cut)
    assert catalog(ana.account) == NOTHING


@pytest.mark.no_cover
@pytest.mark.parametrize(("fault", "operation"), combinations(FAULTS, DELETING, every=3))
def test_a_removal_that_fails_is_reported_and_finished(tmp_path: Path, fault: str, operation: str) -> None:
    ana = responder(tmp_path, recorded(attacked_account()))
    ana.do(SETUP)
    FAULTS[fault](ana.account, operation)
    cut = attempt(ana, REMOVE)
    assert agrees(ana, cut)
    ana.account.faults.allow()
    if cut.outcome is not Outcome.DONE:
        ana.resume(cut)
    assert catalog(ana.account) == NOTHING
    assert ana.journal.interrupted_operations() == ()
