"""Done is said of the whole user, whose id tells it from others: also from one that was created meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest
from botocore.exceptions import ReadTimeoutError

from bks_tui.core.errors import ChangedError
from bks_tui.core.response.operation import Operation, Outcome, StepOutcome
from bks_tui.core.response.requests import DenyRequest, RevokeRequest
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.operations.response.execute import Progress, RollBackUpdate, StepUpdate
from tests.support.responding import (
    CLEAN_UP,
    CONTAIN,
    REVOKE,
    ResponseHarness,
    permissions_of,
    state_of,
    writes,
)
from tests.support.simulated import PHANTOM

Change: TypeAlias = Callable[[SimulatedAccount], object]


# What works though it should not.

NEW_CREDENTIALS: dict[str, Change] = {
    "API key ACCA": lambda account: account.add_api_key(PHANTOM, "logs.amazonaws.com"),
    "access key AKIA": lambda account: account.add_access_key(PHANTOM),
    "console password": lambda account: account.set_password(PHANTOM),
    "SSH public key": lambda account: account.add_ssh_public_key(PHANTOM),
}


@pytest.mark.parametrize("request_", [CONTAIN, REVOKE])
@pytest.mark.parametrize("what", NEW_CREDENTIALS)
def test_a_credential_that_was_created_meanwhile_is_named_and_it_is_not_done(
    ana: ResponseHarness, what: str, request_: RevokeRequest
) -> None:
    ana.account.faults.after("iam:PutUserPolicy", lambda: NEW_CREDENTIALS[what](ana.account))
    operation = ana.do(request_)
    assert operation.outcome is Outcome.FAILED
    assert f"Still working: {what}" in operation.reason
    assert f"Next: bks revoke-key {PHANTOM}" in operation.reason


@pytest.mark.parametrize("what", ["API key ACCA", "access key AKIA", "console password"])
def test_when_the_credential_was_created_is_reported(ana: ResponseHarness, what: str) -> None:
    ana.account.faults.after("iam:PutUserPolicy", lambda: NEW_CREDENTIALS[what](ana.account))
    assert "created 2026-01-21T12:00:00Z" in ana.do(CONTAIN).reason


def test_a_credential_that_is_activated_again_meanwhile_is_named(ana: ResponseHarness) -> None:
    def activate() -> None:
        ana.account.users[PHANTOM].credentials[0].status = "Active"

    ana.account.faults.after("iam:ListSigningCertificates", activate, call=3)
    ana.account.faults.stale("iam:ListAccessKeys", skip=2)
    operation = ana.do(CONTAIN)
    assert (operation.outcome, "Still working: API key" in operation.reason) == (Outcome.FAILED, True)


def test_the_next_command_is_one_that_finds_something_to_do(ana: ResponseHarness) -> None:
    ana.account.faults.after("iam:PutUserPolicy", lambda: ana.account.add_access_key(PHANTOM))
    ana.do(CONTAIN)
    assert ana.do(CONTAIN).outcome is Outcome.DONE
    assert {key.status for key in ana.account.users[PHANTOM].access_keys} == {"Inactive"}


def test_a_credential_that_was_to_go_on_working_is_no_news(ana: ResponseHarness) -> None:
    first = ana.account.users[PHANTOM].credentials[0]
    only = RevokeRequest(PHANTOM, only_key=first.credential_id, delete_keys=False, keep_access_keys=True)
    assert ana.do(only).outcome is Outcome.DONE


def test_a_denial_that_the_plan_relied_on_and_that_someone_released_is_reported(ana: ResponseHarness) -> None:
    ana.do(CONTAIN)
    ana.account.add_access_key(PHANTOM)
    user = ana.account.users[PHANTOM]
    ana.account.faults.after("iam:UpdateAccessKey", user.inline_policies.clear, call=1)
    operation = ana.do(CONTAIN)
    assert operation.outcome is Outcome.FAILED
    assert "No longer denied: inline policy bks-containment (deleted)" in operation.reason
    assert "Next: bks revoke-key" in operation.reason


def test_a_permission_that_was_added_meanwhile_is_reported(ana: ResponseHarness) -> None:
    ana.account.faults.after("iam:UpdateAccessKey", lambda: ana.account.attach_policy(PHANTOM, "AdministratorAccess"))
    operation = ana.do(CONTAIN)
    assert operation.outcome is Outcome.FAILED
    assert "AdministratorAccess" in operation.reason


def test_a_role_whose_other_denial_is_gone_meanwhile_is_not_done(ana: ResponseHarness) -> None:
    role = ana.account.add_role("Deploy")
    role.inline_policies["AWSRevokeOlderSessions"] = '{"Statement": []}'
    ana.account.faults.after("iam:PutRolePolicy", lambda: role.inline_policies.pop("AWSRevokeOlderSessions"))
    operation = ana.do(DenyRequest("arn:aws:iam::111122223333:role/Deploy"))
    assert operation.outcome is Outcome.FAILED
    assert "revoke-key arn:aws:iam::111122223333:role/Deploy" in operation.reason


def test_what_was_found_done_is_not_done_where_another_credential_works(ana: ResponseHarness) -> None:
    operation = ana.do(CONTAIN)
    ana.account.add_access_key(PHANTOM)
    cut = Operation(operation.operation_id, operation.begun_at, operation.plan, operation.steps)
    found = ana.propose_resume(cut)
    assert not isinstance(found, Operation)
    assert [step.change.operation for step in found.steps] == ["iam:UpdateAccessKey"]


# Another user of the same name.


def replace_user(account: SimulatedAccount) -> None:
    account.delete_user(PHANTOM)
    account.add_user(PHANTOM)


@pytest.mark.parametrize("call", ["iam:UpdateServiceSpecificCredential", "iam:PutUserPolicy", "iam:UpdateAccessKey"])
def test_a_containment_of_a_user_that_was_replaced_meanwhile_is_not_verified(ana: ResponseHarness, call: str) -> None:
    ana.account.faults.after(call, lambda: replace_user(ana.account))
    operation = ana.do(CONTAIN)
    assert operation.outcome is Outcome.FAILED or operation.outcome is Outcome.UNVERIFIED
    assert StepOutcome.VERIFIED not in {taken.outcome for taken in operation.steps}


def test_a_deleted_user_whose_name_someone_takes_at_once_is_deleted(ben: ResponseHarness) -> None:
    ben.account.faults.after("iam:DeleteUser", lambda: ben.account.add_user(PHANTOM))
    assert ben.do(CLEAN_UP).outcome is Outcome.DONE


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_undo_gives_nothing_to_a_user_that_someone_else_creates(ben: ResponseHarness, moment: str) -> None:
    deleted = ben.do(CLEAN_UP)
    account = ben.account
    if moment == "before":
        account.faults.before("iam:CreateUser", lambda: account.add_user(PHANTOM))
    else:
        account.faults.after("iam:CreateUser", lambda: replace_user(account))
    ben.account.calls.clear()
    operation = ben.undo(deleted)
    assert operation.outcome is not Outcome.DONE
    assert "now belongs to another user" in operation.reason
    assert writes(account) == ["CreateUser"]
    assert StepOutcome.VERIFIED not in {taken.outcome for taken in operation.steps}


def test_an_undo_stops_where_the_created_user_is_replaced_later(ben: ResponseHarness) -> None:
    deleted = ben.do(CLEAN_UP)
    ben.account.faults.after("iam:AttachUserPolicy", lambda: replace_user(ben.account))
    operation = ben.undo(deleted)
    assert operation.outcome is not Outcome.DONE
    user = ben.account.users[PHANTOM]
    assert (user.policies, user.inline_policies, user.groups) == ({}, {}, [])


@pytest.mark.parametrize("error", [None, ReadTimeoutError])
def test_a_created_user_is_known_by_its_id_also_where_the_answer_was_lost(
    ben: ResponseHarness, error: type[ReadTimeoutError] | None
) -> None:
    before = permissions_of(ben.account.users[PHANTOM])
    deleted = ben.do(CLEAN_UP)
    if error:
        ben.account.faults.lose_reply("iam:CreateUser", error=error)
    operation = ben.undo(deleted)
    user = ben.account.users[PHANTOM]
    assert (operation.outcome, permissions_of(user)) == (Outcome.DONE, before)
    made = next(taken for taken in operation.steps if taken.step.change.operation == "iam:CreateUser")
    assert made.made_id == user.user_id
    assert ben.journal.operations()[-1] == operation


def test_an_interrupted_undo_is_not_resumed_on_a_user_that_someone_else_created(ben: ResponseHarness) -> None:
    deleted = ben.do(CLEAN_UP)
    ben.account.faults.deny("iam:AttachUserPolicy")
    cut = ben.undo(deleted)
    ben.account.faults.allow()
    replace_user(ben.account)
    with pytest.raises(ChangedError, match="is now another user"):
        ben.resume(cut)


def test_a_containment_is_not_resumed_on_another_user(ana: ResponseHarness) -> None:
    ana.account.faults.deny("iam:UpdateAccessKey")
    cut = ana.do(CONTAIN)
    ana.account.delete_user(PHANTOM)
    ana.account.add_user(PHANTOM)
    ana.account.add_access_key(PHANTOM)
    ended = ana.propose_resume(cut)
    assert isinstance(ended, Operation)
    assert (ended.outcome, "now belongs to another user" in ended.reason) == (Outcome.STOPPED, True)


# A rollback without a connection.


def cut_the_line(ben: ResponseHarness) -> None:
    """Let nothing arrive any more once the first policy is detached."""
    ben.account.faults.after("iam:DetachUserPolicy", lambda: ben.account.faults.drop(calls=None))


def test_a_connection_that_is_lost_is_not_reported_as_a_user_that_is_gone(ben: ResponseHarness) -> None:
    plan = ben.propose(CLEAN_UP)
    cut_the_line(ben)
    reported = list(ben.updates(plan))
    operation = reported[-1]
    assert isinstance(operation, Operation)
    assert "deleted or renamed" not in operation.reason
    assert "Not restored: " in operation.reason
    assert "group developers" in operation.reason
    assert f"bks journal resume {operation.operation_id}" in operation.reason
    sentences = [update.sentence for update in reported if isinstance(update, Progress)]
    assert sum("Rolling back: the user could not be read" in sentence for sentence in sentences) > 1


def test_a_rollback_waits_for_the_connection(ben: ResponseHarness) -> None:
    plan, before = ben.propose(CLEAN_UP), state_of(ben.account)
    cut_the_line(ben)
    for operation in ben.updates(plan):
        if isinstance(operation, Progress) and "Rolling back: the user could not be read" in operation.sentence:
            ben.account.faults.allow()
    assert isinstance(operation, Operation)
    assert (operation.outcome, state_of(ben.account)) == (Outcome.FAILED, before)
    assert "The user is as it was before" in operation.reason


def test_a_rollback_is_reported_as_such_and_no_step_as_executed_again(ben: ResponseHarness) -> None:
    plan = ben.propose(CLEAN_UP)
    ben.account.faults.deny("iam:DeleteServiceSpecificCredential")
    reported = list(ben.updates(plan))
    begun = next(n for n, update in enumerate(reported) if "Rolling back" in getattr(update, "sentence", ""))
    assert not [update for update in reported[begun:] if isinstance(update, StepUpdate)]
    backs = [update for update in reported[begun:] if isinstance(update, RollBackUpdate)]
    assert {update.back.outcome for update in backs} == {StepOutcome.ACCEPTED, StepOutcome.VERIFIED}


@pytest.mark.parametrize("lose", ["throttle", "lose_reply", "drop", "fail"])
def test_what_a_rollback_asks_for_more_than_once_is_one_change_in_the_journal(ben: ResponseHarness, lose: str) -> None:
    before = permissions_of(ben.account.users[PHANTOM])
    ben.account.faults.deny("iam:DeleteServiceSpecificCredential")
    getattr(ben.account.faults, lose)("iam:AttachUserPolicy", calls=2)
    operation = ben.do(CLEAN_UP)
    assert permissions_of(ben.account.users[PHANTOM]) == before
    assert len({back.change.about for back in operation.rollback}) == len(operation.rollback)
    assert ben.journal.operations() == (operation,)
