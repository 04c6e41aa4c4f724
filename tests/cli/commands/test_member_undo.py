"""Undo and resume return to the account that was reached through a role, by themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bks_tui.core.account.member import DEFAULT_ROLE_NAME
from bks_tui.demo.state.account import SimulatedAccount
from tests.cli.commands.test_member_accounts import ARN, ROLE, journal, pasted_key, statuses
from tests.cli.conftest import Bks
from tests.support.keys import SESSION_KEY_ACCOUNT
from tests.support.members import MANAGEMENT
from tests.support.responding import state_of, writes
from tests.support.scans import NOW
from tests.support.tampered import tamper


def test_undo_returns_to_the_account_by_itself(management: SimulatedAccount, shop: SimulatedAccount, bks: Bks) -> None:
    before = state_of(shop)
    done = bks("revoke-key", ARN, "--org", "--contain", "--force")
    (operation,) = journal().operations()
    undo = f"bks journal undo {operation.operation_id[:8]}"
    assert (operation.plan.account.account_id, operation.plan.account.role_arn) == (SESSION_KEY_ACCOUNT, ROLE)
    assert f"{undo}\n" in f"{done.stdout}\n"
    undone = bks(*undo.split()[1:], "--force")
    assert (undone.code, state_of(shop)) == (0, before), undone.stderr
    assert undone.stderr.startswith(f"account {SESSION_KEY_ACCOUNT} through the role")
    assert set(writes(management)) == {"AssumeRole"}


def test_undo_with_credentials_of_the_account_itself_assumes_no_role(
    shop: SimulatedAccount, bks: Bks, in_account: Callable[[SimulatedAccount], None]
) -> None:
    before = state_of(shop)
    bks("revoke-key", ARN, "--org", "--contain", "--force")
    (operation,) = journal().operations()
    in_account(shop)
    assert bks("journal", "undo", operation.operation_id, "--force").code == 0
    assert (state_of(shop), "AssumeRole" in writes(shop)) == (before, False)


def test_undo_returns_with_the_external_id_and_prints_it_nowhere(shop: SimulatedAccount, bks: Bks) -> None:
    shop.roles[DEFAULT_ROLE_NAME].external_id = "invented-id"
    done = bks("revoke-key", ARN, "--org", "--external-id", "invented-id", "--contain", "--force")
    (operation,) = journal().operations()
    undone = bks("journal", "undo", operation.operation_id, "--force")
    shown = bks("journal", "show", operation.operation_id)
    assert (done.code, undone.code) == (0, 0)
    assert "invented-id" not in "".join((done.stdout, done.stderr, undone.stdout, undone.stderr, shown.stdout))


def test_undo_says_that_the_role_is_refused(shop: SimulatedAccount, bks: Bks) -> None:
    bks("revoke-key", ARN, "--org", "--contain", "--force")
    (operation,) = journal().operations()
    shop.roles.clear()
    outcome = bks("journal", "undo", operation.operation_id, "--force")
    assert outcome.code == 1
    assert f"the role {ROLE} could not be assumed" in outcome.stderr


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("word", ["undo", "resume"])
@pytest.mark.parametrize("edited", [{"account_id": "999999999999"}, {"account_id": "1"}, {"role_name": "a b"}], ids=str)
def test_no_role_is_assumed_that_somebody_wrote_into_the_journal(
    management: SimulatedAccount, bks: Bks, word: str, edited: dict[str, str]
) -> None:
    bks("revoke-key", ARN, "--org", "--contain", "--force")
    tamper(journal(), lambda records: records[0]["plan"]["account"]["role"].update(edited))
    management.calls.clear()
    outcome = bks("journal", word, journal().operations()[0].operation_id, "--force")
    assert (outcome.code, management.calls) == (2, [])
    assert "its role does not belong to its account" in outcome.stderr


def test_release_undoes_in_the_account_of_a_pasted_key(
    shop: SimulatedAccount, bks: Bks, piping: Callable[[str], None]
) -> None:
    before = state_of(shop)
    for command in (("revoke-key", "-", "--contain"), ("release", "-")):
        piping(pasted_key(shop))
        outcome = bks(*command, "--org", "--force")
    assert (outcome.code, state_of(shop)) == (0, before), outcome.stderr


def test_an_operation_whose_source_session_ends_is_resumed_in_its_account(
    management: SimulatedAccount, shop: SimulatedAccount, bks: Bks, in_account: Callable[[SimulatedAccount], None]
) -> None:
    # So short a session is renewed before each call.
    management.members.session_time = timedelta(minutes=5)
    shop.faults.after("iam:UpdateServiceSpecificCredential", management.faults.expire_token)
    outcome = bks("revoke-key", ARN, "--org", "--contain", "--force")
    (operation,) = journal().operations()
    assert (outcome.code, "Active" in statuses(shop)) == (1, True), outcome.stderr
    signed_in_again = SimulatedAccount(MANAGEMENT, now=NOW)
    signed_in_again.members.add(shop)
    in_account(signed_in_again)
    resumed = bks("journal", "resume", operation.operation_id, "--force")
    assert (resumed.code, statuses(shop)) == (0, ["Inactive", "Inactive"]), resumed.stderr


def test_an_interrupted_operation_is_offered_as_one_of_its_account(
    shop: SimulatedAccount, bks: Bks, typing: Callable[..., None]
) -> None:
    before = state_of(shop)
    _interrupt(shop, bks)
    (operation,) = journal().operations()
    typing("u", "y")
    outcome = bks("cleanup")
    assert f"in account {SESSION_KEY_ACCOUNT} through the role {DEFAULT_ROLE_NAME}" in outcome.stderr
    assert f"bks journal undo {operation.operation_id[:8]}'" in outcome.stderr
    assert (outcome.code, state_of(shop)) == (0, before), outcome.stderr


def _interrupt(shop: SimulatedAccount, bks: Bks) -> None:
    """Contain the phantom, and leave the journal as a killed process would: without the end."""
    bks("revoke-key", ARN, "--org", "--contain", "--force")
    path = journal().path
    lines = path.read_bytes().splitlines(keepends=True)
    assert b'"ended"' in lines[-1]
    path.write_bytes(b"".join(lines[:-1]))
    assert "Inactive" in statuses(shop)
