"""A slow call delays neither the other steps of a containment nor their verification."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bks_tui.core.response.operation import Outcome, StepOutcome
from bks_tui.operations.response import strategies
from bks_tui.operations.response.execute import Progress, StepUpdate
from tests.support.responding import CONTAIN, ResponseHarness, leaked_account, responder, writes

DEACTIVATE = "iam:UpdateServiceSpecificCredential"
CALLS = ["UpdateServiceSpecificCredential", "UpdateServiceSpecificCredential", "PutUserPolicy", "UpdateAccessKey"]


@pytest.fixture
def ana(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ResponseHarness:
    """A person one of whose calls takes effect at once, and is answered late."""
    monkeypatch.setattr(strategies, "SLOW_SECONDS", 0.05)
    ana = responder(tmp_path, leaked_account())
    ana.account.faults.drip(DEACTIVATE)
    return ana


@pytest.fixture
def answered(ana: ResponseHarness) -> threading.Event:
    """Lets the slow answer arrive."""
    event = threading.Event()
    ana.account.faults.sleep = lambda _: event.wait()
    return event


def test_the_other_steps_are_verified_before_the_slow_call_ends(
    ana: ResponseHarness, answered: threading.Event
) -> None:
    outcomes: dict[int, StepOutcome] = {}
    for update in ana.updates(ana.propose(CONTAIN)):
        if isinstance(update, StepUpdate):
            outcomes[update.number] = update.taken.outcome
        if list(outcomes.values()) == [StepOutcome.VERIFIED] * 3:
            # Nothing is known of the fourth step: its call is sent, and not answered.
            assert sorted(writes(ana.account)) == sorted(CALLS)
            answered.set()
    assert answered.is_set()
    assert list(outcomes.values()) == [StepOutcome.VERIFIED] * 4


def test_the_journal_replays_steps_that_overlap(ana: ResponseHarness, answered: threading.Event) -> None:
    *_, operation = _answered_at(ana, answered, "Update")
    assert ana.journal.operations() == (operation,)
    assert ana.journal.integrity_errors() == ()
    assert ana.journal.operations()[0].outcome is Outcome.DONE


def test_a_person_is_shown_that_a_step_is_slow(ana: ResponseHarness, answered: threading.Event) -> None:
    updates = _answered_at(ana, answered, "Update")
    assert any(isinstance(each, Progress) and each.sentence.endswith("AWS has not answered yet") for each in updates)


def test_a_stop_sends_no_step_after_the_slow_one(ana: ResponseHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strategies, "SLOW_SECONDS", 60.0)
    ana.account.faults.sleep = lambda _: ana.stopped.set()
    operation = ana.do(CONTAIN)
    assert writes(ana.account) == CALLS[:1]
    assert [taken.outcome for taken in operation.steps[1:]] == [StepOutcome.SKIPPED] * 3


def test_a_containment_without_faults_makes_29_calls(tmp_path: Path) -> None:
    ana = responder(tmp_path, leaked_account())
    plan = ana.propose(CONTAIN)
    ana.account.calls.clear()
    ana.carry_out(plan)
    assert len(ana.account.calls) == 29


def _answered_at(ana: ResponseHarness, answered: threading.Event, last: str) -> list[object]:
    """All updates; the slow answer arrives once the last call is made."""
    ana.account.faults.after(f"iam:{last}AccessKey", answered.set)
    return list(ana.updates(ana.propose(CONTAIN)))
