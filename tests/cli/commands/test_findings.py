"""--findings of `bks timeline` and `bks report`: what further sources say, apart from the events."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from tests.cli.conftest import Bks
from tests.support.findings import ANOMALY, account_with_findings
from tests.support.trails import PHANTOM


@pytest.fixture(autouse=True)
def account(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    """An account with a finding of each source, in the place of AWS."""
    account = account_with_findings()
    in_account(account)
    return account


def test_the_findings_are_below_the_summary_and_in_no_count(bks: Bks) -> None:
    output = bks("timeline", PHANTOM, "--findings").stdout
    lines = output.partition("5 findings of further sources, in no count above\n")[2].splitlines()[:5]
    assert sorted(line.split(": ")[0].split("  ")[-1].strip() for line in lines) == [
        "Access Analyzer",
        "GuardDuty",
        "IAM last accessed",
        "Secrets Manager",
        "sign-in sessions",
    ]


def test_without_the_option_nothing_is_asked_and_nothing_is_said(bks: Bks, account: SimulatedAccount) -> None:
    output = bks("timeline", PHANTOM).stdout
    assert "finding" not in output
    assert not [call for call in account.calls if call.operation.startswith(("guardduty", "signin", "access"))]


def test_how_far_each_source_was_read_is_told_with_json_too(bks: Bks) -> None:
    outcome = bks("timeline", PHANTOM, "--findings", "--json")
    assert "findings: GuardDuty: read, 1 Region, not enabled in 2 Regions, 1 finding" in outcome.stderr
    assert [each["status"] for each in json.loads(outcome.stdout)["finding_sources"]] == ["read"] * 5


def test_a_denied_source_makes_it_incomplete(bks: Bks, account: SimulatedAccount) -> None:
    account.faults.deny("guardduty:ListDetectors")
    outcome = bks("timeline", PHANTOM, "--findings")
    assert outcome.code == 3
    assert "  findings: GuardDuty: denied\n" in outcome.stdout
    assert "  gap: all Regions, guardduty:ListDetectors: AWS denied guardduty:ListDetectors" in outcome.stdout


def test_a_source_that_is_not_enabled_is_not_one_that_found_nothing(bks: Bks, account: SimulatedAccount) -> None:
    account.further.guardduty.clear()
    output = bks("report", PHANTOM, "--findings").stdout
    assert "GuardDuty: not enabled" in output
    assert "so it has looked for nothing" in " ".join(output.split())


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_the_report_has_a_section_of_them(bks: Bks, form: str) -> None:
    assert "Further sources" in bks("report", PHANTOM, "--findings", "--format", form).stdout
    assert "Further sources" not in bks("report", PHANTOM, "--format", form).stdout


@pytest.mark.parametrize("command", ["timeline", "report", "evidence"])
def test_with_files_alone_nothing_can_be_asked(bks: Bks, tmp_path: Path, command: str) -> None:
    log = tmp_path / "log.json"
    log.write_text('{"Records": []}')
    output = ("--output", str(tmp_path / "bundle")) if command == "evidence" else ()
    outcome = bks(command, PHANTOM, "--findings", "--from", str(log), *output)
    assert outcome.code == 2
    assert "--findings asks AWS, but --from alone reads only files" in outcome.stderr


def test_with_files_and_event_history_they_are_asked(bks: Bks, tmp_path: Path) -> None:
    log = tmp_path / "log.json"
    log.write_text('{"Records": []}')
    output = bks("timeline", PHANTOM, "--findings", "--event-history", "--from", str(log)).stdout
    assert "5 findings of further sources" in output


@pytest.mark.parametrize("form", ["ocsf", "asff", "sarif", "stix"])
def test_each_format_of_other_tools_has_them(bks: Bks, form: str) -> None:
    with_them, without = (bks("timeline", PHANTOM, *more, "--format", form).stdout for more in (["--findings"], []))
    assert ANOMALY in with_them
    assert ANOMALY not in without
    assert "GuardDuty: read, 1 Region" in with_them
