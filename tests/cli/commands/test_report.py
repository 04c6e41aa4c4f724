"""`bks report`: what it prints or writes, and what its exit code says."""

from __future__ import annotations

import json
import shlex
import signal
import stat
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from bks_tui.core.cloudtrail.target import Target, target_of_user
from bks_tui.core.errors import ExpiredError
from bks_tui.core.evidence import Known
from bks_tui.core.scan.findings import Finding
from bks_tui.core.timeline.timeline import Timeline, TimelineOptions
from bks_tui.operations.report import report as reading
from bks_tui.operations.report.report import ReportUpdate, UserRead
from bks_tui.storage.journal import Journal, default_directory
from tests.cli.conftest import Bks
from tests.support.events import PHANTOM
from tests.support.hostile import HOSTILE, dangers
from tests.support.keys import long_term_key
from tests.support.plans import an_operation, write_down
from tests.support.tables import for_each
from tests.support.timelines import (
    DENIED_REGION,
    DOCUMENT,
    a_timeline,
    an_incident,
    an_incidents_events,
    hostile_incident,
)
from tests.support.users import ACCOUNT_ID, BEDROCK_POLICY, an_account, finding, user

FORMATS = ["text", "markdown", "json", "html"]
KEY = long_term_key()
WHOLE = a_timeline(*an_incidents_events())
USER = UserRead(finding(user(PHANTOM)), {BEDROCK_POLICY.arn: Known(DOCUMENT)})
NOBODY = UserRead(None, reason="The account has no such user today.")


class Look:
    """Stands in for the reading of a report: returns what it was given and remembers the call."""

    def __init__(self, who: UserRead, timeline: Timeline) -> None:
        self.who = who
        self.timeline = timeline
        self.asked: list[tuple[Target, TimelineOptions]] = []

    def __call__(
        self, _: object, target: Target, options: TimelineOptions, __: threading.Event
    ) -> Iterator[ReportUpdate]:
        self.asked.append((target, options))
        yield self.timeline.account
        yield self.who
        yield self.timeline


Found: TypeAlias = Callable[..., Look]


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Found:
    """A function that puts a user and a timeline in the place of AWS."""

    def found(who: UserRead = USER, timeline: Timeline = WHOLE) -> Look:
        look = Look(who, timeline)
        monkeypatch.setattr(reading, "report", look)
        return look

    return found


@pytest.mark.parametrize(
    ("form", "beginning"),
    [
        ("text", "Incident report: "),
        ("markdown", "# Incident report: "),
        ("json", '{\n  "schema": "bks.report/1"'),
        ("html", "<!DOCTYPE html>"),
    ],
)
def test_it_is_printed_in_the_format_asked_for(bks: Bks, found: Found, form: str, beginning: str) -> None:
    found()
    outcome = bks("--demo", "report", PHANTOM, "--format", form)
    assert outcome.code == 0
    assert outcome.stdout.startswith(beginning)
    assert PHANTOM in outcome.stdout


def test_without_a_format_it_is_text(bks: Bks, found: Found) -> None:
    found()
    assert bks("--demo", "report", PHANTOM).stdout == bks("--demo", "report", PHANTOM, "--format", "text").stdout


def test_it_is_written_to_a_file_for_its_owner_only(bks: Bks, found: Found, tmp_path: Path) -> None:
    found()
    file = tmp_path / "report.html"
    outcome = bks("--demo", "report", PHANTOM, "--format", "html", "--output", str(file))
    assert (outcome.code, outcome.stdout) == (0, "")
    assert file.read_text().startswith("<!DOCTYPE html>")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert f"wrote the report to {file}\n" in outcome.stderr


@pytest.mark.parametrize("name", ["", "missing/report.html"])
def test_a_file_that_cannot_be_written_is_reported_before_aws_is_asked(
    bks: Bks, found: Found, tmp_path: Path, name: str
) -> None:
    look = found()
    assert bks("--demo", "report", PHANTOM, "--output", str(tmp_path / name)).code == 1
    assert look.asked == []


def test_a_failed_save_is_a_failure_even_if_the_report_is_incomplete(
    bks: Bks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "report"

    def look(*_: object) -> Iterator[ReportUpdate]:
        yield WHOLE.account
        yield USER
        file.mkdir()
        yield a_timeline(gaps=(DENIED_REGION,))

    monkeypatch.setattr(reading, "report", look)
    assert bks("--demo", "report", PHANTOM, "--output", str(file)).code == 1


@pytest.mark.parametrize(
    ("who", "timeline", "code"),
    [
        (USER, WHOLE, 0),
        (NOBODY, WHOLE, 0),
        (USER, a_timeline(gaps=(DENIED_REGION,)), 3),
        (UserRead(None, reason="It is not known.", warnings=("It is not known.",)), WHOLE, 3),
    ],
)
@pytest.mark.parametrize("form", FORMATS)
def test_the_exit_code_says_whether_all_could_be_read(
    bks: Bks, found: Found, who: UserRead, timeline: Timeline, code: int, form: str
) -> None:
    found(who, timeline)
    assert bks("--demo", "report", PHANTOM, "--format", form).code == code


def test_a_report_on_a_user_that_is_gone_says_so_and_shows_the_events(bks: Bks, found: Found) -> None:
    found(NOBODY)
    stdout = bks("--demo", "report", PHANTOM).stdout
    assert "The account has no such user today." in stdout
    assert "CreateAccessKey" in stdout


def test_what_could_not_be_read_is_shown_on_standard_error_too(bks: Bks, found: Found, tmp_path: Path) -> None:
    found(timeline=a_timeline(gaps=(DENIED_REGION,)))
    stderr = bks("--demo", "report", PHANTOM, "--output", str(tmp_path / "r")).stderr
    assert "incomplete, with 1 gap:\n  ap-south-1, cloudtrail:LookupEvents: not authorized\n" in stderr


def test_how_far_to_look_is_as_asked(bks: Bks, found: Found) -> None:
    look = found()
    bks("--demo", "report", PHANTOM, "--days", "30", "--region", "eu-west-1")
    assert look.asked[0][1] == TimelineOptions(days=30, regions=("eu-west-1",))


@pytest.mark.parametrize("form", FORMATS)
def test_a_key_as_target_is_repeated_nowhere(bks: Bks, found: Found, form: str) -> None:
    found()
    outcome = bks("--demo", "report", KEY, "--format", form)
    assert outcome.code == 0
    assert KEY not in outcome.stdout + outcome.stderr


def test_ctrl_c_reports_what_is_there(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(_: object, __: Target, ___: TimelineOptions, cancelled: threading.Event) -> Iterator[ReportUpdate]:
        yield WHOLE.account
        yield USER
        signal.raise_signal(signal.SIGINT)
        assert cancelled.is_set()
        yield a_timeline(gaps=(DENIED_REGION,))

    monkeypatch.setattr(reading, "report", look)
    outcome = bks("--demo", "report", PHANTOM)
    assert outcome.code == 130
    assert "INCOMPLETE" in outcome.stdout
    assert outcome.stderr.endswith("bks: interrupted\n")


def test_a_report_that_fails_prints_nothing(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(*_: object) -> Iterator[ReportUpdate]:
        yield WHOLE.account
        raise ExpiredError("it has expired")

    monkeypatch.setattr(reading, "report", look)
    outcome = bks("--demo", "report", PHANTOM)
    assert (outcome.code, outcome.stdout) == (1, "")


def test_a_report_that_ends_without_a_result_was_interrupted(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "report", lambda *_: iter([WHOLE.account]))
    assert bks("--demo", "report", PHANTOM).code == 130


@pytest.mark.parametrize("form", FORMATS)
@for_each("hostile", HOSTILE)
def test_hostile_text_is_printed_harmless(bks: Bks, found: Found, hostile: str, form: str) -> None:
    incident = hostile_incident(hostile)
    assert isinstance(incident.subject, Finding)
    found(UserRead(incident.subject, incident.policy_documents, warnings=(hostile,)), incident.timeline)
    outcome = bks("--demo", "report", PHANTOM, "--format", form)
    assert outcome.code == 3
    assert dangers(outcome.stdout) | dangers(outcome.stderr) == set()


def test_the_json_of_the_demo_s_leak_names_its_user_and_its_signals(bks: Bks) -> None:
    outcome = bks("--demo", "report", "BedrockAPIKey-q7zf", "--format", "json")
    document = json.loads(outcome.stdout)
    assert document["demo"] is True
    assert document["user"]["status"] == "AT RISK"
    assert document["timeline"]["summary"]["signals"]


@pytest.mark.parametrize("name", [PHANTOM, "BedrockAPIKey-q7zf+1-at-999988887777"])
def test_the_command_that_keeps_the_evidence_looks_for_the_same_user_as_far(
    bks: Bks, found: Found, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    timeline = a_timeline(target=target_of_user(name, ACCOUNT_ID), account=an_account(demo=True))
    timeline = replace(timeline, regions_chosen=("eu-west-1", "us-east-1"))
    look = found()
    [command] = an_incident(timeline=timeline).next_steps[0].commands
    assert bks(*shlex.split(command)[1:]).code == 0
    [(target, options)] = look.asked
    assert (target.user_name, options) == (name, TimelineOptions(days=2, regions=("eu-west-1", "us-east-1")))


def test_what_bks_did_to_the_user_is_in_the_report(found: Found, bks: Bks) -> None:
    found()
    operation = an_operation()
    write_down(Journal(default_directory(demo=False)), operation)
    [taken] = json.loads(bks("report", PHANTOM, "--format", "json").stdout)["actions_taken"]
    assert (taken["title"], taken["outcome"]) == (operation.plan.title, "done")
