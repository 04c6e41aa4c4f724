"""`bks timeline`: what it prints where, as it comes, and what its exit code says."""

from __future__ import annotations

import csv
import io
import json
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.timeline.timeline import EventsFound, RegionProgress, Timeline, TimelineOptions, TimelineUpdate
from bks_tui.export.timeline.to_json import timeline_document
from bks_tui.operations import connect as connecting
from bks_tui.operations.timeline import timeline as reading
from tests.cli.conftest import Bks
from tests.support.events import PHANTOM
from tests.support.hostile import HOSTILE, dangers
from tests.support.keys import long_term_key
from tests.support.tables import for_each
from tests.support.timelines import DENIED_REGION, a_timeline, an_incidents_events, hostile_timeline

WHOLE = a_timeline(*an_incidents_events())
PARTIAL = a_timeline(*an_incidents_events(), gaps=(DENIED_REGION,))


class Look:
    """Stands in for the reading of a timeline: returns the given result, remembers the request."""

    def __init__(self, result: Timeline) -> None:
        self.result = result
        self.asked: list[tuple[Target, TimelineOptions]] = []

    def __call__(
        self, _: object, target: Target, options: TimelineOptions, __: threading.Event
    ) -> Iterator[TimelineUpdate]:
        self.asked.append((target, options))
        yield self.result.account
        yield RegionProgress("us-east-1", 1, 2, done=True)
        yield EventsFound(tuple(reversed(self.result.events)))
        yield from self.result.gaps
        yield self.result


Found: TypeAlias = Callable[[Timeline], Look]


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Found:
    """A function that puts a timeline in the place of CloudTrail's."""

    def found(result: Timeline) -> Look:
        look = Look(result)
        monkeypatch.setattr(reading, "timeline", look)
        return look

    return found


@pytest.mark.parametrize(("result", "code"), [(WHOLE, 0), (PARTIAL, 3), (a_timeline(capped=True), 3)])
@pytest.mark.parametrize("output", [[], ["--json"], ["--jsonl"]])
def test_the_exit_code_says_whether_all_could_be_read(
    bks: Bks, found: Found, result: Timeline, code: int, output: list[str]
) -> None:
    found(result)
    assert bks("--demo", "timeline", PHANTOM, *output).code == code


@pytest.mark.parametrize(("options", "column"), [([], "First (UTC)"), (["--events"], "Time (UTC)")])
def test_episodes_are_listed_or_on_request_events(bks: Bks, found: Found, options: list[str], column: str) -> None:
    found(WHOLE)
    assert bks("--demo", "timeline", PHANTOM, *options).stdout.startswith(column)


def test_episodes_summary_and_completeness_are_printed(bks: Bks, found: Found) -> None:
    found(PARTIAL)
    lines = bks("--demo", "timeline", PHANTOM).stdout.splitlines()
    assert "CreateServiceSpecificCredential" in lines[1]
    assert "5 events in 2 days, 1 of them denied or failed" in lines
    assert "INCOMPLETE: 2 Regions searched" in lines
    assert "  gap: ap-south-1, cloudtrail:LookupEvents: not authorized" in lines


def test_an_empty_timeline_still_says_what_it_cannot_show(bks: Bks, found: Found) -> None:
    found(a_timeline())
    stdout = bks("--demo", "timeline", PHANTOM).stdout
    assert stdout.lstrip().startswith("0 events in 2 days")
    assert "An empty timeline does not mean unused." in stdout


def test_json_is_the_whole_of_standard_output(bks: Bks, found: Found) -> None:
    found(PARTIAL)
    assert json.loads(bks("--demo", "timeline", PHANTOM, "--json").stdout) == timeline_document(PARTIAL)


@pytest.mark.parametrize("output", ["--json", "--jsonl"])
def test_with_json_the_completeness_is_printed_to_standard_error(bks: Bks, found: Found, output: str) -> None:
    found(PARTIAL)
    stderr = bks("--demo", "timeline", PHANTOM, output).stderr
    assert "INCOMPLETE: 2 Regions searched\n  gap: ap-south-1" in stderr
    assert "does not mean unused" in stderr


def lines_of(stdout: str) -> list[dict[str, Any]]:
    """JSON lines."""
    return [json.loads(line) for line in stdout.splitlines()]


def test_jsonl_is_the_events_as_they_came_and_then_a_summary(bks: Bks, found: Found) -> None:
    found(PARTIAL)
    *events, last = lines_of(bks("--demo", "timeline", PHANTOM, "--jsonl").stdout)
    assert [line["event_id"] for line in events] == [event.event_id for event in reversed(PARTIAL.events)]
    assert {line["type"] for line in events} == {"event"}
    assert (last["type"], last["complete"], last["total_events"]) == ("summary", False, 5)


def test_each_line_is_out_before_the_next_is_asked_for(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    stdout = io.StringIO()

    def look(*_: object) -> Iterator[TimelineUpdate]:
        for event in WHOLE.events:
            yield EventsFound((event,))
            written.append(stdout.getvalue())
        yield WHOLE

    monkeypatch.setattr(reading, "timeline", look)
    monkeypatch.setattr(sys, "stdout", stdout)
    bks("--demo", "timeline", PHANTOM, "--jsonl")
    assert [text.count("\n") for text in written] == [1, 2, 3, 4, 5]


def test_json_and_jsonl_contradict_each_other(bks: Bks, found: Found) -> None:
    found(WHOLE)
    assert bks("--demo", "timeline", PHANTOM, "--json", "--jsonl").code == 2


def test_csv_is_written_beside_the_table_for_the_owner_only(bks: Bks, found: Found, tmp_path: Path) -> None:
    found(WHOLE)
    file = tmp_path / "timeline.csv"
    outcome = bks("--demo", "timeline", PHANTOM, "--csv", str(file))
    assert len(list(csv.DictReader(file.read_text().splitlines()))) == 5
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert f"wrote 5 events to {file}\n" in outcome.stderr
    assert "5 events in 2 days" in outcome.stdout


@pytest.mark.parametrize(("name", "code"), [("", 1), ("missing/timeline.csv", 1)])
def test_a_csv_file_that_cannot_be_written_is_reported_before_aws_is_called(
    bks: Bks, found: Found, tmp_path: Path, name: str, code: int
) -> None:
    look = found(WHOLE)
    assert bks("--demo", "timeline", PHANTOM, "--csv", str(tmp_path / name)).code == code
    assert look.asked == []


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([], TimelineOptions()),
        (["--days", "90"], TimelineOptions(days=90)),
        (["--max-events", "10"], TimelineOptions(max_events=10)),
        (["--region", "a", "--region", "b"], TimelineOptions(regions=("a", "b"))),
        (["--current-region"], TimelineOptions(current_region=True)),
    ],
)
def test_how_far_to_look_is_as_asked(bks: Bks, found: Found, arguments: list[str], options: TimelineOptions) -> None:
    look = found(WHOLE)
    bks("--demo", "timeline", PHANTOM, *arguments)
    assert [asked for _, asked in look.asked] == [options]


@pytest.mark.parametrize("arguments", [["--days", "0"], ["--days", "91"], ["--days", "x"], ["--max-events", "0"]])
def test_what_cannot_be_looked_for_is_wrong_usage(bks: Bks, found: Found, arguments: list[str]) -> None:
    look = found(WHOLE)
    assert bks("--demo", "timeline", PHANTOM, *arguments).code == 2
    assert look.asked == []


def test_more_days_than_cloudtrail_keeps_names_the_way_to_older_events(bks: Bks) -> None:
    assert "Athena" in bks("--demo", "timeline", PHANTOM, "--days", "91").stderr


def test_the_session_region_before_the_command_does_not_narrow_the_search(
    bks: Bks, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = found(WHOLE)
    choices: list[Any] = []
    monkeypatch.setattr(connecting, "connect", choices.append)
    bks("--region", "eu-west-1", "timeline", PHANTOM, "--region", "us-east-2")
    assert [choice.region for choice in choices] == ["eu-west-1"]
    assert look.asked[0][1].regions == ("us-east-2",)


# Keys as targets

KEY = long_term_key()


def test_a_key_as_argument_is_warned_of_and_repeated_nowhere(bks: Bks, found: Found) -> None:
    look = found(WHOLE)
    outcome = bks("--demo", "timeline", KEY)
    assert outcome.stderr.startswith("Keys given as arguments stay in the shell history")
    assert KEY not in outcome.stdout + outcome.stderr
    assert KEY not in repr(look.asked)


def test_a_key_is_read_from_standard_input(bks: Bks, found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    look = found(WHOLE)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(KEY.encode())))
    outcome = bks("--demo", "timeline", "-")
    assert "Keys given as arguments" not in outcome.stderr
    assert look.asked[0][0].account_id is not None


@pytest.mark.parametrize("argument", [KEY[:40], KEY[20:], KEY[:40] + "/" + KEY[40:], f"{KEY} {KEY}x"])
def test_no_part_of_a_key_is_repeated_where_it_is_not_understood(bks: Bks, found: Found, argument: str) -> None:
    found(WHOLE)
    outcome = bks("--demo", "timeline", argument)
    printed = outcome.stdout + outcome.stderr
    assert [argument[at : at + 16] for at in range(len(argument) - 15) if argument[at : at + 16] in printed] == []


@pytest.mark.parametrize("arguments", [[], [PHANTOM, KEY], ["--days", KEY, PHANTOM], [f"--{KEY}"]])
def test_no_key_is_repeated_in_a_usage_error(bks: Bks, arguments: list[str]) -> None:
    outcome = bks("--demo", "timeline", *arguments)
    assert outcome.code == 2
    assert KEY not in outcome.stderr


def test_what_is_no_target_is_wrong_usage(bks: Bks) -> None:
    assert bks("--demo", "timeline", "no such name!").code == 2


@pytest.mark.parametrize("arguments", [[], ["--events"], ["--json"], ["--jsonl"]])
@for_each("hostile", HOSTILE)
def test_hostile_text_is_printed_harmless(bks: Bks, found: Found, hostile: str, arguments: list[str]) -> None:
    found(hostile_timeline(hostile))
    outcome = bks("--demo", "timeline", PHANTOM, *arguments)
    assert outcome.code == 3
    assert dangers(outcome.stdout) | dangers(outcome.stderr) == set()
