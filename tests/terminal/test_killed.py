"""kill -9 at every step of a deletion: the journal tells, and the next start finishes the job or takes it back."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from bks_tui.core.response.operation import StepOutcome
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.storage.journal import Journal
from tests.support.combinations import combinations
from tests.support.command import command, environment, run_bks
from tests.support.endpoint import endpoint
from tests.support.responding import permissions_of
from tests.support.simulated import PHANTOM
from tests.support.trails import days_ago

pytestmark = pytest.mark.no_cover

STEPS = (
    "RemoveUserFromGroup",
    "DetachUserPolicy",
    "DeleteUserPolicy",
    "DeleteServiceSpecificCredential",
    "DeleteAccessKey",
    "DeleteUser",
)


def orphan() -> SimulatedAccount:
    account = SimulatedAccount()
    account.add_user(PHANTOM, created=days_ago(400), tags={"owner": "ana"})
    account.add_to_group(PHANTOM, "developers")
    account.attach_policy(PHANTOM, "AmazonBedrockLimitedAccess")
    account.put_inline_policy(PHANTOM, "own", '{"Statement":[]}')
    account.add_api_key(PHANTOM, status="Inactive")
    account.add_access_key(PHANTOM, status="Inactive")
    return account


def arguments(journal: Journal) -> list[str]:
    held = ("group", "policy", "inactive-credential")
    included = [word for reason in held for word in ("--include-held", reason)]
    return ["cleanup", "--force", "--user", PHANTOM, *included, "--journal", str(journal.directory)]


def killed_at(account: SimulatedAccount, step: str, when: str, journal: Journal, variables: Mapping[str, str]) -> None:
    """Run a clean-up, and kill its process just before or after a call of this step takes effect."""
    processes: list[subprocess.Popen[bytes]] = []

    def kill() -> None:
        os.kill(processes[0].pid, signal.SIGKILL)
        processes[0].wait()

    (account.faults.before if when == "before" else account.faults.after)(f"iam:{step}", kill)
    process = subprocess.Popen(
        command(*arguments(journal)), env=dict(variables), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    processes.append(process)
    assert process.wait(60) == -signal.SIGKILL


@pytest.mark.parametrize(("step", "when"), combinations(STEPS, ["before", "after"], every=2))
def test_what_was_killed_is_reported_and_finished_or_undone(tmp_path: Path, step: str, when: str) -> None:
    account, journal = orphan(), Journal(tmp_path / "journal")
    before = permissions_of(account.users[PHANTOM])
    with endpoint(account) as url:
        variables = environment(
            tmp_path, AWS_ENDPOINT_URL=url, AWS_ACCESS_KEY_ID="AKIAEXAMPLE000000001", AWS_SECRET_ACCESS_KEY="invented"
        )
        killed_at(account, step, when, journal, variables)
        (left,) = journal.interrupted_operations()
        assert [taken.step.change.operation for taken in left.steps if taken.outcome is StepOutcome.BEGUN] == [
            f"iam:{step}"
        ]
        assert journal.integrity_errors() == ()
        finish = "resume" if when == "before" else "undo"
        outcome = run_bks(
            "journal",
            finish,
            left.operation_id,
            "--force",
            "--journal",
            str(journal.directory),
            variables=variables,
        )
    assert outcome.code == 0, outcome.stderr
    assert journal.interrupted_operations() == ()
    user = account.users.get(PHANTOM)
    assert (user and permissions_of(user)) == (None if finish == "resume" else before)
