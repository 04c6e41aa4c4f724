"""The external id that roles demand: from the command line or from the config file, and printed nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bks_tui.core.account.member import DEFAULT_ROLE_NAME
from bks_tui.demo.state.account import SimulatedAccount
from tests.cli.conftest import Bks
from tests.support.members import member_id, organization

DEMANDED, GIVEN = "demanded-id", ("--external-id", "demanded-id")
FIRST = member_id(0)
ARN = f"arn:aws:iam::{FIRST}:user/BedrockAPIKey-0001"


@pytest.fixture
def configured(config_file: Path) -> Callable[[str], object]:
    """A function that sets the external id of the config file."""
    return lambda external_id: config_file.write_text(f'external_id = "{external_id}"\n')


@pytest.fixture(autouse=True)
def members(in_account: Callable[[SimulatedAccount], None]) -> list[SimulatedAccount]:
    """An organization whose roles demand an external id."""
    management, members = organization(2)
    in_account(management)
    for account in members:
        account.roles[DEFAULT_ROLE_NAME].external_id = DEMANDED
    return members


def outcomes(bks: Bks, *options: str) -> list[str]:
    """What became of the members in a scan."""
    document = json.loads(bks("scan", "--org", "--json", *options).stdout)
    return sorted(each["outcome"] for each in document["accounts"] if each["role_arn"])


@pytest.mark.parametrize(
    ("in_file", "options", "expected"),
    [
        (None, (), ["refused", "refused"]),
        (None, GIVEN, ["done", "done"]),
        (DEMANDED, (), ["done", "done"]),
        ("another-id", (), ["refused", "refused"]),
        ("another-id", GIVEN, ["done", "done"]),
    ],
)
def test_a_scan_sends_what_is_given_or_else_configured(
    bks: Bks, configured: Callable[[str], object], in_file: str | None, options: tuple[str, ...], expected: list[str]
) -> None:
    if in_file:
        configured(in_file)
    assert outcomes(bks, *options) == expected


@pytest.mark.parametrize(
    "command",
    [
        ("revoke-key", ARN, "--org", "--contain", "--force"),
        ("revoke-key", "BedrockAPIKey-0001", "--account", FIRST, "--contain", "--force"),
        ("cleanup", "--account", FIRST, "--dry-run"),
        ("cleanup", "--org", "--dry-run"),
    ],
    ids=lambda command: " ".join((command[0], command[-3])),
)
def test_a_response_sends_what_is_configured(
    bks: Bks, configured: Callable[[str], object], command: tuple[str, ...]
) -> None:
    configured(DEMANDED)
    outcome = bks(*command)
    assert outcome.code == 0, outcome.stderr
    assert DEMANDED not in outcome.stdout + outcome.stderr


@pytest.mark.parametrize(("in_file", "options", "shown"), [(None, GIVEN, True), (DEMANDED, (), False)], ids=str)
def test_the_command_that_continues_a_run_leaves_the_external_id_to_whoever_runs_it(
    bks: Bks,
    configured: Callable[[str], object],
    members: list[SimulatedAccount],
    in_file: str | None,
    options: tuple[str, ...],
    shown: bool,
) -> None:
    if in_file:
        configured(in_file)
    members[0].roles.clear()
    (line,) = (line for line in bks("scan", "--org", *options).stderr.splitlines() if "--resume" in line)
    assert ("--external-id EXTERNAL_ID" in line, DEMANDED in line) == (shown, False)
