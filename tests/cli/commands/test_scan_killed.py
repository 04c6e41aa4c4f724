"""Scans of an organization in processes of their own: one is killed, two run at once; what is stored is right."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from tests.support.command import command, environment, run_bks
from tests.support.endpoint import endpoint
from tests.support.members import operations_in, organization

MEMBERS = 12


@pytest.fixture
def tree() -> tuple[SimulatedAccount, list[SimulatedAccount]]:
    """An organization, the last account of which takes long to answer."""
    management, members = organization(members=MEMBERS, phantoms=1)
    members[-1].faults.latency = 30.0
    return management, members


@pytest.fixture
def variables(tree: tuple[SimulatedAccount, list[SimulatedAccount]], tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """The environment of a process that calls the organization."""
    with endpoint(tree[0]) as url:
        yield environment(
            tmp_path, AWS_ENDPOINT_URL=url, AWS_ACCESS_KEY_ID="AKIAEXAMPLE000000001", AWS_SECRET_ACCESS_KEY="invented"
        )


def started(variables: Mapping[str, str], finished: int) -> subprocess.Popen[str]:
    """A scan of the organization, of which so many accounts are finished."""
    process = subprocess.Popen(
        command("scan", "--org", "--jsonl"),
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    for _ in range(finished):
        assert json.loads(process.stdout.readline())["outcome"] == "done"
    return process


def test_a_killed_run_is_continued_with_what_it_had_not_finished(
    tree: tuple[SimulatedAccount, list[SimulatedAccount]], variables: Mapping[str, str]
) -> None:
    with started(variables, finished=MEMBERS) as process:
        process.kill()
    members = tree[1]
    members[-1].faults.latency = 0.0
    for account in members:
        account.calls.clear()
    resumed = run_bks("scan", "--resume", "--json", "--quiet", variables=variables)
    document = json.loads(resumed.stdout)
    assert (resumed.code, {each["outcome"] for each in document["accounts"]}) == (0, {"done"})
    assert operations_in(members[-1:])
    assert not operations_in(members[:-1])


def test_two_runs_at_once_do_not_mix(
    tree: tuple[SimulatedAccount, list[SimulatedAccount]], variables: Mapping[str, str]
) -> None:
    with started(variables, finished=3) as first:
        tree[1][-1].faults.latency = 0.0
        second = run_bks("scan", "--org", "--json", "--quiet", variables=variables)
        first.communicate()
    assert (first.returncode, second.code) == (0, 0)
    listed = run_bks("scan", "--list-runs", variables=variables).stdout
    assert listed.count(f"{MEMBERS + 1}/{MEMBERS + 1}") == 2
