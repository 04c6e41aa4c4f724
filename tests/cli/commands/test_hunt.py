"""`bks hunt`: what it prints where, and what its exit code says."""

from __future__ import annotations

import csv
import io
import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Bks
from tests.support.events import ACCOUNT, PHANTOM, START, cloudtrail_record, role_identity, user_identity
from tests.support.logs import delivered, log_path, write_log
from tests.support.tables import for_each

KEY: dict[str, Any] = {"additionalEventData": {"callWithBearerToken": True}}
RECORDS = [
    cloudtrail_record(minute=1, **KEY),
    cloudtrail_record("StopLogging", "cloudtrail.amazonaws.com", identity=role_identity("one", "Admin"), minute=2),
    cloudtrail_record("GetObject", "s3.amazonaws.com", identity=user_identity("carol"), minute=3),
]


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """A folder with one file: a phantom user with an API key, an administrator who stops a trail, and somebody else."""
    folder = tmp_path / "logs"
    write_log(folder, log_path("us-west-2", START.date()), delivered(RECORDS))
    return folder


def document(text: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(text)
    return read


def test_identities_are_printed_the_worst_first(bks: Bks, logs: Path) -> None:
    outcome = bks("hunt", "--from", str(logs))
    lines = outcome.stdout.splitlines()
    assert outcome.code == 0
    assert lines[0] == f"* HIGH: Admin, role in {ACCOUNT}"
    assert f"* LOW: {PHANTOM}, IAM user in {ACCOUNT}, phantom user of Amazon Bedrock" in lines
    assert "2 identities: 1 HIGH, 1 LOW; 1 used an API key" in lines
    assert "complete: 1 file read" in lines
    assert "carol" not in outcome.stdout


def test_json_is_the_whole_of_standard_output(bks: Bks, logs: Path) -> None:
    outcome = bks("hunt", "--from", str(logs), "--json")
    read = document(outcome.stdout)
    admin, phantom = read["identities"]
    assert (read["schema"], read["account_id"], read["complete"]) == ("bks.hunt/1", None, True)
    assert (admin["name"], admin["kind"], admin["account_id"]) == ("Admin", "role", ACCOUNT)
    assert (phantom["used_api_key"], phantom["first_seen"]) == (True, "2026-11-20T08:01:00Z")
    assert "complete: 1 file read" in outcome.stderr


def test_csv_is_written_beside_the_text_for_the_owner_only(bks: Bks, logs: Path, tmp_path: Path) -> None:
    file = tmp_path / "hunt.csv"
    outcome = bks("hunt", "--from", str(logs), "--csv", str(file))
    assert [row["name"] for row in csv.DictReader(file.read_text().splitlines())] == ["Admin", PHANTOM]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert f"wrote 2 identities to {file}" in outcome.stderr
    assert "HIGH: Admin" in outcome.stdout


def test_csv_can_take_the_place_of_the_text(bks: Bks, logs: Path) -> None:
    outcome = bks("hunt", "--from", str(logs), "--csv", "-")
    assert [row["severity"] for row in csv.DictReader(outcome.stdout.splitlines())] == ["HIGH", "LOW"]
    assert "complete: 1 file read" in outcome.stderr


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 0),
        (["--fail-on", "HIGH"], 4),
        (["--fail-on", "low"], 4),
        (["--fail-on", "HIGH", "--until", "2026-11-20T08:01:30Z"], 0),
        (["--fail-on", "MEDIUM", "--until", "2026-11-20T08:01:30Z"], 0),
        (["--fail-on", "LOW", "--until", "2026-11-20T08:01:30Z"], 4),
    ],
)
def test_the_exit_code_says_whether_a_signal_is_severe_enough(
    bks: Bks, logs: Path, options: list[str], code: int
) -> None:
    outcome = bks("hunt", "--from", str(logs), *options)
    assert outcome.code == code
    assert ("--fail-on: " in outcome.stderr) is (code == 4)


def test_something_that_could_not_be_read_is_exit_code_3_unless_a_signal_matches(bks: Bks, logs: Path) -> None:
    file = write_log(logs, log_path("us-west-2", START.date(), number=1), delivered(RECORDS))
    file.write_bytes(file.read_bytes()[:-20])
    assert bks("hunt", "--from", str(logs)).code == 3
    assert bks("hunt", "--from", str(logs), "--fail-on", "HIGH").code == 4


@pytest.mark.parametrize(
    ("options", "number"),
    [
        (["--since", "2026-11-20T08:02:00Z"], 1),
        (["--until", "2026-11-20T08:01:00Z"], 1),
        (["--region", "eu-west-1"], 0),
        (["--account", "111122223333"], 0),
        (["--account", ACCOUNT], 2),
    ],
)
def test_options_choose_what_is_searched(bks: Bks, logs: Path, options: list[str], number: int) -> None:
    outcome = bks("hunt", "--from", str(logs), "--json", *options)
    assert len(document(outcome.stdout)["identities"]) == number


def test_files_may_follow_as_more_words(bks: Bks, logs: Path, tmp_path: Path) -> None:
    more = write_log(tmp_path, "more.json", delivered([cloudtrail_record(identity=user_identity("alice"), **KEY)]))
    outcome = bks("hunt", "--from", str(logs), str(more), "--json")
    assert document(outcome.stdout)["total_identities"] == 3


def test_standard_input_is_read(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(delivered(RECORDS))))
    assert document(bks("hunt", "--from", "-", "--json").stdout)["total_identities"] == 2


@for_each(
    "options",
    {
        "a file without --from": ["x.json"],
        "--json and --csv -": ["--from", ".", "--json", "--csv", "-"],
        "--max-events with --from": ["--from", ".", "--max-events", "3"],
        "--current-region with --from": ["--from", ".", "--current-region"],
        "--role-name with --from": ["--from", ".", "--role-name", "Audit"],
        "--days with --since": ["--days", "3", "--since", "2026-11-20"],
        "--fail-on something else": ["--from", ".", "--fail-on", "worst"],
        "no account": ["--from", ".", "--account", "1"],
        "91 days": ["--days", "91"],
    },
)
def test_options_that_make_no_sense_are_refused(bks: Bks, options: list[str]) -> None:
    outcome = bks("hunt", *options)
    assert (outcome.code, outcome.stdout) == (2, "")


def test_a_csv_file_that_cannot_be_written_is_reported_before_anything_is_read(bks: Bks, logs: Path) -> None:
    outcome = bks("hunt", "--from", str(logs), "--csv", str(logs / "missing" / "x.csv"))
    assert (outcome.code, outcome.stdout) == (1, "")


def test_the_demo_shows_the_identities_of_its_incident(bks: Bks) -> None:
    outcome = bks("--demo", "hunt", "--json")
    read = document(outcome.stdout)
    high = [identity["name"] for identity in read["identities"] if identity["severity"] == "HIGH"]
    assert {"BedrockAPIKey-q7zf", "BedrockAPIKey-x91c", "BedrockAPIKey-m2vd", "DeployPipeline"} <= set(high)
    assert (outcome.code, read["demo"], read["unparsed"]) == (3, True, 1)
