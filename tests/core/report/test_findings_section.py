"""What further sources say in a report: a section of its own, what to do about sessions, and no number changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bks_tui.core.detection import Severity
from bks_tui.core.report.findings_section import findings_sections
from bks_tui.core.report.incident_report import incident_report
from bks_tui.core.timeline.findings import (
    FindingSource,
    SourceFinding,
    SourceReading,
    SourceStatus,
    findings_of,
    reading_lines,
)
from bks_tui.core.timeline.source import Gap
from bks_tui.core.timeline.timeline import Timeline
from tests.support.documents import text_of
from tests.support.events import START
from tests.support.incidents import commands_of, rows_of, step_titles
from tests.support.timelines import a_timeline, an_incident, an_incidents_events
from tests.support.users import ACCOUNT_ID, an_account

USER = f"arn:aws:iam::{ACCOUNT_ID}:user/ana"
SESSION = f"arn:aws:signin:us-east-1:{ACCOUNT_ID}:session/1"
REGION = an_account().region
WITHOUT = a_timeline(*an_incidents_events())


def a_finding(source: FindingSource = FindingSource.GUARDDUTY, finding_id: str = "f-1") -> SourceFinding:
    return SourceFinding(source, "A:Kind/X", Severity.HIGH, START, "us-east-1", "a title", finding_id, USER)


def a_reading(
    source: FindingSource = FindingSource.GUARDDUTY,
    status: SourceStatus = SourceStatus.READ,
    findings: tuple[SourceFinding, ...] = (),
) -> SourceReading:
    return SourceReading(source, status, findings)


def asked(*readings: SourceReading) -> Timeline:
    return WITHOUT.with_readings(readings)


def test_without_further_sources_there_is_no_section() -> None:
    assert findings_sections(WITHOUT) == ()


def test_the_section_stands_between_the_events_and_the_actions() -> None:
    titles = [section.title for section in incident_report(an_incident(timeline=asked(a_reading()))).sections]
    assert titles.index("Episodes with a signal") < titles.index("Further sources") < titles.index("Actions taken")


def test_a_finding_is_a_row_with_its_source_and_severity() -> None:
    rows = rows_of(an_incident(timeline=asked(a_reading(findings=(a_finding(),)))), "Further sources")
    assert rows == [(START, "HIGH", "GuardDuty", "A:Kind/X: a title", "us-east-1", USER)]


def test_a_source_that_is_not_enabled_is_said_to_have_looked_for_nothing() -> None:
    shown = text_of(findings_sections(asked(a_reading(status=SourceStatus.NOT_ENABLED))))
    assert "GuardDuty: not enabled: the account does not use it in any Region, so it has looked for nothing" in shown


def test_of_very_many_findings_the_latest_are_shown_and_that_is_said() -> None:
    many = tuple(a_finding(finding_id=f"f-{number}") for number in range(300))
    assert "The latest 200 of 300 findings" in text_of(findings_sections(asked(a_reading(findings=many))))


def test_what_could_not_be_read_of_a_source_makes_the_report_incomplete() -> None:
    gap = Gap("eu-west-1", "guardduty:ListFindings", "denied")
    incident = an_incident(timeline=asked(replace(a_reading(), gaps=(gap,))))
    assert not incident.complete
    assert "eu-west-1, guardduty:ListFindings: denied" in incident.not_read


def test_the_findings_of_all_sources_are_in_the_order_of_time() -> None:
    undated = replace(a_finding(finding_id="undated"), time=None)
    readings = (
        a_reading(findings=(a_finding(finding_id="late"),)),
        a_reading(FindingSource.SIGN_IN, findings=(undated,)),
    )
    assert [each.finding_id for each in findings_of(readings)] == ["undated", "late"]


@pytest.mark.parametrize(
    ("reading", "line"),
    [
        (a_reading(), "findings: GuardDuty: read, 0 findings"),
        (
            replace(a_reading(), regions=("a", "b"), not_enabled=("c",)),
            "findings: GuardDuty: read, 2 Regions, not enabled in 1 Region, 0 findings",
        ),
        (
            replace(a_reading(status=SourceStatus.NOT_ENABLED), not_enabled=("a",)),
            "findings: GuardDuty: not enabled",
        ),
        (a_reading(status=SourceStatus.DENIED), "findings: GuardDuty: denied"),
    ],
)
def test_only_a_source_that_was_read_has_a_number_of_findings(reading: SourceReading, line: str) -> None:
    assert reading_lines([reading]) == (line,)


def test_active_sessions_are_to_be_ended_with_a_command_for_each() -> None:
    session = a_finding(FindingSource.SIGN_IN, SESSION)
    incident = an_incident(timeline=asked(a_reading(FindingSource.SIGN_IN, findings=(session,))))
    assert "End the sign-in sessions" in step_titles(incident)
    assert (
        f"aws signin batch-revoke-sessions --principal-arn {USER} --session-arns {SESSION} --region {REGION}"
        in commands_of(incident)
    )


def test_without_a_session_there_is_nothing_to_end() -> None:
    incident = an_incident(timeline=asked(a_reading(findings=(a_finding(),))))
    assert "End the sign-in sessions" not in step_titles(incident)


def test_the_command_that_reads_it_again_asks_the_sources_again() -> None:
    again = [command for command in commands_of(an_incident(timeline=asked(a_reading()))) if "bks report" in command]
    assert all("--findings" in command for command in again)
    assert again
