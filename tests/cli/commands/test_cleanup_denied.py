"""`bks cleanup` where policies deny what it needs: it ends after the first user, and destroys nothing more."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from tests.cli.conftest import Bks
from tests.support.responding import writes
from tests.support.trails import days_ago

A, B, C = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb", "BedrockAPIKey-cccc"
FORCED = ("cleanup", "--force", "--include-held", "inactive-credential")


@pytest.fixture
def account(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    """Three orphans, each with an inactive API key that no deletion brings back."""
    account = SimulatedAccount()
    for name in (A, B, C):
        account.add_user(name, created=days_ago(400))
        account.add_api_key(name, status="Inactive")
    in_account(account)
    return account


def with_key(account: SimulatedAccount) -> list[str]:
    return [name for name, user in account.users.items() if user.credentials]


def test_a_denial_that_would_hit_every_user_ends_the_run_after_the_first(account: SimulatedAccount, bks: Bks) -> None:
    account.faults.deny("iam:DeleteUser")
    outcome = bks(*FORCED, "--json")
    assert outcome.code == 1
    assert with_key(account) == [B, C]
    reasons = [target["reason"] for target in json.loads(outcome.stdout)["targets"]]
    assert [reason.startswith(f"not attempted: AWS denied iam:DeleteUser for {A}") for reason in reasons] == [
        False,
        True,
        True,
    ]
    assert "2 users not attempted" in outcome.stderr


@pytest.mark.parametrize("operation", ["iam:DeleteServiceSpecificCredential", "iam:DeleteUser"])
def test_whichever_write_is_denied_ends_the_run(account: SimulatedAccount, bks: Bks, operation: str) -> None:
    account.faults.deny(operation)
    bks(*FORCED)
    assert set(with_key(account)) >= {B, C}
    assert [name for name in writes(account) if f"iam:{name}" == operation] == [operation.partition(":")[2]]


def test_a_denial_of_one_user_after_others_were_deleted_does_not_end_the_run(
    account: SimulatedAccount, bks: Bks
) -> None:
    account.faults.deny("iam:DeleteUser", B)
    assert bks(*FORCED).code == 1
    assert set(account.users) == {B}


def test_a_second_denial_in_a_row_ends_the_run(account: SimulatedAccount, bks: Bks) -> None:
    account.add_user("BedrockAPIKey-dddd", created=days_ago(400))
    account.add_api_key("BedrockAPIKey-dddd", status="Inactive")
    account.faults.after("iam:DeleteUser", lambda: account.faults.deny("iam:DeleteUser"))
    bks(*FORCED)
    assert with_key(account) == ["BedrockAPIKey-dddd"]


@pytest.mark.parametrize(("answers", "left"), [(("a", "n"), [B, C]), (("a",), [B, C]), (("a", "y", "y"), [])])
def test_a_person_is_asked_whether_to_continue(
    account: SimulatedAccount, bks: Bks, typing: Callable[..., None], answers: tuple[str, ...], left: list[str]
) -> None:
    account.faults.deny("iam:DeleteUser")
    typing(*answers)
    outcome = bks("cleanup", "--include-held", "inactive-credential")
    assert "Continue with 2 users? y/N" in outcome.stderr
    assert with_key(account) == left


def test_what_the_simulator_denies_is_refused_before_anything_is_written(account: SimulatedAccount, bks: Bks) -> None:
    account.faults.deny_by_policy("iam:DeleteUser")
    outcome = bks(*FORCED)
    assert (outcome.code, writes(account), with_key(account)) == (1, [], [A, B, C])
    assert "is denied required calls, according to IAM's policy simulator: iam:DeleteUser" in outcome.stdout
    assert [call.operation for call in account.calls].count("iam:SimulatePrincipalPolicy") == 1


def test_a_denial_that_depends_on_context_is_a_caution_and_no_obstacle(account: SimulatedAccount, bks: Bks) -> None:
    account.faults.deny_by_policy("iam:DeleteUser", missing_context=("aws:SourceIp",), applies=False)
    planned = json.loads(bks(*FORCED, "--dry-run", "--json").stdout)["targets"][0]
    assert planned["cautions"] == ["iam:DeleteUser may be denied: IAM's policy simulator does not know aws:SourceIp"]
    assert bks(*FORCED).code == 0
    assert account.users == {}


@pytest.mark.parametrize("operation", ["iam:SimulatePrincipalPolicy", "iam:GetRole"])
def test_a_simulation_that_is_not_allowed_is_no_obstacle(account: SimulatedAccount, bks: Bks, operation: str) -> None:
    account.faults.deny(operation)
    assert bks(*FORCED).code == 0
    assert account.users == {}


def test_the_path_of_the_callers_role_is_part_of_what_is_simulated(account: SimulatedAccount, bks: Bks) -> None:
    account.add_role("SecurityAudit", "/team/")
    bks(*FORCED)
    asked = {
        call.parameters["PolicySourceArn"] for call in account.calls if call.operation == "iam:SimulatePrincipalPolicy"
    }
    assert asked == {account.arn("role/team/SecurityAudit")}
