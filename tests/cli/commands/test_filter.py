"""`--filter` of `bks scan` and `bks timeline`: what is printed is a part and says so; what is stored is the whole."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Iterator

import pytest

from bks_tui.core.scan.findings import ScanOptions, ScanUpdate
from bks_tui.core.timeline.timeline import EventsFound, TimelineUpdate
from bks_tui.operations.scan import scan as scanning
from bks_tui.operations.timeline import timeline as reading
from bks_tui.storage.run_file import RunDirectory
from tests.cli.conftest import Bks
from tests.support.events import PHANTOM, an_unparsed_event
from tests.support.tables import for_each
from tests.support.timelines import a_timeline, an_incidents_events
from tests.support.users import access_key, denied, scan_result, user

USERS = (
    user("BedrockAPIKey-risk", access_keys=(access_key(),)),
    user("BedrockAPIKey-hide", service_credentials=denied("iam:ListServiceSpecificCredentials")),
    user("BedrockAPIKey-orph", service_credentials=()),
)
GAP = "iam:ListServiceSpecificCredentials was denied for 1 user"
SCAN = ("--demo", "scan", "--filter", "key:active")
SENTENCE = "filtered: 1 of 3 users shown, 2 hidden, 1 of these because data that decides was not read"
FILTER = {"text": "key:active", "shown": 1, "hidden": 2, "unread": 1}
TIMELINE = ("--demo", "timeline", PHANTOM, "--filter", "is:failed")


@pytest.fixture(autouse=True)
def read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Users and events in the place of those of AWS."""
    result = scan_result(*USERS, warnings=(GAP,))
    timeline = a_timeline(*an_incidents_events(), an_unparsed_event())

    def scan(_: object, __: ScanOptions, ___: threading.Event) -> Iterator[ScanUpdate]:
        yield result

    def look(*_: object) -> Iterator[TimelineUpdate]:
        yield EventsFound(timeline.events)
        yield timeline

    monkeypatch.setattr(scanning, "scan", scan)
    monkeypatch.setattr(reading, "timeline", look)


def test_a_filtered_scan_says_how_many_users_are_hidden(bks: Bks) -> None:
    outcome = bks(*SCAN)
    assert "BedrockAPIKey-risk" in outcome.stdout
    assert "BedrockAPIKey-orph" not in outcome.stdout
    assert outcome.stdout.splitlines()[-1] == SENTENCE
    assert outcome.code == 3


def test_json_has_the_filter_and_counts_what_is_shown(bks: Bks) -> None:
    outcome = bks(*SCAN, "--json")
    printed = json.loads(outcome.stdout)
    assert printed["filter"] == FILTER
    assert [each["username"] for each in printed["phantom_users"]] == ["BedrockAPIKey-risk"]
    assert printed["summary"]["total"] == 1
    assert printed["scan_metadata"]["warnings"] == [GAP]
    assert SENTENCE in outcome.stderr


@for_each("options", {"csv": ("--csv", "-"), "ocsf": ("--format", "ocsf"), "sarif": ("--format", "sarif")})
def test_other_formats_have_only_what_matches_and_the_message_says_so(bks: Bks, options: tuple[str, ...]) -> None:
    outcome = bks(*SCAN, *options)
    assert "BedrockAPIKey-risk" in outcome.stdout
    assert "BedrockAPIKey-orph" not in outcome.stdout
    assert SENTENCE in outcome.stderr


@for_each("case", {"shown": ("at-risk", 4), "hidden": ("orphaned", 3), "hidden as unread": ("unknown", 3)})
def test_fail_on_counts_only_users_that_are_shown(bks: Bks, case: tuple[str, int]) -> None:
    status, code = case
    assert bks(*SCAN, "--fail-on", status).code == code


def test_the_stored_run_has_every_user(bks: Bks) -> None:
    bks(*SCAN)
    directory = RunDirectory.usual(demo=False)
    (run_id,) = directory.run_ids()
    (record,) = directory.records(run_id)
    assert {each["username"] for each in record.phantom_users} == {each.name for each in USERS}
    assert record.summary
    assert record.summary.total == 3


@for_each("options", {"diff": ("--diff", "last"), "Security Hub": ("--security-hub",)})
def test_what_needs_a_whole_scan_is_refused(bks: Bks, options: tuple[str, ...]) -> None:
    assert bks(*SCAN, *options).code == 2


@for_each("command", {"scan": SCAN[:2], "timeline": TIMELINE[:3]})
def test_a_mistake_is_told_before_anything_is_read(bks: Bks, command: tuple[str, ...]) -> None:
    outcome = bks(*command, "--filter", "nofield:x")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert "have no field 'nofield'" in outcome.stderr


def test_a_filter_that_begins_with_a_dash_is_no_option(bks: Bks) -> None:
    assert json.loads(bks("--demo", "scan", "--json", "--filter", "-key:active").stdout)["filter"]["shown"] == 1


def test_a_filtered_timeline_counts_what_is_shown_and_is_as_complete_as_the_whole(bks: Bks) -> None:
    printed = json.loads(bks(*TIMELINE, "--json").stdout)
    assert printed["filter"] == {"text": "is:failed", "shown": 1, "hidden": 5, "unread": 1}
    assert (printed["total_events"], len(printed["events"]), len(printed["episodes"])) == (1, 1, 1)
    assert (printed["complete"], printed["unparsed"]) == (False, 1)


def test_lines_of_a_filtered_timeline_are_those_that_match(bks: Bks) -> None:
    *events, summary = [json.loads(line) for line in bks(*TIMELINE, "--jsonl").stdout.splitlines()]
    assert [each["error_code"] for each in events] == ["AccessDenied"]
    assert summary["filter"]["shown"] == 1


def test_the_table_and_the_csv_file_of_a_filtered_timeline(bks: Bks, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("out") / "events.csv"
    outcome = bks(*TIMELINE, "--csv", str(file))
    assert (
        "filtered: 1 of 6 events shown, 5 hidden, 1 of these because data that decides was not read" in outcome.stdout
    )
    assert "not parsed: 1 record, kept among the events, 1 of them hidden by the filter" in outcome.stdout
    assert len(list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))) == 1
