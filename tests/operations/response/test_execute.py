"""A response reads again, compares, journals, writes, and sees that AWS shows it; or it writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from botocore.exceptions import ReadTimeoutError

from bks_tui.core.errors import BksError, ChangedError, FileError, NotFoundError, NothingToDoError, UsageError
from bks_tui.core.response.operation import Operation, Outcome, StepOutcome
from bks_tui.core.response.requests import DenyRequest, RevokeRequest
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.operations.response.execute import Progress, StepUpdate
from bks_tui.storage.journal import Journal
from tests.support.responding import CONTAIN, REVOKE, ResponseHarness, state_of, writes
from tests.support.simulated import PHANTOM

STOP, LIST = "iam:UpdateServiceSpecificCredential", "iam:ListServiceSpecificCredentials"
Change: TypeAlias = Callable[[SimulatedAccount], object]


def outcomes(operation: Operation) -> list[StepOutcome]:
    return [taken.outcome for taken in operation.steps]


def test_a_proposal_writes_nothing(ana: ResponseHarness) -> None:
    ana.propose(REVOKE)
    assert writes(ana.account) == []


def test_containing_stops_everything_in_order_and_sees_it(ana: ResponseHarness) -> None:
    operation = ana.do(CONTAIN)
    assert writes(ana.account) == [
        "UpdateServiceSpecificCredential",
        "UpdateServiceSpecificCredential",
        "PutUserPolicy",
        "UpdateAccessKey",
    ]
    assert (operation.outcome, set(outcomes(operation))) == (Outcome.DONE, {StepOutcome.VERIFIED})


def test_revoking_deletes_the_keys_after_they_were_stopped(ana: ResponseHarness) -> None:
    assert ana.do(REVOKE).outcome is Outcome.DONE
    assert writes(ana.account)[-2:] == ["DeleteServiceSpecificCredential"] * 2
    assert ana.account.users[PHANTOM].credentials == []


def test_taking_a_containment_back_gives_exactly_the_state_before(ana: ResponseHarness) -> None:
    before = state_of(ana.account)
    contained = ana.do(CONTAIN)
    assert state_of(ana.account) != before
    assert ana.undo(contained).outcome is Outcome.DONE
    assert state_of(ana.account) == before


def test_containing_again_puts_no_second_policy_there(ana: ResponseHarness) -> None:
    ana.do(CONTAIN)
    with pytest.raises(NothingToDoError):
        ana.do(CONTAIN)
    assert list(ana.account.users[PHANTOM].inline_policies) == ["bks-containment"]


def test_a_role_is_denied_and_released(ana: ResponseHarness) -> None:
    role = ana.account.add_role("Deploy")
    denied = ana.do(DenyRequest("arn:aws:iam::111122223333:role/Deploy"))
    assert (denied.outcome, list(role.inline_policies)) == (Outcome.DONE, ["bks-containment"])
    assert ana.undo(denied).outcome is Outcome.DONE
    assert role.inline_policies == {}


def test_what_is_under_way_is_reported_step_by_step(ana: ResponseHarness) -> None:
    plan = ana.propose(CONTAIN)
    progress, *updates, ended = ana.updates(plan)
    assert progress == Progress("Re-reading the current state …")
    assert [update.number for update in updates if isinstance(update, StepUpdate)] == [0, 1, 2, 3, 0, 1, 2, 3]
    assert isinstance(ended, Operation)


def test_the_journal_and_the_person_get_the_same_report(ana: ResponseHarness) -> None:
    operation = ana.do(REVOKE)
    assert ana.journal.operations() == (operation,)
    assert ana.journal.integrity_errors() == ()


def test_each_call_is_in_the_journal_before_aws_is_asked(ana: ResponseHarness) -> None:
    seen: list[list[StepOutcome]] = []
    ana.account.faults.before("iam:PutUserPolicy", lambda: seen.append(outcomes(ana.journal.operations()[0])))
    ana.do(CONTAIN)
    assert seen == [[StepOutcome.ACCEPTED, StepOutcome.ACCEPTED, StepOutcome.BEGUN, StepOutcome.SKIPPED]]


def test_without_a_journal_nothing_is_written(ana: ResponseHarness, tmp_path: Path) -> None:
    plan = ana.propose(CONTAIN)
    (tmp_path / "file").touch()
    ana.journal = Journal(tmp_path / "file")
    with pytest.raises(FileError):
        ana.carry_out(plan)
    assert writes(ana.account) == []


def test_a_journal_that_breaks_half_way_stops_what_follows(ana: ResponseHarness) -> None:
    def fill() -> None:
        ana.journal.path.unlink()
        ana.journal.path.mkdir()

    ana.account.faults.after(STOP, fill)
    operation = ana.do(CONTAIN)
    assert writes(ana.account) == ["UpdateServiceSpecificCredential"]
    assert operation.outcome is Outcome.FAILED
    assert "the journal" in operation.reason


def test_read_only_mode_asks_nothing_and_writes_nothing(ana: ResponseHarness) -> None:
    plan = ana.propose(CONTAIN)
    ana.account.calls.clear()
    with pytest.raises(UsageError, match="read-only"):
        list(ana.updates(plan, read_only=True))
    assert (ana.account.calls, ana.journal.operations()) == ([], ())


def another_account(account: SimulatedAccount) -> None:
    account.account_id = "999988887777"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda account: setattr(account.users[PHANTOM].credentials[0], "status", "Inactive"), ChangedError),
        (lambda account: account.users[PHANTOM].credentials.pop(), ChangedError),
        (lambda account: account.add_api_key(PHANTOM, "logs.amazonaws.com"), ChangedError),
        (lambda account: account.add_access_key(PHANTOM), ChangedError),
        (lambda account: account.set_password(PHANTOM), ChangedError),
        (lambda account: setattr(account.users[PHANTOM], "user_id", "AIDAANOTHERANOTHER00"), ChangedError),
        (lambda account: setattr(account, "caller", "assumed-role/Other/ben"), ChangedError),
        (another_account, ChangedError),
        (lambda account: account.delete_user(PHANTOM), NotFoundError),
        (lambda account: account.rename_user(PHANTOM, "backup"), NotFoundError),
    ],
)
def test_what_changed_since_it_was_shown_stops_it_before_anything_is_written(
    ana: ResponseHarness, change: Change, error: type[BksError]
) -> None:
    plan = ana.propose(REVOKE)
    change(ana.account)
    with pytest.raises(error):
        ana.carry_out(plan)
    assert writes(ana.account) == []
    assert ana.journal.operations() == ()


@pytest.mark.parametrize("denied", [STOP, "iam:PutUserPolicy", "iam:UpdateAccessKey"])
def test_a_step_that_is_denied_does_not_hinder_the_others(ana: ResponseHarness, denied: str) -> None:
    ana.account.faults.deny(denied)
    operation = ana.do(CONTAIN)
    expected = [
        StepOutcome.FAILED if taken.step.change.operation == denied else StepOutcome.VERIFIED
        for taken in operation.steps
    ]
    assert (outcomes(operation), operation.outcome) == (expected, Outcome.FAILED)
    assert f"AWS denied {denied}" in operation.reason


def test_throttling_slows_it_down_only(ana: ResponseHarness) -> None:
    ana.account.faults.throttle(STOP, calls=6)
    assert ana.do(CONTAIN).outcome is Outcome.DONE


@pytest.mark.parametrize("operation", [STOP, "iam:PutUserPolicy", "iam:DeleteServiceSpecificCredential"])
def test_a_lost_answer_is_settled_by_reading(ana: ResponseHarness, operation: str) -> None:
    ana.account.faults.lose_reply(operation, calls=None, error=ReadTimeoutError)
    assert ana.do(REVOKE).outcome is Outcome.DONE


def test_a_write_that_never_arrived_is_not_called_done(ana: ResponseHarness) -> None:
    ana.account.faults.drop(STOP, calls=None)
    operation = ana.do(CONTAIN)
    assert outcomes(operation)[:2] == [StepOutcome.UNVERIFIED, StepOutcome.UNVERIFIED]
    assert operation.outcome is Outcome.UNVERIFIED
    assert "The change is not verified in AWS yet" in operation.steps[0].error


def test_a_change_that_takes_a_while_to_show_is_waited_for(ana: ResponseHarness) -> None:
    # The list is read for the plan, again before the first write, and after it.
    ana.account.faults.stale(LIST, skip=2)
    assert ana.do(CONTAIN).outcome is Outcome.DONE


def test_a_change_that_does_not_show_is_not_called_done(ana: ResponseHarness) -> None:
    ana.account.faults.stale(LIST, calls=100, skip=2)
    operation = ana.do(CONTAIN)
    assert (operation.outcome, outcomes(operation)[0]) == (Outcome.UNVERIFIED, StepOutcome.UNVERIFIED)


# Without GetUser it is not known that what was read is about the same user.
@pytest.mark.parametrize("unread", [LIST, "iam:GetUser"])
def test_what_cannot_be_read_afterwards_is_not_called_done(ana: ResponseHarness, unread: str) -> None:
    ana.account.faults.after("iam:UpdateAccessKey", lambda: ana.account.faults.deny(unread))
    operation = ana.do(CONTAIN)
    assert operation.outcome is Outcome.UNVERIFIED


def test_what_could_not_be_read_before_is_not_called_done(ana: ResponseHarness) -> None:
    ana.account.faults.deny("iam:ListAccessKeys")
    operation = ana.do(CONTAIN)
    assert operation.outcome is Outcome.UNVERIFIED
    assert "its access keys could not be read" in operation.reason


def test_stopped_between_two_steps_the_rest_is_not_done_and_the_record_is_true(ana: ResponseHarness) -> None:
    ana.account.faults.after(STOP, ana.stopped.set)
    operation = ana.do(CONTAIN)
    assert writes(ana.account) == ["UpdateServiceSpecificCredential"]
    assert operation.outcome is Outcome.STOPPED
    assert outcomes(operation) == [StepOutcome.VERIFIED, *[StepOutcome.SKIPPED] * 3]
    assert ana.journal.operations() == (operation,)


def test_what_was_done_before_it_was_stopped_can_be_undone(ana: ResponseHarness) -> None:
    before = state_of(ana.account)
    ana.account.faults.after(STOP, ana.stopped.set)
    operation = ana.do(CONTAIN)
    ana.stopped.clear()
    assert ana.undo(operation).outcome is Outcome.DONE
    assert state_of(ana.account) == before


def test_a_full_inline_policy_quota_is_reported_and_hinders_nothing_else(ana: ResponseHarness) -> None:
    ana.account.put_inline_policy(PHANTOM, "big", '{"Statement": "' + "x" * 2_000 + '"}')
    operation = ana.do(CONTAIN)
    assert outcomes(operation).count(StepOutcome.FAILED) == 1
    assert "Maximum policy size" in operation.reason


def test_exactly_one_key_is_stopped_where_that_was_asked_for(ana: ResponseHarness) -> None:
    first, second = ana.account.users[PHANTOM].credentials
    ana.do(RevokeRequest(PHANTOM, only_key=second.credential_id, delete_keys=False, keep_access_keys=True))
    assert (first.status, second.status) == ("Active", "Inactive")
