"""Findings of further sources in the timeline: rows of their own, with their source, in no count."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.detection import Severity
from bks_tui.core.timeline.filter_fields import EVENT_FIELDS
from bks_tui.core.timeline.findings import FindingSource, SourceFinding, SourceRead, SourceReading, SourceStatus
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser
from bks_tui.tui.timeline.filters import narrowed, narrowing_options
from bks_tui.tui.timeline.findings import FINDINGS, ShownRows, among_findings, finding_sections, shown_findings
from bks_tui.tui.timeline.presenter import EVENT_COLUMNS, completeness, completeness_sections, event_cells
from bks_tui.tui.timeline.state import TimelineState
from bks_tui.tui.timeline.view import EVENTS, TimelineView
from tests.support.app import NOW, WIDE, Person, app_over, scanned, small_account
from tests.support.documents import text_of
from tests.support.events import PHANTOM as USER
from tests.support.events import START, an_event
from tests.support.hostile import HOSTILE
from tests.support.tables import for_each
from tests.support.timelines import a_timeline, hostile_reading

PHANTOM = "BedrockAPIKey-aaaa"


def finding(minutes: float = 0, source: FindingSource = FindingSource.GUARDDUTY) -> SourceFinding:
    when = START + timedelta(minutes=minutes)
    return SourceFinding(source, "Kind", Severity.HIGH, when, "us-east-1", "a title", f"id-{minutes}", "ana")


def readings(*findings: SourceFinding) -> tuple[SourceReading, ...]:
    return (
        SourceReading(FindingSource.GUARDDUTY, SourceStatus.READ, findings, ("us-east-1",)),
        SourceReading(FindingSource.SIGN_IN, SourceStatus.READ),
    )


def state(*findings: SourceFinding) -> TimelineState:
    state = TimelineState()
    target = parse_target(USER, START)
    state.begin(target, state.options)
    state.learn(a_timeline(an_event(minute=0), an_event(minute=10)).with_readings(readings(*findings)))
    return state


@pytest.mark.parametrize(("newest_first", "order"), [(False, ["e", "f", "e"]), (True, ["e", "f", "e"])])
def test_a_finding_is_at_its_time_among_the_events(newest_first: bool, order: list[str]) -> None:
    events = sorted(state().events, key=lambda event: str(event.time), reverse=newest_first)
    rows = ShownRows(
        events, [event.event_id for event in events], lambda row: event_cells(events[row], ()), EVENT_COLUMNS
    )
    shown = among_findings(rows, lambda event: event.time, [finding(5)], newest_first=newest_first)
    assert ["f" if isinstance(row, SourceFinding) else "e" for row in shown.rows] == order
    sources = [cell.text for cell in (shown.cells(row)[1] for row in range(3))]
    assert sources == [EVENTS, "GuardDuty", EVENTS]


def test_every_row_has_a_key_of_its_own() -> None:
    found = [finding(1), finding(2), finding(1, FindingSource.SIGN_IN)]
    shown = among_findings(ShownRows((), (), lambda _: (), EVENT_COLUMNS), lambda _: None, found, newest_first=True)
    assert len(set(shown.keys)) == 3


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        (TimelineView(), 1),
        (TimelineView(text="TITLE"), 1),
        (TimelineView(text="other"), 0),
        (TimelineView(region="us-east-1"), 1),
        (TimelineView(region="eu-west-1"), 0),
        (TimelineView(signal="burst"), 0),
        (TimelineView(actor="ana"), 0),
        (TimelineView(source=EVENTS), 0),
        (TimelineView(source=FINDINGS), 1),
        (TimelineView(source="GuardDuty"), 1),
        (TimelineView(source="sign-in sessions"), 0),
        (TimelineView(address="203.0.113.9"), 0),
    ],
)
def test_a_view_shows_the_findings_that_it_does_not_leave_out(view: TimelineView, shown: int) -> None:
    assert len(shown_findings(view, [finding()], START)) == shown


@pytest.mark.parametrize(("source", "shown"), [(None, 2), (EVENTS, 2), (FINDINGS, 0), ("GuardDuty", 0)])
def test_a_view_of_another_source_shows_no_event(source: str | None, shown: int) -> None:
    events = state().events
    assert len(TimelineView(source=source).narrow(events, {}, EVENT_FIELDS, START).rows) == shown


def test_the_choices_count_findings_apart_from_events() -> None:
    options = {option.id: option.hint.text for option in narrowing_options(state(finding())) if option.hint}
    assert options["everything"] == "2 events"
    assert options[f"source:{EVENTS}"] == "2 events"
    assert options["source:findings"] == "1 finding"
    assert options["source:GuardDuty"] == "1 finding"
    assert options["source:sign-in sessions"] == "0 findings"
    assert narrowed("source:GuardDuty", TimelineView()) == TimelineView(source="GuardDuty")


def test_where_no_source_was_asked_there_is_no_choice_of_sources() -> None:
    without = TimelineState()
    without.learn(a_timeline(an_event()))
    assert not [option for option in narrowing_options(without) if option.id.startswith("source:")]


def test_findings_arrive_one_source_after_the_other() -> None:
    known = state()
    known.ask()
    assert completeness(known).text == "asking further sources: 0 of 5 done; esc stops"
    known.learn(SourceRead(readings(finding())[0]))
    assert [each.finding_id for each in known.findings] == ["id-0"]
    assert completeness(known).text == "asking further sources: 1 of 5 done; esc stops"


def test_how_far_each_source_was_read_is_among_the_gaps() -> None:
    assert "findings: GuardDuty: read, 1 Region, 1 finding" in text_of(completeness_sections(state(finding())))


@for_each("hostile", HOSTILE)
def test_a_hostile_finding_is_shown_in_full_without_effect(hostile: str) -> None:
    (found,) = hostile_reading(hostile).findings
    # The model is verbatim; what draws it cleans it.
    assert finding_sections(found)[0].title == hostile


def found_account() -> SimulatedAccount:
    """A phantom with one event, and a finding of GuardDuty about it."""
    account = small_account(PHANTOM)
    account.enabled_regions = ("us-east-1", "eu-west-1")
    account.record_event("InvokeModel", region="us-east-1", when=NOW - timedelta(minutes=50), actor=IamUser(PHANTOM))
    account.further.add_guardduty_finding(
        "eu-west-1", account.account_id, PHANTOM, "Impact:IAMUser/X", 8.0, NOW - timedelta(minutes=40)
    )
    return account


async def asked(person: Person) -> None:
    await person.press("t")
    await person.press("n")


async def test_the_findings_are_rows_with_their_source_and_a_count_of_their_own() -> None:
    async with scanned(app_over(found_account())) as person:
        await asked(person)
        for size in ((80, 24), WIDE):
            await person.resize(size)
            rows = [line for line in person.lines if "GuardDuty" in line or "CloudTrail " in line]
            assert any("GuardDuty" in row and "Impact:IAMUser/" in row for row in rows), size
            assert any("CloudTrail" in row and "InvokeModel" in row for row in rows), size
        await person.resize((200, 40))
        assert "1 episode · 1 finding · 1 in 7 days" in person.text


async def test_a_finding_opens_in_full() -> None:
    async with scanned(app_over(found_account()), WIDE) as person:
        await asked(person)
        await person.press("enter")
        assert "Finding of GuardDuty" in person.text
        assert "no count of the timeline includes it" in person.text


async def test_before_events_were_read_no_source_is_asked() -> None:
    account = found_account()
    async with scanned(app_over(account)) as person:
        await person.press("3")
        await person.press("n")
        assert "t reads the events of a user or key first" in person.told
    assert not [call for call in account.calls if call.operation.startswith("guardduty")]


async def test_a_denied_source_makes_the_timeline_incomplete() -> None:
    account = found_account()
    account.faults.deny("guardduty:ListDetectors")
    async with scanned(app_over(account), WIDE) as person:
        await asked(person)
        assert "INCOMPLETE" in person.text
        await person.press("w")
        assert "findings: GuardDuty: denied" in person.text


async def test_reading_the_events_again_drops_the_findings() -> None:
    async with scanned(app_over(found_account()), WIDE) as person:
        await asked(person)
        await person.press("r")
        assert "GuardDuty" not in person.text
