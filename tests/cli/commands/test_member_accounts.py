"""Responding in another account through a role: which account is meant, and who works there."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from bks_tui.core.account.member import DEFAULT_ROLE_NAME
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import RoleSession
from bks_tui.storage.journal import Journal, default_directory
from tests.cli.conftest import Bks
from tests.support.keys import SESSION_KEY_ACCOUNT, SESSION_KEY_ID, long_term_key
from tests.support.members import MANAGEMENT, member
from tests.support.responding import leaked_account, writes
from tests.support.simulated import PHANTOM

ARN = f"arn:aws:iam::{SESSION_KEY_ACCOUNT}:user/{PHANTOM}"
ROLE = f"arn:aws:iam::{SESSION_KEY_ACCOUNT}:role/{DEFAULT_ROLE_NAME}"
REACH = ("--account", SESSION_KEY_ACCOUNT)


def pasted_key(shop: SimulatedAccount) -> str:
    """A key that the phantom of the shop holds."""
    return long_term_key(f"{shop.users[PHANTOM].credentials[0].alias}")


def journal() -> Journal:
    return Journal(default_directory(demo=False))


def statuses(account: SimulatedAccount) -> list[str]:
    return [key.status for key in account.users[PHANTOM].credentials]


def test_a_pasted_key_is_contained_in_its_account(
    management: SimulatedAccount, shop: SimulatedAccount, bks: Bks, piping: Callable[[str], None]
) -> None:
    piping(pasted_key(shop))
    outcome = bks("revoke-key", "-", "--contain", "--org", "--force")
    assert (outcome.code, statuses(shop)) == (0, ["Inactive", "Active"]), outcome.stderr
    assert writes(management) == ["AssumeRole"]


def test_the_first_line_states_account_role_and_identity(shop: SimulatedAccount, bks: Bks) -> None:
    first = bks("revoke-key", ARN, "--org", "--dry-run").stderr.splitlines()[0]
    caller = f"arn:aws:sts::{SESSION_KEY_ACCOUNT}:assumed-role/{DEFAULT_ROLE_NAME}/bks-"
    assert first.startswith(f"account {SESSION_KEY_ACCOUNT} through the role {DEFAULT_ROLE_NAME}, Region us-east-1, as")
    assert caller in first
    assert writes(shop) == []


def test_without_a_role_a_key_of_another_account_is_refused_with_the_exact_command(
    shop: SimulatedAccount, bks: Bks, piping: Callable[[str], None]
) -> None:
    piping(pasted_key(shop))
    outcome = bks("--region", "us-east-1", "revoke-key", "-", "--contain", "--force")
    assert outcome.code == 2
    assert f"the user {PHANTOM}" in outcome.stderr
    assert f"belongs to account {SESSION_KEY_ACCOUNT}, not to {MANAGEMENT}" in outcome.stderr
    assert "bks --region us-east-1 revoke-key --org - --contain --force" in outcome.stderr
    assert shop.calls == []


def test_a_key_that_was_given_as_an_argument_is_not_repeated_in_the_command(shop: SimulatedAccount, bks: Bks) -> None:
    key = pasted_key(shop)
    told = bks("revoke-key", key, "--contain", "--dry-run").stderr
    assert "bks revoke-key --org - --contain --dry-run" in told
    assert key not in told


@pytest.mark.parametrize("command", ["timeline", "report", "release"])
def test_every_command_on_a_target_offers_the_role(shop: SimulatedAccount, bks: Bks, command: str) -> None:
    force = ["--force"] if command == "release" else []
    outcome = bks(command, ARN, *force)
    assert (outcome.code, shop.calls) == (2, [])
    assert f"bks {command} --org {ARN}" in outcome.stderr


@pytest.mark.parametrize("command", [("timeline", "--json"), ("report", "--format", "json")])
def test_what_happened_is_read_in_the_account_of_the_target(
    shop: SimulatedAccount, bks: Bks, command: tuple[str, ...]
) -> None:
    shop.enabled_regions = ("us-east-1",)
    name, *options = command
    outcome = bks(name, ARN, "--org", *options)
    document = json.loads(outcome.stdout)
    assert (document["account_id"], document["role_arn"]) == (SESSION_KEY_ACCOUNT, ROLE), outcome.stderr


def test_a_report_shows_the_role_and_the_profile_that_its_commands_need(shop: SimulatedAccount, bks: Bks) -> None:
    shop.enabled_regions = ("us-east-1",)
    told = bks("report", ARN, "--org").stdout
    profile = f"{SESSION_KEY_ACCOUNT}-{DEFAULT_ROLE_NAME}"
    assert f"aws configure set role_arn {ROLE} --profile {profile}" in told
    commands = [line.strip() for line in told.splitlines() if line.strip().startswith("aws iam")]
    assert commands
    assert all(line.endswith(f"--profile {profile}") for line in commands)
    again = [line.strip() for line in told.splitlines() if line.strip().startswith("bks report")]
    assert all(f"--account {SESSION_KEY_ACCOUNT} --role-name {DEFAULT_ROLE_NAME}" in line for line in again)


def test_a_short_term_key_names_its_account_by_its_access_key_id(shop: SimulatedAccount, bks: Bks) -> None:
    shop.add_role("Deploy")
    deploy = RoleSession("Deploy", "x", access_key_id=SESSION_KEY_ID)
    shop.record_event(
        "InvokeModel", region="us-east-1", when=datetime.now(timezone.utc) - timedelta(hours=1), actor=deploy
    )
    outcome = bks("revoke-key", SESSION_KEY_ID, "--org", "--force")
    assert outcome.code == 0, outcome.stderr
    assert "bks-containment" in shop.roles["Deploy"].inline_policies


def test_an_account_can_be_named_where_the_target_names_none(shop: SimulatedAccount, bks: Bks) -> None:
    assert bks("revoke-key", PHANTOM, *REACH, "--contain", "--force").code == 0
    assert statuses(shop) == ["Inactive", "Inactive"]


def test_a_target_that_names_no_account_is_one_of_the_own_account(
    management: SimulatedAccount, shop: SimulatedAccount, bks: Bks
) -> None:
    outcome = bks("revoke-key", PHANTOM, "--org", "--contain", "--force")
    assert outcome.stderr.startswith(f"account {MANAGEMENT}, Region")
    assert (shop.calls, "sts:AssumeRole" in [call.operation for call in management.calls]) == ([], False)


def test_the_own_account_needs_no_role(management: SimulatedAccount, bks: Bks) -> None:
    management.add_user(PHANTOM)
    management.add_api_key(PHANTOM)
    outcome = bks("revoke-key", PHANTOM, "--account", MANAGEMENT, "--contain", "--force")
    assert outcome.code == 0, outcome.stderr
    assert journal().operations()[0].plan.account.role is None


def test_a_key_of_a_third_account_is_refused_whatever_account_is_given(
    management: SimulatedAccount, shop: SimulatedAccount, bks: Bks
) -> None:
    other = member("444455556666")
    management.members.add(other)
    outcome = bks("revoke-key", ARN, "--account", "444455556666", "--force")
    assert (outcome.code, writes(shop), writes(other)) == (2, [], [])
    assert f"belongs to account {SESSION_KEY_ACCOUNT}, not to 444455556666" in outcome.stderr


def test_an_account_that_refuses_the_role_says_so(shop: SimulatedAccount, bks: Bks) -> None:
    shop.roles.clear()
    outcome = bks("revoke-key", ARN, "--org", "--force")
    assert outcome.code == 1
    assert f"the role {ROLE} could not be assumed" in outcome.stderr
    assert shop.calls == []


def test_nothing_is_written_with_a_session_of_another_account(
    management: SimulatedAccount, shop: SimulatedAccount, bks: Bks
) -> None:
    other = leaked_account("999999999999")
    other.add_role(DEFAULT_ROLE_NAME)
    management.members.add(other, SESSION_KEY_ACCOUNT)
    outcome = bks("revoke-key", ARN, "--org", "--force")
    assert (outcome.code, shop.calls, journal().operations()) == (1, [], ())
    assert {call.operation for call in other.calls} == {"sts:GetCallerIdentity"}
    assert "the session for account" in outcome.stderr


@pytest.mark.parametrize(
    "options",
    [("--account", "12"), ("--org", "--role-name", ROLE), ("--org", "--external-id", "!"), ("--external-id", "abc")],
    ids=" ".join,
)
def test_what_cannot_be_an_account_or_a_role_is_refused(
    shop: SimulatedAccount, bks: Bks, options: tuple[str, ...]
) -> None:
    assert (bks("revoke-key", ARN, *options, "--force").code, shop.calls) == (2, [])


# The journal
