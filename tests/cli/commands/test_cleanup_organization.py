"""`bks cleanup --org`: account by account, one changed at a time; an account that is skipped is reported."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bks_tui.cli.terminal import output
from bks_tui.core.account.member import DEFAULT_ROLE_NAME
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.organization import SimulatedOrganization
from bks_tui.storage.journal import Journal, default_directory
from tests.cli.conftest import Bks
from tests.support.members import MANAGEMENT, member_id
from tests.support.responding import writes
from tests.support.trails import days_ago

ORPHANS = ("BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb")
FIRST, SECOND, THIRD = map(member_id, range(3))


@pytest.fixture
def management(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    """The account of the credentials, in the place of AWS: it manages an organization."""
    management = SimulatedAccount(MANAGEMENT)
    management.organization = SimulatedOrganization(MANAGEMENT)
    in_account(management)
    return management


@pytest.fixture
def members(management: SimulatedAccount) -> list[SimulatedAccount]:
    """Three accounts with two orphaned phantoms each."""
    assert management.organization
    accounts = [SimulatedAccount(each) for each in (FIRST, SECOND, THIRD)]
    for number, account in enumerate(accounts):
        account.add_role(DEFAULT_ROLE_NAME)
        for name in ORPHANS:
            account.add_user(name, created=days_ago(400))
        management.organization.add_account(account.account_id, f"team-{number}", management.organization.root)
        management.members.add(account)
    return accounts


def left(accounts: list[SimulatedAccount]) -> list[int]:
    """How many users are left in each account."""
    return [len(account.users) for account in accounts]


def journal() -> Journal:
    return Journal(default_directory(demo=False))


def test_every_account_is_cleaned_up(management: SimulatedAccount, members: list[SimulatedAccount], bks: Bks) -> None:
    outcome = bks("cleanup", "--org", "--force")
    assert (outcome.code, left(members)) == (0, [0, 0, 0]), outcome.stderr
    assert set(writes(management)) == {"AssumeRole"}
    assert [line for line in outcome.stdout.splitlines() if line.startswith(("account", "Total"))] == [
        f"account management ({MANAGEMENT}): no orphaned phantom user",
        *(f"account team-{number} ({each})" for number, each in enumerate((FIRST, SECOND, THIRD))),
        "Total: 4 accounts, 6 users deleted",
    ]


@pytest.mark.usefixtures("management")
def test_an_account_is_begun_once_the_one_before_is_finished(members: list[SimulatedAccount], bks: Bks) -> None:
    seen = list[list[int]]()
    for account in members:
        account.faults.before("iam:ListUsers", lambda: seen.append(left(members)))
        account.faults.before("iam:GetAccountAuthorizationDetails", lambda: seen.append(left(members)))
    bks("cleanup", "--org", "--force")
    assert [list(each) for each in dict.fromkeys(map(tuple, seen))] == [[2, 2, 2], [0, 2, 2], [0, 0, 2]]


def test_the_result_of_an_account_is_printed_before_the_next_is_begun(
    members: list[SimulatedAccount], bks: Bks, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed, seen = list[str](), list[list[str]]()
    monkeypatch.setattr(output, "write", printed.append)
    for account in members:
        account.faults.before("iam:ListUsers", lambda: seen.append(list(printed)))
        account.faults.before("iam:GetAccountAuthorizationDetails", lambda: seen.append(list(printed)))
    bks("cleanup", "--org", "--force")
    before_each = [len(each) for each in seen]
    assert sorted(set(before_each)) == [1, 2, 3]
    assert all(text.count("Delete BedrockAPIKey") == 2 for text in printed[1:4])


def test_an_incomplete_account_without_orphans_is_not_called_clean(members: list[SimulatedAccount], bks: Bks) -> None:
    members[0].users.clear()
    members[0].faults.deny("iam:GetAccountAuthorizationDetails")
    members[0].faults.deny("iam:ListUsers")
    outcome = bks("cleanup", "--org", "--account", FIRST, "--force")
    assert outcome.code == 3
    assert "no orphaned phantom user found, but not everything could be read" in outcome.stdout


def test_the_total_counts_what_was_skipped(
    members: list[SimulatedAccount], bks: Bks, typing: Callable[..., None]
) -> None:
    members[1].roles.clear()
    typing("y", "n", "a")
    last = bks("cleanup", "--org").stdout.splitlines()[-1]
    assert last == "Total: 4 accounts (1 skipped), 3 users deleted, 1 user skipped"


def test_the_plan_of_each_user_names_the_account_and_the_role(
    members: list[SimulatedAccount], bks: Bks, typing: Callable[..., None]
) -> None:
    typing("n", "n", "n", "n", "n", "n")
    told = bks("cleanup", "--org").stderr
    for account in members:
        assert f"account {account.account_id} through the role {DEFAULT_ROLE_NAME}" in told
        assert f"role  arn:aws:iam::{account.account_id}:role/{DEFAULT_ROLE_NAME}" in told
    assert left(members) == [2, 2, 2]


def test_all_remaining_are_those_of_one_account(
    members: list[SimulatedAccount], bks: Bks, typing: Callable[..., None]
) -> None:
    typing("a", "n", "n", "n", "n")
    bks("cleanup", "--org")
    assert left(members) == [0, 2, 2]


def test_whoever_quits_is_asked_about_no_further_account(
    members: list[SimulatedAccount], bks: Bks, typing: Callable[..., None]
) -> None:
    typing("y", "q", "y", "y")
    outcome = bks("cleanup", "--org")
    assert (outcome.code, left(members)) == (3, [1, 2, 2])
    assert [members[1].calls, members[2].calls] == [[], []]


def test_an_account_that_refuses_the_role_is_reported_and_the_others_are_cleaned_up(
    members: list[SimulatedAccount], bks: Bks
) -> None:
    members[1].roles.clear()
    outcome = bks("cleanup", "--org", "--force")
    assert (outcome.code, left(members)) == (3, [0, 2, 0])
    assert f"account team-1 ({SECOND}): refused: the role arn:aws:iam::{SECOND}:role/" in outcome.stdout


def test_a_suspended_account_is_reported(
    management: SimulatedAccount, members: list[SimulatedAccount], bks: Bks
) -> None:
    assert management.organization
    management.organization.add_account("666677778888", "closed", management.organization.root, "SUSPENDED")
    document = json.loads(bks("cleanup", "--org", "--force", "--json").stdout)
    assert document["skipped_accounts"] == [
        {
            "account_id": "666677778888",
            "account_name": "closed",
            "outcome": "suspended",
            "reason": "its state in AWS Organizations is SUSPENDED",
        }
    ]
    assert {target["account_id"] for target in document["targets"]} == {FIRST, SECOND, THIRD}
    assert left(members) == [0, 0, 0]


def test_a_session_of_another_account_changes_nothing(
    management: SimulatedAccount, members: list[SimulatedAccount], bks: Bks
) -> None:
    management.members.add(members[2], SECOND)
    outcome = bks("cleanup", "--org", "--account", SECOND, "--force")
    assert (outcome.code, left(members)) == (3, [2, 2, 2])
    assert f"the session for account {SECOND} belongs to" in outcome.stdout


def test_the_end_of_the_source_session_ends_the_run(
    management: SimulatedAccount, members: list[SimulatedAccount], bks: Bks
) -> None:
    # The session in the first account is open by then.
    members[0].faults.after("iam:DeleteUser", management.faults.expire_token, call=2)
    outcome = bks("cleanup", "--org", "--force")
    assert (outcome.code, left(members)) == (3, [0, 2, 2])
    assert f"account team-2 ({THIRD}): not reached" in outcome.stdout


def test_ctrl_c_stops_before_the_next_account(members: list[SimulatedAccount], bks: Bks) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    members[1].faults.before("sts:GetCallerIdentity", interrupt)
    outcome = bks("cleanup", "--org", "--force")
    assert (outcome.code, left(members)) == (130, [0, 2, 2])
    assert members[2].calls == []
    assert outcome.stdout.count("Delete BedrockAPIKey") >= 2


@pytest.mark.usefixtures("management")
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--org", "--account", SECOND), [2, 0, 2]),
        (("--org", "--exclude", SECOND, "--exclude", MANAGEMENT), [0, 2, 0]),
        (("--account", THIRD), [2, 2, 0]),
    ],
    ids=str,
)
def test_only_the_chosen_accounts_are_cleaned_up(
    members: list[SimulatedAccount], bks: Bks, options: tuple[str, ...], expected: list[int]
) -> None:
    outcome = bks("cleanup", *options, "--force")
    assert (outcome.code, left(members)) == (0, expected), outcome.stderr


def test_the_accounts_of_a_file_are_cleaned_up(members: list[SimulatedAccount], bks: Bks, tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text(f"{FIRST}\n{THIRD}\n")
    assert bks("cleanup", "--accounts-file", str(file), "--force").code == 0
    assert left(members) == [0, 2, 0]


def test_a_dry_run_changes_nothing_anywhere(members: list[SimulatedAccount], bks: Bks) -> None:
    outcome = bks("cleanup", "--org", "--dry-run")
    assert (outcome.code, left(members), journal().operations()) == (0, [2, 2, 2], ())
    assert outcome.stdout.count("would  Delete") == 6
    assert outcome.stdout.endswith("Total: 4 accounts, 6 users to delete\n")


@pytest.mark.usefixtures("members")
@pytest.mark.parametrize(
    "options",
    [
        ("--org", "--user", ORPHANS[0]),
        ("--account", FIRST, "--account", SECOND),
        ("--ou", "production"),
        ("--role-name", "Audit"),
    ],
    ids=" ".join,
)
def test_options_that_choose_no_clear_account_are_refused(
    management: SimulatedAccount, bks: Bks, options: tuple[str, ...]
) -> None:
    assert (bks("cleanup", *options, "--force").code, management.calls) == (2, [])


def test_a_deleted_user_is_recreated_in_its_account(members: list[SimulatedAccount], bks: Bks) -> None:
    bks("cleanup", "--org", "--force")
    operation = next(each for each in journal().operations() if each.plan.account.account_id == SECOND)
    outcome = bks("journal", "undo", operation.operation_id, "--force")
    assert (outcome.code, left(members)) == (0, [0, 1, 0]), outcome.stderr
