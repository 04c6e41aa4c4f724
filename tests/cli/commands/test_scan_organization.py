"""`bks scan` of many accounts: what it prints where, what it stores, and what its exit code says."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.operations.organization import scan as organization_scan
from bks_tui.storage.journal import default_directory
from tests.cli.conftest import Bks
from tests.support.command import Outcome
from tests.support.members import MANAGEMENT, member_id, operations_in, organization

ALL = (MANAGEMENT, member_id(0), member_id(1), member_id(2))


@pytest.fixture
def tree(in_account: Callable[[SimulatedAccount], None]) -> tuple[SimulatedAccount, list[SimulatedAccount]]:
    """An organization in the place of AWS: its management account and three members."""
    management, members = organization()
    in_account(management)
    return management, members


def document(outcome: Outcome) -> dict[str, Any]:
    """The JSON that was printed."""
    printed: dict[str, Any] = json.loads(outcome.stdout)
    return printed


def refuse(account: SimulatedAccount) -> None:
    """Take the role away."""
    account.roles.clear()


Tree = tuple[SimulatedAccount, list[SimulatedAccount]]


@pytest.mark.usefixtures("tree")
def test_every_account_is_in_the_document(bks: Bks) -> None:
    outcome = bks("scan", "--org", "--json")
    printed = document(outcome)
    assert {account["account_id"] for account in printed["accounts"]} == set(ALL)
    assert {user["account_id"] for user in printed["phantom_users"]} == set(ALL[1:])
    assert outcome.code == 0


def test_users_and_counts_equal_those_of_single_scans(
    bks: Bks, tree: Tree, in_account: Callable[[SimulatedAccount], None]
) -> None:
    together = document(bks("scan", "--org", "--json"))
    for account in tree[1]:
        in_account(account)
        alone = document(bks("scan", "--json"))
        (listed,) = (each for each in together["accounts"] if each["account_id"] == account.account_id)
        assert listed["summary"] == alone["summary"]
        own = [user for user in together["phantom_users"] if user["account_id"] == account.account_id]
        assert {(user["account_name"], user["ou_path"]) for user in own} == {
            (listed["account_name"], listed["ou_path"])
        }
        assert [{name: user[name] for name in ("username", "status", "reasons")} for user in own] == [
            {name: user[name] for name in ("username", "status", "reasons")} for user in alone["phantom_users"]
        ]


def test_a_refused_account_is_listed_with_the_reason_and_makes_the_run_incomplete(bks: Bks, tree: Tree) -> None:
    refuse(tree[1][0])
    outcome = bks("scan", "--org", "--json")
    (account,) = (each for each in document(outcome)["accounts"] if each["account_id"] == member_id(0))
    assert (outcome.code, account["outcome"], account["summary"]) == (3, "refused", None)
    assert "could not be assumed" in account["reason"]
    assert document(outcome)["scan_metadata"]["complete"] is False


def test_a_resumed_run_asks_only_the_rest(bks: Bks, tree: Tree) -> None:
    refuse(tree[1][0])
    assert bks("scan", "--org", "--json").code == 3
    tree[1][0].add_role("OrganizationAccountAccessRole")
    for account in (tree[0], *tree[1]):
        account.calls.clear()
    outcome = bks("scan", "--resume", "--json")
    assert (outcome.code, {each["outcome"] for each in document(outcome)["accounts"]}) == (0, {"done"})
    assert not operations_in(tree[1][1:])
    assert "iam:GetAccountAuthorizationDetails" in operations_in(tree[1][:1])


def test_a_run_is_continued_with_an_account_of_the_same_organization_only(
    bks: Bks, tree: Tree, in_account: Callable[[SimulatedAccount], None]
) -> None:
    refuse(tree[1][0])
    bks("scan", "--org")
    in_account(SimulatedAccount("999999999999"))
    outcome = bks("scan", "--resume")
    assert outcome.code == 2
    assert f"was started from account {MANAGEMENT}, not from 999999999999" in outcome.stderr


def test_an_ended_source_session_pauses_the_run_and_says_how_to_continue(
    bks: Bks, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(organization_scan, "PARALLEL", 1)
    tree[0].faults.before("sts:AssumeRole", tree[0].faults.expire_token, call=2)
    outcome = bks("scan", "--org")
    assert outcome.code == 3
    assert "bks: paused: the AWS credentials have expired" in outcome.stderr
    assert "bks scan --resume 2" in outcome.stderr


def test_the_lines_of_a_run_end_with_the_totals(bks: Bks, tree: Tree) -> None:
    refuse(tree[1][0])
    lines = [json.loads(line) for line in bks("scan", "--org", "--jsonl").stdout.splitlines()]
    assert [line["type"] for line in lines] == ["account"] * 4 + ["end"]
    assert (lines[-1]["outcomes"]["done"], lines[-1]["outcomes"]["refused"]) == (3, 1)
    assert lines[-1]["summary"]["total"] == sum(len(line["phantom_users"]) for line in lines[:-1])


def test_a_resumed_run_prints_the_lines_of_all_accounts(bks: Bks, tree: Tree) -> None:
    refuse(tree[1][0])
    bks("scan", "--org", "--jsonl")
    lines = [json.loads(line) for line in bks("scan", "--resume", "--jsonl").stdout.splitlines()]
    assert {line["account_id"] for line in lines[:-1]} == set(ALL)
    assert len(lines) == 5


@pytest.mark.usefixtures("tree")
def test_csv_on_standard_output_has_the_account_of_each_user(bks: Bks) -> None:
    rows = list(csv.DictReader(io.StringIO(bks("scan", "--org", "--csv", "-").stdout)))
    assert {row["account_id"] for row in rows} == set(ALL[1:])
    assert {row["ou_path"] for row in rows} == {"Root/production", "Root/sandbox"}


def test_csv_of_one_account_on_standard_output(bks: Bks, tree: Tree, in_account: Callable[..., None]) -> None:
    in_account(tree[1][0])
    rows = list(csv.DictReader(io.StringIO(bks("scan", "--csv", "-").stdout)))
    assert [row["username"] for row in rows] == ["BedrockAPIKey-0002", "BedrockAPIKey-0001", "BedrockAPIKey-0000"]


def test_the_table_counts_the_users_of_each_account_and_names_what_is_not_done(bks: Bks, tree: Tree) -> None:
    refuse(tree[1][2])
    outcome = bks("scan", "--org")
    lines = outcome.stdout.splitlines()
    (row,) = (line.split() for line in lines if line.startswith(f"{member_id(0)}  "))
    assert row == [member_id(0), "team-0", "Root/production", "done", "1", "-", "1", "1"]
    assert "4 accounts: 3 done, 1 refused" in lines
    assert "6 phantom users: 2 AT RISK, 0 UNKNOWN, 2 ACTIVE, 2 ORPHANED" in lines
    assert any(line.startswith(f"{member_id(2)}: refused: the role") for line in lines)


@pytest.mark.usefixtures("tree")
def test_each_finished_account_is_reported_as_it_arrives(bks: Bks) -> None:
    stderr = bks("scan", "--org").stderr
    assert "[4/4]" in stderr
    assert f"{member_id(1)} team-1: done, 3 phantom users, 1 AT RISK" in stderr
    assert "4 accounts, through the role OrganizationAccountAccessRole" in stderr


@pytest.mark.parametrize(("status", "code"), [("at-risk", 4), ("unknown", 0)])
@pytest.mark.usefixtures("tree")
def test_a_status_in_any_account_fails_the_run(bks: Bks, status: str, code: int) -> None:
    assert bks("scan", "--org", "--fail-on", status).code == code


def test_new_users_since_the_last_run_fail_a_weekly_job(bks: Bks, tree: Tree) -> None:
    weekly = ("scan", "--org", "--diff", "last", "--fail-on", "new", "--json")
    bks("scan", "--org")
    assert bks(*weekly).code == 0
    tree[1][1].add_user("BedrockAPIKey-new1")
    outcome = bks(*weekly)
    assert outcome.code == 4
    assert [user["username"] for user in document(outcome)["diff"]["new"]] == ["BedrockAPIKey-new1"]


def test_a_scan_of_one_account_is_compared_too(
    bks: Bks, tree: Tree, in_account: Callable[[SimulatedAccount], None]
) -> None:
    in_account(tree[1][0])
    bks("scan")
    tree[1][0].delete_user("BedrockAPIKey-0000")
    tree[1][0].add_access_key("BedrockAPIKey-0001")
    diff = document(bks("scan", "--diff", "last", "--json"))["diff"]
    assert [user["username"] for user in diff["gone"]] == ["BedrockAPIKey-0000"]
    assert diff["changed"][0]["changes"][0] == "status ACTIVE → AT RISK"


def test_a_scan_of_one_account_has_the_same_fields_as_before(
    bks: Bks, tree: Tree, in_account: Callable[[SimulatedAccount], None]
) -> None:
    in_account(tree[1][0])
    printed = document(bks("scan", "--json"))
    assert set(printed) == {"schema", "scan_metadata", "summary", "phantom_users", "other_users"}
    assert "account_id" not in printed["phantom_users"][0]


def test_the_latest_run_of_many_accounts_is_found_behind_many_scans_of_one(bks: Bks, tree: Tree) -> None:
    refuse(tree[1][0])
    bks("scan", "--org")
    for _ in range(21):
        bks("scan", "--quiet")
    assert "1 account to read" in bks("scan", "--resume").stderr


def test_a_newer_run_that_is_damaged_is_named_and_passed_over(bks: Bks, tree: Tree) -> None:
    refuse(tree[1][0])
    bks("scan", "--org")
    runs = default_directory(demo=False) / "runs"
    (runs / "29991231T000000Z-000000.jsonl").write_text("no run\n")
    outcome = bks("scan", "--resume")
    assert "bks: warning: the run 29991231T000000Z-000000 cannot be used" in outcome.stderr
    assert "1 account to read" in outcome.stderr


def test_the_stored_runs_are_listed(bks: Bks, tree: Tree) -> None:
    refuse(tree[1][0])
    bks("scan", "--org")
    bks("scan")
    listed = bks("scan", "--list-runs").stdout
    assert ("organization" in listed, "3/4" in listed, "incomplete" in listed, "1/1" in listed) == (True,) * 4


def test_accounts_come_from_a_file_where_the_organization_cannot_be_read(bks: Bks, tree: Tree, tmp_path: Path) -> None:
    tree[1][1].roles.clear()
    tree[1][1].add_role("audit")
    file = tmp_path / "accounts.csv"
    file.write_text(f"account_id,role\n{member_id(0)},\n{member_id(1)},audit\n")
    outcome = bks("scan", "--accounts-file", str(file), "--json")
    assert (outcome.code, len(document(outcome)["accounts"])) == (0, 2)
    assert not any(operation.startswith("organizations:") for operation in operations_in(tree[:1]))


def test_an_organization_that_cannot_be_read_is_an_error(bks: Bks, tree: Tree) -> None:
    tree[0].faults.deny("organizations:ListAccounts")
    outcome = bks("scan", "--org")
    assert outcome.code == 1
    assert "organizations:ListAccounts" in outcome.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--org", "--accounts-file", "x"),
        ("--ou", "Root"),
        ("--account", member_id(0)),
        ("--role-name", "audit"),
        ("--org", "--account", "12"),
        ("--org", "--account", "9" * 12),
        ("--org", "--ou", "nowhere"),
        ("--org", "--role-name", "arn:aws:iam::111122223333:role/audit"),
        ("--jsonl",),
        ("--org", "--json", "--jsonl"),
        ("--org", "--json", "--csv", "-"),
        ("--max-age", "7d"),
        ("--max-age", "soon", "--resume"),
        ("--fail-on", "new"),
        ("--diff", "last"),
        ("--resume", "--org"),
        ("--resume",),
    ],
)
def test_wrong_usage_is_explained_before_anything_is_scanned(bks: Bks, tree: Tree, arguments: tuple[str, ...]) -> None:
    outcome = bks("scan", *arguments)
    assert (outcome.code, "iam:GetAccountAuthorizationDetails" in operations_in(tree[1])) == (2, False)
    assert outcome.stdout == ""
