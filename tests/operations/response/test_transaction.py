"""A clean-up deletes a user whole, or leaves it whole; whatever fails, and whatever turns up meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from bks_tui.core.errors import ChangedError, UsageError
from bks_tui.core.response.operation import Outcome, StepOutcome
from bks_tui.core.response.requests import UndoRequest
from bks_tui.demo.state.account import SimulatedAccount
from tests.support.responding import (
    CLEAN_UP,
    ResponseHarness,
    orphaned_account,
    permissions_of,
    responder,
    state_of,
    writes,
)
from tests.support.simulated import PHANTOM

Change: TypeAlias = Callable[[SimulatedAccount], object]

APPEARANCES: dict[str, Change] = {
    "an API key": lambda account: account.add_api_key(PHANTOM, "xray.amazonaws.com"),
    "an access key": lambda account: account.add_access_key(PHANTOM),
    "a password": lambda account: account.set_password(PHANTOM),
    "an MFA device": lambda account: account.add_mfa_device(PHANTOM, virtual=False),
    "a group": lambda account: account.add_to_group(PHANTOM, "late"),
    "a policy": lambda account: account.attach_policy(PHANTOM, "AdministratorAccess"),
    "an inline policy": lambda account: account.put_inline_policy(PHANTOM, "late", "{}"),
    "an SSH key": lambda account: account.add_ssh_public_key(PHANTOM),
    "a certificate": lambda account: account.add_signing_certificate(PHANTOM),
}


@pytest.fixture
def ana(tmp_path: Path) -> ResponseHarness:
    """A person before an account with a poor orphan."""
    return responder(tmp_path, orphaned_account())


def test_an_orphan_is_deleted_and_that_is_seen(ana: ResponseHarness) -> None:
    operation = ana.do(CLEAN_UP)
    assert (operation.outcome, state_of(ana.account)) == (Outcome.DONE, {})
    assert {taken.outcome for taken in operation.steps} == {StepOutcome.VERIFIED}
    assert ana.journal.operations() == (operation,)


def test_an_orphan_with_everything_is_deleted_whole(ben: ResponseHarness) -> None:
    operation = ben.do(CLEAN_UP)
    assert (operation.outcome, operation.reason) == (Outcome.DONE, "")
    assert (state_of(ben.account), ben.account.mfa_devices) == ({}, [])


def test_a_user_with_as_many_policies_and_keys_as_iam_allows_is_deleted_whole(ben: ResponseHarness) -> None:
    for number in range(7):
        ben.account.attach_policy(PHANTOM, f"more-{number}", aws_managed=False)
    for number in range(12):
        ben.account.put_inline_policy(PHANTOM, f"more-{number}", '{"Statement":[]}')
    for service in ("bedrock.amazonaws.com", "logs.amazonaws.com"):
        ben.account.add_api_key(PHANTOM, service, status="Expired")
    ben.account.add_access_key(PHANTOM, status="Inactive")
    assert ben.do(CLEAN_UP).outcome is Outcome.DONE
    assert state_of(ben.account) == {}


def test_a_deleted_user_is_recreated_but_for_its_keys(ben: ResponseHarness) -> None:
    before = permissions_of(ben.account.users[PHANTOM])
    operation = ben.do(CLEAN_UP)
    again = ben.undo(operation)
    assert again.outcome is Outcome.DONE
    assert permissions_of(ben.account.users[PHANTOM]) == before
    assert any("Delete API key" in each for each in again.plan.leaves)


def test_a_user_of_two_hundred_tags_is_deleted_whole_and_comes_back_as_far_as_iam_lets_it(ana: ResponseHarness) -> None:
    user = ana.account.users[PHANTOM]
    user.tags = {f"tag-{n:03}": "v" for n in range(200)}
    operation = ana.do(CLEAN_UP)
    assert state_of(ana.account) == {}
    again = ana.undo(operation)
    assert (again.outcome, len(ana.account.users[PHANTOM].tags)) == (Outcome.FAILED, 50)
    assert "TagsPerUser" in again.reason


@pytest.mark.parametrize("appears", APPEARANCES)
def test_what_turns_up_between_the_plan_and_the_first_step_stops_it(ana: ResponseHarness, appears: str) -> None:
    plan = ana.propose(CLEAN_UP)
    APPEARANCES[appears](ana.account)
    with pytest.raises((ChangedError, UsageError)):
        ana.carry_out(plan)
    assert writes(ana.account) == []


@pytest.mark.parametrize("appears", APPEARANCES)
def test_what_turns_up_half_way_stops_it_and_all_is_rolled_back(ana: ResponseHarness, appears: str) -> None:
    ana.account.faults.after("iam:DetachUserPolicy", lambda: APPEARANCES[appears](ana.account))
    operation = ana.do(CLEAN_UP)
    assert (operation.outcome, writes(ana.account)) == (Outcome.STOPPED, ["DetachUserPolicy", "AttachUserPolicy"])
    assert "The state changed in the meantime" in operation.reason
    assert "as it was before" in operation.reason


def test_a_key_that_comes_alive_just_before_its_deletion_is_not_deleted(ben: ResponseHarness) -> None:
    first = ben.account.users[PHANTOM].credentials[0]
    ben.account.faults.after("iam:DeleteUserPolicy", lambda: setattr(first, "status", "Active"), call=2)
    operation = ben.do(CLEAN_UP)
    assert operation.outcome is Outcome.STOPPED
    assert first in ben.account.users[PHANTOM].credentials
    assert "API key" in operation.reason


def test_what_is_gone_for_good_when_it_stops_half_way_is_reported(ben: ResponseHarness) -> None:
    ben.account.faults.after("iam:DeleteServiceSpecificCredential", lambda: ben.account.add_access_key(PHANTOM))
    before = permissions_of(ben.account.users[PHANTOM])
    operation = ben.do(CLEAN_UP)
    assert (operation.outcome, permissions_of(ben.account.users[PHANTOM])) == (Outcome.STOPPED, before)
    assert "Deleted, and cannot be restored: credential" in operation.reason


def test_changes_that_take_a_while_to_show_are_waited_for(ben: ResponseHarness) -> None:
    ben.account.faults.stale("iam:ListAttachedUserPolicies", skip=2)
    assert ben.do(CLEAN_UP).outcome is Outcome.DONE


def test_changes_that_never_show_stop_it(ben: ResponseHarness) -> None:
    ben.account.faults.stale("iam:ListAttachedUserPolicies", calls=3, skip=2)
    operation = ben.do(CLEAN_UP)
    assert (operation.outcome, operation.reason[:20]) == (Outcome.FAILED, "AWS did not show the")
    assert PHANTOM in ben.account.users


def test_a_user_that_does_not_disappear_in_time_is_not_called_deleted(ana: ResponseHarness) -> None:
    ana.account.faults.after("iam:DeleteUser", lambda: ana.account.faults.stale(calls=200))
    operation = ana.do(CLEAN_UP)
    assert operation.outcome is Outcome.UNVERIFIED


def test_stopped_half_way_it_puts_back_what_it_took(ben: ResponseHarness) -> None:
    before = state_of(ben.account)
    ben.account.faults.after("iam:DetachUserPolicy", ben.stopped.set, call=2)
    operation = ben.do(CLEAN_UP)
    assert (operation.outcome, state_of(ben.account)) == (Outcome.STOPPED, before)
    assert operation.reason == "You stopped it. The user is as it was before."


def test_a_user_that_someone_deletes_meanwhile_is_not_recreated(ben: ResponseHarness) -> None:
    ben.account.faults.after("iam:DeleteUserPolicy", lambda: ben.account.delete_user(PHANTOM), call=2)
    operation = ben.do(CLEAN_UP)
    assert operation.outcome is Outcome.STOPPED
    assert "deleted or renamed by someone else" in operation.reason
    assert PHANTOM not in ben.account.users


def test_nothing_is_put_on_another_user_of_the_same_name(ben: ResponseHarness) -> None:
    def replaced() -> None:
        ben.account.delete_user(PHANTOM)
        ben.account.add_user(PHANTOM)

    ben.account.faults.after("iam:DeleteUserPolicy", replaced, call=2)
    ben.do(CLEAN_UP)
    assert ben.account.users[PHANTOM].policies == {}


def test_what_someone_put_there_meanwhile_is_not_overwritten(ben: ResponseHarness) -> None:
    name = sorted(ben.account.users[PHANTOM].inline_policies)[0]

    def replaced() -> None:
        ben.account.put_inline_policy(PHANTOM, name, '{"Statement": []}')

    ben.account.faults.after("iam:DeleteUserPolicy", replaced, call=2)
    operation = ben.do(CLEAN_UP)
    assert ben.account.users[PHANTOM].inline_policies[name] == '{"Statement": []}'
    assert f"Not restored: inline policy {name}" in operation.reason


def test_what_could_not_be_rolled_back_is_reported_and_resume_works(ben: ResponseHarness) -> None:
    before = permissions_of(ben.account.users[PHANTOM])
    ben.account.faults.deny("iam:DeleteUser")
    ben.account.faults.deny("iam:AttachUserPolicy")
    operation = ben.do(CLEAN_UP)
    assert operation.outcome is Outcome.FAILED
    assert "Not restored: attached policy" in operation.reason
    ben.account.faults.allow()
    assert ben.undo(operation).outcome is Outcome.DONE
    assert permissions_of(ben.account.users[PHANTOM]) == before


def test_an_undo_of_what_is_undone_already_is_refused(ana: ResponseHarness) -> None:
    operation = ana.do(CLEAN_UP)
    ana.undo(operation)
    with pytest.raises(UsageError):
        ana.do(UndoRequest(PHANTOM, (operation.operation_id,)))


def test_a_user_that_someone_else_recreated_gets_nothing(ana: ResponseHarness) -> None:
    operation = ana.do(CLEAN_UP)
    ana.account.add_user(PHANTOM)
    with pytest.raises(ChangedError, match="is now another"):
        ana.undo(operation)
