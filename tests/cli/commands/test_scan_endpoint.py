"""`bks scan` as a user runs it: its own process, real HTTP, an account that answers or refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from tests.support.command import Outcome, environment, run_bks
from tests.support.endpoint import endpoint
from tests.support.simulated import PHANTOM, simulated_account


def scan(account: SimulatedAccount, home: Path, *arguments: str) -> Outcome:
    """Scan an account with the invented credentials of its environment."""
    with endpoint(account) as url:
        variables = environment(
            home, AWS_ENDPOINT_URL=url, AWS_ACCESS_KEY_ID="AKIAEXAMPLE000000001", AWS_SECRET_ACCESS_KEY="invented"
        )
        return run_bks("scan", "--json", *arguments, variables=variables)


def test_an_account_that_can_be_read_whole_is_complete(tmp_path: Path) -> None:
    outcome = scan(simulated_account(), tmp_path)
    document = json.loads(outcome.stdout)
    assert (outcome.code, document["scan_metadata"]["complete"]) == (0, True)
    assert [(user["username"], user["status"]) for user in document["phantom_users"]] == [(PHANTOM, "ORPHANED")]


@pytest.mark.parametrize(
    ("operation", "field"),
    [("iam:ListAccessKeys", "access_keys"), ("iam:GetLoginProfile", "console_password")],
)
def test_a_user_whose_facts_are_denied_is_unknown_and_the_scan_incomplete(
    tmp_path: Path, operation: str, field: str
) -> None:
    account = simulated_account()
    account.faults.deny(operation, PHANTOM)
    outcome = scan(account, tmp_path, "--fail-on", "orphaned")
    (user,) = json.loads(outcome.stdout)["phantom_users"]
    assert (outcome.code, user["status"], user[field]) == (3, "UNKNOWN", None)
    assert user["unread"][field].startswith(f"{operation} denied")


def test_an_account_that_refuses_everything_is_one_sentence(tmp_path: Path) -> None:
    account = simulated_account()
    account.faults.expire_token()
    outcome = scan(account, tmp_path)
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith("bks: the AWS credentials have expired\n")


def test_without_credentials_the_remedy_is_reported(tmp_path: Path) -> None:
    outcome = run_bks("scan", variables=environment(tmp_path))
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith("bks: no AWS credentials were found\n")
    assert "--demo" in outcome.stderr
