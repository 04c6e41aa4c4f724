"""A write whose answer was lost may have been made: it is unverified until a reading shows it, and rolled back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from botocore.exceptions import ReadTimeoutError

from bks_tui.core.errors import NothingToDoError
from bks_tui.core.response.operation import Operation, Outcome, StepOutcome
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.storage.journal import Journal
from tests.support.responding import (
    CLEAN_UP,
    CrashError,
    ResponseHarness,
    crash,
    permissions_of,
    writes,
)
from tests.support.simulated import PHANTOM


def lose(ben: ResponseHarness, call: str, kind: str) -> None:
    faults = ben.account.faults
    if kind == "reset":
        faults.lose_reply(call)
    elif kind == "timeout":
        faults.lose_reply(call, error=ReadTimeoutError)
    else:
        faults.fail(call)


@pytest.mark.parametrize("kind", ["reset", "timeout", "5xx"])
@pytest.mark.parametrize("call", ["iam:DetachUserPolicy", "iam:DeleteUserPolicy", "iam:RemoveUserFromGroup"])
def test_a_removal_whose_answer_was_lost_while_reads_lag_is_rolled_back(
    ben: ResponseHarness, call: str, kind: str
) -> None:
    before = permissions_of(ben.account.users[PHANTOM])
    plan = ben.propose(CLEAN_UP)
    lose(ben, call, kind)
    stale_reads(ben.account)
    # What comes after fails, so that it is rolled back.
    ben.account.faults.deny("iam:DeleteServiceSpecificCredential")
    operation = ben.carry_out(plan)
    assert operation.outcome is not Outcome.DONE
    assert permissions_of(ben.account.users[PHANTOM]) == before
    assert "The user was not changed" not in operation.reason


def stale_reads(account: SimulatedAccount) -> None:
    """Let all that is written stay invisible for longer than bks waits."""
    for read in ("iam:ListAttachedUserPolicies", "iam:ListUserPolicies", "iam:ListGroupsForUser", "iam:GetUserPolicy"):
        account.faults.stale(read, calls=40, skip=1)


@pytest.mark.parametrize("kind", ["reset", "timeout", "5xx"])
def test_what_reads_never_show_is_not_known_and_can_be_undone(ben: ResponseHarness, kind: str) -> None:
    plan = ben.propose(CLEAN_UP)
    lose(ben, "iam:RemoveUserFromGroup", kind)
    stale_reads(ben.account)
    ben.account.faults.deny("iam:AddUserToGroup")
    operation = ben.carry_out(plan)
    first = operation.steps[0]
    assert (first.outcome, first.outcome.may_hold) == (StepOutcome.UNVERIFIED, True)
    assert "Not restored: group developers" in operation.reason
    assert first in ben.journal.operations()[-1].effective_steps


@pytest.mark.parametrize("kind", ["reset", "timeout", "5xx"])
def test_a_deletion_of_the_user_whose_answer_was_lost_is_not_reported_as_nothing_taken(
    ben: ResponseHarness, kind: str
) -> None:
    plan = ben.propose(CLEAN_UP)
    lose(ben, "iam:DeleteUser", kind)
    account = ben.account
    account.faults.after("iam:DeleteUser", lambda: account.faults.stale(calls=10_000))
    operation = ben.carry_out(plan)
    assert operation.outcome in (Outcome.FAILED, Outcome.UNVERIFIED)
    assert "The user was not changed" not in operation.reason
    assert "as it was before" not in operation.reason
    assert operation.steps[-1].outcome is StepOutcome.UNVERIFIED


@pytest.mark.parametrize("kind", ["reset", "timeout", "5xx"])
def test_a_deletion_of_the_user_that_shows_late_is_done(ben: ResponseHarness, kind: str) -> None:
    plan = ben.propose(CLEAN_UP)
    lose(ben, "iam:DeleteUser", kind)
    assert ben.carry_out(plan).outcome is Outcome.DONE


def test_an_error_that_says_for_sure_that_nothing_was_done_is_not_rolled_back(ben: ResponseHarness) -> None:
    ben.account.faults.deny("iam:RemoveUserFromGroup")
    operation: Operation = ben.do(CLEAN_UP)
    assert operation.steps[0].outcome is StepOutcome.FAILED
    assert "The user was not changed." in operation.reason
    assert "AddUserToGroup" not in writes(ben.account)


def test_an_interrupted_deletion_is_not_over_because_one_reading_shows_nothing_of_it(ben: ResponseHarness) -> None:
    plan, before = ben.propose(CLEAN_UP), permissions_of(ben.account.users[PHANTOM])
    ben.account.faults.before("iam:DetachUserPolicy", crash)
    with pytest.raises(CrashError):
        ben.carry_out(plan)
    (cut,) = ben.journal.interrupted_operations()
    ben.account.faults.stale("iam:ListGroupsForUser")
    assert ben.undo(cut).outcome is Outcome.DONE
    assert permissions_of(ben.account.users[PHANTOM]) == before


def test_in_read_only_mode_an_interrupted_operation_without_an_effect_is_not_closed(ben: ResponseHarness) -> None:
    plan = ben.propose(CLEAN_UP)
    ben.account.faults.before("iam:RemoveUserFromGroup", crash)
    with pytest.raises(CrashError):
        ben.carry_out(plan)
    (cut,), before = ben.journal.interrupted_operations(), ben.journal.path.read_bytes()
    ben.now += timedelta(hours=1)
    looking = replace(ben, journal=Journal(ben.journal.directory, read_only=True))
    with pytest.raises(NothingToDoError):
        looking.propose_undo(cut)
    assert ben.journal.path.read_bytes() == before
