"""`bks timeline` and `bks report` with --from: log files instead of AWS, or beside it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bks_tui.operations.timeline import timeline as reading
from tests.cli.commands.test_timeline import Look
from tests.cli.conftest import Bks
from tests.support.events import ACCOUNT, PHANTOM, START, an_event, cloudtrail_record
from tests.support.logs import delivered, log_path, write_log
from tests.support.tables import for_each
from tests.support.timelines import a_timeline

USE = [cloudtrail_record(minute=number) for number in range(3)]


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """A folder with one file of the phantom's calls."""
    folder = tmp_path / "logs"
    write_log(folder, log_path("us-west-2", START.date()), delivered(USE))
    return folder


def document(text: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(text)
    return read


def test_the_events_of_a_folder_are_printed(bks: Bks, logs: Path) -> None:
    outcome = bks("timeline", PHANTOM, "--from", str(logs), "--json")
    read = document(outcome.stdout)
    assert outcome.code == 0
    assert [event["event_id"] for event in read["events"]] == [record["eventID"] for record in USE]
    assert (read["account_id"], read["complete"], read["sources"][0]["files"]) == (ACCOUNT, True, 1)


def test_files_may_follow_as_more_words(bks: Bks, logs: Path, tmp_path: Path) -> None:
    more = write_log(tmp_path, "more.json", delivered([cloudtrail_record(minute=9)]))
    outcome = bks("timeline", PHANTOM, "--from", str(logs), str(more), "--json")
    assert len(document(outcome.stdout)["events"]) == 4


def test_standard_input_is_read(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(delivered(USE))))
    assert len(document(bks("timeline", PHANTOM, "--from", "-", "--json").stdout)["events"]) == 3


def test_a_file_that_is_cut_off_makes_it_incomplete(bks: Bks, logs: Path) -> None:
    (file,) = logs.rglob("*.gz")
    file.write_bytes(file.read_bytes()[:-20])
    outcome = bks("timeline", PHANTOM, "--from", str(logs))
    assert outcome.code == 3
    assert f"gap: all Regions, {file}: it is truncated" in outcome.stdout


@pytest.mark.parametrize(
    ("options", "events"),
    [
        (["--since", "2026-11-20T08:01:00Z"], 2),
        (["--until", "2026-11-20T08:01:00+00:00"], 2),
        (["--since", "2026-11-20", "--until", "2026-11-20"], 3),
        (["--since", "2026-11-21"], 0),
        (["--region", "eu-west-1"], 0),
        (["--account", "111122223333"], 0),
        (["--max-events", "1"], 1),
    ],
)
def test_options_choose_what_is_searched(bks: Bks, logs: Path, options: list[str], events: int) -> None:
    outcome = bks("timeline", PHANTOM, "--from", str(logs), "--json", *options)
    assert len(document(outcome.stdout)["events"]) == events


@for_each(
    "options",
    {
        "--from . --since yesterday": ["--from", ".", "--since", "yesterday"],
        "--from . --since 2026-11-21 --until 2026-11-20T00:00:00Z": [
            "--from",
            "x",
            "--since",
            "2026-11-21",
            "--until",
            "2026-11-20T00:00:00Z",
        ],
        "--from . --days 0": ["--from", ".", "--days", "0"],
        "--from . --days 3 --since 2026-11-20": ["--from", ".", "--days", "3", "--since", "2026-11-20"],
        "--from . --current-region": ["--from", ".", "--current-region"],
        "--from . --org": ["--from", ".", "--org"],
        "--from . --account 1": ["--from", ".", "--account", "1"],
        "--event-history": ["--event-history"],
        "one.json": ["one.json"],
    },
)
def test_options_that_make_no_sense_are_refused(bks: Bks, options: list[str]) -> None:
    assert bks("timeline", PHANTOM, *options).code == 2


def test_a_path_that_does_not_exist_is_refused(bks: Bks, tmp_path: Path) -> None:
    outcome = bks("timeline", PHANTOM, "--from", str(tmp_path / "nothing"))
    assert (outcome.code, outcome.stdout) == (2, "")
    assert "does not exist" in outcome.stderr


def test_target_and_log_cannot_both_be_standard_input(bks: Bks) -> None:
    assert bks("timeline", "-", "--from", "-").code == 2


def test_event_history_and_files_are_one_timeline(bks: Bks, logs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "timeline", Look(a_timeline(an_event(minute=1), an_event(minute=50))))
    read = document(bks("--demo", "timeline", PHANTOM, "--from", str(logs), "--event-history", "--json").stdout)
    assert [each["source"] for each in read["sources"]] == ["CloudTrail event history", "log files"]
    assert [len(event["sources"]) for event in read["events"]] == [1, 2, 1, 1]


def test_a_report_is_made_of_files_alone(bks: Bks, logs: Path) -> None:
    outcome = bks("report", PHANTOM, "--from", str(logs), "--format", "json")
    read = document(outcome.stdout)
    assert (outcome.code, read["complete"], read["timeline"]["total_events"]) == (0, True, 3)
    assert "AWS was not asked" in read["no_user"]


def test_a_report_repeats_the_command_with_its_files(bks: Bks, logs: Path) -> None:
    text = bks("report", PHANTOM, "--from", str(logs), "--since", "2026-11-20").stdout
    assert f"--from {logs} --since 2026-11-20T00:00:00Z" in " ".join(text.split())


@pytest.mark.parametrize("command", [["timeline", PHANTOM], ["report", PHANTOM], ["hunt"]], ids=" ".join)
def test_neither_boto3_nor_textual_is_imported(logs: Path, command: list[str]) -> None:
    program = (
        "import sys; from bks_tui.cli.main import run\n"
        f"sys.argv = {['bks', *command, '--from', str(logs)]!r}\n"
        "try: run(lambda _: None)\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert not {'boto3', 'botocore', 'textual'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
