"""The findings of a scan and of a timeline: which there are, how severe, and by what id."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bks_tui.core.evidence import Cause, Unread
from bks_tui.core.iam.user import User
from bks_tui.core.scan.findings import ScanOptions
from bks_tui.export.findings.finding import ExportedFinding, Level
from bks_tui.export.findings.to_asff import asff_findings
from bks_tui.export.findings.to_ocsf import ocsf_events
from bks_tui.export.scan.to_findings import scan_findings
from bks_tui.export.timeline.to_findings import timeline_findings
from bks_tui.operations.organization.run import header_of, single_record
from tests.support.events import an_event
from tests.support.timelines import a_timeline, an_incidents_events
from tests.support.users import NOW, access_key, an_account, scan_result, user, user_record

UNREAD = Unread(Cause.DENIED, "iam:ListAccessKeys", "not authorized")


def finding_of(one: User, demo: bool = False) -> ExportedFinding:
    scan = scan_result(one, account=replace(an_account(), demo=demo))
    (found,) = scan_findings(header_of(scan.account, ScanOptions(), NOW, "account", ()), [single_record(scan)])
    return found


PHANTOM = user("BedrockAPIKey-ab12")
AT_RISK = user("BedrockAPIKey-ab12", access_keys=(access_key(),))
UNKNOWN = user("BedrockAPIKey-ab12", access_keys=UNREAD)
ORPHAN = user("BedrockAPIKey-ab12", service_credentials=())


@pytest.mark.parametrize(
    ("one", "level"),
    [(AT_RISK, Level.HIGH), (UNKNOWN, Level.MEDIUM), (PHANTOM, Level.LOW), (ORPHAN, Level.INFORMATIONAL)],
    ids=["AT RISK", "UNKNOWN", "ACTIVE", "ORPHANED"],
)
def test_the_severity_follows_the_status(one: User, level: Level) -> None:
    assert finding_of(one).level is level


def test_what_could_not_be_read_is_said_in_every_format() -> None:
    found = finding_of(UNKNOWN)
    (event,), (asff,) = ocsf_events([found]), asff_findings([found])
    assert "access_keys" in found.description
    assert isinstance(event, dict)
    assert event["unmapped"]["access_keys"] is None
    assert "iam:ListAccessKeys denied" in event["unmapped"]["unread"]["access_keys"]
    assert "iam:ListAccessKeys denied" in asff["ProductFields"]["bks/unread"]
    assert "bks/access_keys" not in asff["ProductFields"]


def test_the_same_user_has_the_same_id_whatever_its_status() -> None:
    assert finding_of(AT_RISK).uid == finding_of(ORPHAN).uid


def test_a_user_that_was_created_again_has_another_id() -> None:
    again = user("BedrockAPIKey-ab12", record=user_record("BedrockAPIKey-ab12", user_id="AIDAEXAMPLE000000099"))
    assert finding_of(again).uid != finding_of(PHANTOM).uid


def test_a_finding_of_the_demo_account_is_marked() -> None:
    found = finding_of(PHANTOM, demo=True)
    (event,) = ocsf_events([found])
    assert isinstance(event, dict)
    assert (event["unmapped"]["demo"], asff_findings([found])[0]["Sample"]) == (True, True)


def test_a_timeline_has_a_finding_for_each_signal_the_most_severe_first() -> None:
    timeline = a_timeline(*an_incidents_events())
    found = list(timeline_findings(timeline))
    assert [each.rule for each in found] == [signal.name for signal, _ in timeline.summary.signals]
    assert [each.level for each in found] == sorted((each.level for each in found), reverse=True)


def test_a_later_look_gives_a_signal_the_same_id() -> None:
    events = an_incidents_events()
    before = {each.rule: each.uid for each in timeline_findings(a_timeline(*events[:4]))}
    after = {each.rule: each.uid for each in timeline_findings(a_timeline(*events))}
    assert before.items() <= after.items()


def test_a_finding_counts_all_events_and_holds_the_first() -> None:
    calls = [an_event("InvokeModel", minute=n, errorCode="AccessDenied") for n in range(60)]
    (found,) = (each for each in timeline_findings(a_timeline(*calls)) if each.rule == "denied")
    assert (found.details["event_count"], len(found.events)) == (60, 50)
