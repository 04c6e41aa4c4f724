"""Revoking a user with its sign-in sessions: each is a step of the plan, which is ended and verified."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bks_tui.core.errors import ChangedError, NothingToDoError
from bks_tui.core.response.changes import change_command
from bks_tui.core.response.operation import Outcome, StepOutcome
from bks_tui.core.response.record_check import record_fault
from bks_tui.core.response.requests import RevokeRequest
from bks_tui.core.response.sign_in_kinds import REVOKE_SESSIONS
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.further_services import StoredSession
from tests.support.plans import calls
from tests.support.responding import REVOKE, ResponseHarness, leaked_account, responder
from tests.support.scans import NOW
from tests.support.simulated import PHANTOM

END = RevokeRequest(PHANTOM, delete_password=True, end_sessions=True)
CALL = "BatchRevokeSessions"


def signed_in(account: SimulatedAccount, user: str = PHANTOM) -> StoredSession:
    """An active session of a user."""
    return account.further.add_session(account.account_id, user, NOW - timedelta(days=1), NOW + timedelta(days=2))


@pytest.fixture
def account() -> SimulatedAccount:
    account = leaked_account()
    account.set_password(PHANTOM)
    signed_in(account)
    signed_in(account)
    signed_in(account, "alice")
    return account


@pytest.fixture
def ana(account: SimulatedAccount, tmp_path: Path) -> ResponseHarness:
    return responder(tmp_path, account)


def statuses(account: SimulatedAccount) -> list[str]:
    return [session.status for session in account.further.sessions]


def test_each_active_session_of_the_user_is_ended_after_the_password_is_deleted(ana: ResponseHarness) -> None:
    made = [call for call, _ in calls(ana.propose(END))]
    assert made.count(CALL) == 2
    assert made.index("DeleteLoginProfile") < made.index(CALL)


def test_the_sessions_are_ended_and_verified_and_those_of_others_stay(
    ana: ResponseHarness, account: SimulatedAccount
) -> None:
    operation = ana.do(END)
    assert (operation.outcome, operation.reason) == (Outcome.DONE, "")
    assert statuses(account) == ["REVOKED", "REVOKED", "ACTIVE"]


def test_without_the_request_no_session_is_read_and_the_plan_says_that_they_stay(
    ana: ResponseHarness, account: SimulatedAccount
) -> None:
    plan = ana.propose(REVOKE)
    assert "its sign-in sessions, which outlive the password: --end-sign-in-sessions ends them" in plan.leaves
    assert not [call for call in account.calls if call.operation.startswith("signin:")]


def test_ending_a_session_is_irreversible(ana: ResponseHarness) -> None:
    assert ana.propose(RevokeRequest(PHANTOM, delete_keys=False, end_sessions=True)).is_final


def test_a_session_that_was_revoked_or_has_expired_is_no_step(ana: ResponseHarness, account: SimulatedAccount) -> None:
    first, second, _ = account.further.sessions
    first.status, second.expires = "REVOKED", NOW - timedelta(minutes=1)
    assert CALL not in [call for call, _ in calls(ana.propose(END))]


def test_a_status_that_is_not_known_is_no_reason_to_leave_a_session(
    ana: ResponseHarness, account: SimulatedAccount
) -> None:
    account.further.sessions[0].status = "STRANGE"
    assert [call for call, _ in calls(ana.propose(END))].count(CALL) == 2


def test_where_sessions_cannot_be_read_the_rest_is_done_and_that_is_a_gap(
    ana: ResponseHarness, account: SimulatedAccount
) -> None:
    account.faults.deny("signin:ListSessions")
    operation = ana.do(END)
    assert operation.plan.gaps == (
        "its sign-in sessions could not be read (signin:ListSessions denied) and are not ended",
    )
    assert operation.outcome is Outcome.UNVERIFIED
    assert account.users[PHANTOM].password is None


def test_in_another_partition_sessions_cannot_be_read(tmp_path: Path) -> None:
    account = SimulatedAccount(partition="aws-us-gov", now=NOW)
    account.add_user(PHANTOM)
    account.add_api_key(PHANTOM)
    (gap,) = responder(tmp_path, account).propose(END).gaps
    assert gap.startswith("its sign-in sessions could not be read")


def test_a_session_that_was_started_since_the_plan_was_shown_stops_it(
    ana: ResponseHarness, account: SimulatedAccount
) -> None:
    plan = ana.propose(END)
    signed_in(account)
    with pytest.raises(ChangedError):
        ana.carry_out(plan)
    assert statuses(account) == ["ACTIVE"] * 4


def test_a_session_that_is_started_while_it_runs_is_reported_as_still_working(
    ana: ResponseHarness, account: SimulatedAccount
) -> None:
    account.faults.after(REVOKE_SESSIONS, lambda: signed_in(account), call=2)
    operation = ana.do(END)
    assert operation.outcome is Outcome.FAILED
    assert "Still working: sign-in session" in operation.reason
    assert "--end-sign-in-sessions" in operation.reason


def test_a_session_that_aws_refuses_to_end_in_its_answer_is_a_failed_step(
    ana: ResponseHarness, account: SimulatedAccount
) -> None:
    def moved() -> None:
        account.further.sessions[0].principal_arn = f"arn:aws:iam::{account.account_id}:user/alice"

    account.faults.before(REVOKE_SESSIONS, moved)
    operation = ana.do(END)
    failed = [taken.error for taken in operation.steps if taken.outcome is StepOutcome.FAILED]
    assert failed == ["AWS did not end the session: ResourceNotFoundException: Session not found."]


def test_a_denied_call_fails_its_step_and_the_others_are_done(ana: ResponseHarness, account: SimulatedAccount) -> None:
    account.faults.deny(REVOKE_SESSIONS)
    operation = ana.do(END)
    assert operation.outcome is Outcome.FAILED
    assert statuses(account) == ["ACTIVE"] * 3
    assert account.users[PHANTOM].password is None


def test_an_answer_that_was_lost_is_verified_by_reading(ana: ResponseHarness, account: SimulatedAccount) -> None:
    account.faults.lose_reply(REVOKE_SESSIONS, calls=1)
    assert ana.do(END).outcome is Outcome.DONE


def test_the_sessions_of_a_user_with_a_path_are_ended(ana: ResponseHarness, account: SimulatedAccount) -> None:
    account.users[PHANTOM].path = "/team/"
    assert ana.do(END).outcome is Outcome.DONE
    assert statuses(account) == ["REVOKED", "REVOKED", "ACTIVE"]


def test_a_second_time_there_is_nothing_to_do(ana: ResponseHarness) -> None:
    ana.do(END)
    with pytest.raises(NothingToDoError):
        ana.propose(END)


def test_the_operation_is_one_that_bks_can_have_written(ana: ResponseHarness) -> None:
    assert record_fault(ana.do(END)) is None


def test_a_record_that_ends_the_session_of_somebody_else_is_not_one_of_bks(ana: ResponseHarness) -> None:
    operation = ana.do(END)
    number = next(n for n, each in enumerate(operation.steps) if each.step.change.operation == REVOKE_SESSIONS)
    taken = operation.steps[number]
    parameters = {**taken.step.change.parameters, "principalArn": "arn:aws:iam::111122223333:user/alice"}
    forged = replace(taken, step=replace(taken.step, change=replace(taken.step.change, parameters=parameters)))
    steps = (*operation.steps[:number], forged, *operation.steps[number + 1 :])
    assert (
        record_fault(replace(operation, steps=steps))
        == f"step {number + 1} changes another user than that of the operation"
    )


def test_the_command_for_it_is_one_of_the_aws_cli(ana: ResponseHarness, account: SimulatedAccount) -> None:
    plan = ana.propose(END)
    (command, *_) = [
        change_command(plan.account, step.change) for step in plan.steps if step.change.operation == REVOKE_SESSIONS
    ]
    assert command is not None
    assert "aws signin batch-revoke-sessions" in command
    assert f"--session-arns {account.further.sessions[0].arn}" in command
