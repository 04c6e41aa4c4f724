"""Credentials that expire during a run: what was read is shown, and nothing is left half dismantled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser
from tests.support.command import Outcome, environment, run_bks
from tests.support.credentials import Process
from tests.support.endpoint import endpoint
from tests.support.responding import permissions_of
from tests.support.simulated import PHANTOM
from tests.support.trails import attacked_account, days_ago


@dataclass
class Expiring:
    """A person whose credentials expire when the account was asked for something."""

    account: SimulatedAccount
    process: Process
    home: Path
    url: str = ""

    def expires_after(self, operation: str, call: int = 1) -> None:
        self.account.faults.after(operation, self.process.gives_expired, call=call)

    def bks(self, *arguments: str) -> Outcome:
        variables = environment(self.home, AWS_ENDPOINT_URL=self.url, AWS_CONFIG_FILE=str(self.home / "config"))
        return run_bks(*arguments, variables=variables)


def expiring(home: Path, account: SimulatedAccount) -> Iterator[Expiring]:
    process = Process(home / "printed.json")
    process.gives("ASIAINVENTED00000001")
    (home / "config").write_text(process.configuration)
    with endpoint(account) as url:
        yield Expiring(account, process, home, url)


@pytest.fixture
def attacked(tmp_path: Path) -> Iterator[Expiring]:
    yield from expiring(tmp_path, attacked_account())


@pytest.fixture
def orphaned(tmp_path: Path) -> Iterator[Expiring]:
    account = SimulatedAccount()
    account.add_user(PHANTOM, created=days_ago(400))
    account.add_to_group(PHANTOM, "developers")
    account.attach_policy(PHANTOM, "AmazonBedrockLimitedAccess")
    account.add_api_key(PHANTOM, status="Inactive")
    yield from expiring(tmp_path, account)


def test_a_scan_shows_what_was_read(attacked: Expiring) -> None:
    # The account and its lists are read by then; what is left are calls for one user each.
    attacked.expires_after("iam:ListAccessKeys")
    outcome = attacked.bks("scan", "--json")
    document = json.loads(outcome.stdout)
    assert (outcome.code, document["scan_metadata"]["complete"]) == (3, False)
    assert "failed because the credentials had expired" in outcome.stderr


@pytest.mark.parametrize("command", [("timeline", PHANTOM, "--json"), ("report", PHANTOM, "--format", "json")])
def test_a_timeline_and_a_report_show_what_was_read(attacked: Expiring, command: tuple[str, ...]) -> None:
    yesterday = datetime.now(timezone.utc) - timedelta(days=1)
    for number in range(60):
        when = yesterday + timedelta(minutes=number)
        attacked.account.record_event("InvokeModel", region="us-east-1", when=when, actor=IamUser(PHANTOM))
    attacked.account.faults.after("cloudtrail:LookupEvents", attacked.process.gives_expired, region="us-east-1", call=3)
    outcome = attacked.bks(*command)
    assert outcome.code == 3, outcome.stderr
    assert "InvokeModel" in outcome.stdout
    assert "have expired" in outcome.stdout


@pytest.mark.parametrize("operation", ["iam:RemoveUserFromGroup", "iam:DetachUserPolicy"])
def test_a_deletion_tells_what_is_missing_and_how_to_resume(orphaned: Expiring, operation: str) -> None:
    before = permissions_of(orphaned.account.users[PHANTOM])
    orphaned.expires_after(operation)
    held = [word for reason in ("group", "policy", "inactive-credential") for word in ("--include-held", reason)]
    journal = ("--journal", str(orphaned.home / "journal"))
    outcome = orphaned.bks("cleanup", "--force", "--user", PHANTOM, *held, *journal)
    assert outcome.code == 1, outcome.stderr
    reported = outcome.stdout + outcome.stderr
    assert "expired" in reported
    assert "bks journal undo" in reported or permissions_of(orphaned.account.users[PHANTOM]) == before
    assert "an error in bks" not in reported
