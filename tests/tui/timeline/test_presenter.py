"""The timeline as cells: rows, bars, completeness, one event in full."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.cloudtrail.event import Event, parse_event
from bks_tui.core.detection import Severity, Signal
from bks_tui.core.document import Tone
from bks_tui.core.errors import DeniedError
from bks_tui.core.timeline.episodes import find_episodes
from bks_tui.core.timeline.timeline import SOURCE_LIMITATIONS, Gap, RegionProgress, TimelineOptions
from bks_tui.tui.kit.columns import fit_columns
from bks_tui.tui.kit.content import content_of, sections_content
from bks_tui.tui.timeline.filters import narrowed, narrowing_options
from bks_tui.tui.timeline.presenter import (
    completeness,
    completeness_sections,
    episode_cells,
    episode_columns,
    event_cells,
    event_fields,
    event_sections,
    histogram,
    usage_counts,
)
from bks_tui.tui.timeline.state import TimelineState
from bks_tui.tui.timeline.view import TimelineView
from tests.support.documents import lines_of, text_of
from tests.support.events import START, an_event, an_unparsed_event
from tests.support.hostile import HOSTILE, dangers
from tests.support.tables import for_each
from tests.tui.timeline.test_state import DENIED, TARGET, a_timeline

HIGH = Signal("pivot", "Pivot", Severity.HIGH, "T1098 Account Manipulation", "It stays.")
LOW = Signal("bearer", "API key used", Severity.LOW, "T1550.001 Application Access Token", "A key was used.")
DAY = timedelta(days=1)


def an_unparsed_event_without_a_date() -> Event:
    return parse_event("{", event_id="undated")


def test_a_row_shows_when_where_what_who_and_from_where() -> None:
    row = [cell.text for cell in event_cells(an_event(minute=61), ())]
    assert row == ["11-20 09:01:00", "us-west-2", "InvokeModel", "BedrockAPIKey-zq7m", "198.51.100.7", ""]


BURST = (an_event(minute=0), an_event(minute=2, awsRegion="eu-west-1"), an_event(minute=61))


@pytest.mark.parametrize(("newest_first", "time"), [(True, "11-20 09:01:00"), (False, "11-20 08:00:00")])
def test_an_episode_is_a_row_with_its_number_and_how_long_it_lasted(*, newest_first: bool, time: str) -> None:
    (episode,) = find_episodes(BURST)
    row = [cell.text for cell in episode_cells(episode, newest_first=newest_first)]
    assert row == [time, "1h", "us-west-2 +1", "3x", "InvokeModel", "BedrockAPIKey-zq7m", "198.51.100.7", ""]


def test_an_episode_of_one_is_a_row_as_of_the_event() -> None:
    (episode,) = find_episodes([an_event()])
    time, lasted, region, count, *others = episode_cells(episode, newest_first=True)
    assert (lasted.text, count.text, (time, region, *others)) == ("", "", event_cells(an_event(), ()))


def test_an_episode_without_a_date_has_a_row() -> None:
    (episode,) = find_episodes([an_unparsed_event_without_a_date()])
    assert episode_cells(episode, newest_first=True)[0].text == "no date"


def test_counts_are_aligned_to_the_right_and_never_cut() -> None:
    (count,) = (each for each in episode_columns(newest_first=True, most=123_456) if each.title == "Count")
    assert count.fit("38x", count.width) == "     38x"
    assert count.fit("123,456x", count.width) == "123,456x"


@pytest.mark.parametrize("most", [1, 123_456])
def test_a_count_leaves_as_many_columns_as_single_events_have(most: int) -> None:
    # What is left of 80 cells without the cursor and the bar.
    columns = episode_columns(newest_first=True, most=most)
    shown = [columns[index].title for index, _ in fit_columns(columns, 78)]
    assert shown == ["Last (UTC)", "Count", "Call", "Actor", "Signal or error"]


@pytest.mark.parametrize(("newest_first", "title"), [(True, "Last (UTC)"), (False, "First (UTC)")])
def test_the_times_of_episodes_are_those_by_which_they_are_ordered(*, newest_first: bool, title: str) -> None:
    columns = episode_columns(newest_first=newest_first)
    assert columns[0].title == title
    (episode,) = find_episodes(BURST)
    assert len(columns) == len(episode_cells(episode, newest_first=newest_first))


def test_a_row_shows_the_worst_of_its_signals() -> None:
    last = event_cells(an_event(), (LOW, HIGH))[-1]
    assert (last.text, last.tone) == ("Pivot", Tone.DANGER)


def test_a_row_without_signals_shows_its_error() -> None:
    assert event_cells(an_event(errorCode="AccessDenied"), ())[-1].text == "AccessDenied"


def test_a_record_that_could_not_be_parsed_has_a_row_that_says_so() -> None:
    assert event_cells(an_unparsed_event(), ())[2].text == "unreadable"


@pytest.mark.parametrize(
    ("minutes", "bars"),
    [
        pytest.param([], "    ", id="nothing"),
        pytest.param([0], "█   ", id="one event"),
        pytest.param([0, 0, 0, 0, 400], "█▂  ", id="in proportion, rounded up"),
        pytest.param([1440], "   █", id="the very end"),
    ],
)
def test_the_histogram_shows_when(minutes: list[int], bars: str) -> None:
    events = [an_event(minute=minute) for minute in minutes]
    assert histogram(events, START, START + DAY, 4) == bars


@given(st.lists(st.integers(-5_000, 5_000), max_size=30), st.integers(0, 50))
def test_the_histogram_is_as_wide_as_asked(minutes: list[int], width: int) -> None:
    events = [an_event(minute=minute) for minute in sorted(minutes)]
    assert len(histogram(events, START, START + DAY, width)) == width


@given(st.lists(st.integers(0, 1440), min_size=1, max_size=30))
def test_every_event_leaves_a_mark(minutes: list[int]) -> None:
    events = [an_event(minute=minute) for minute in sorted(minutes)]
    bars = histogram(events, START, START + DAY, 24)
    assert all(bars[min(23, minute // 60)] != " " for minute in minutes)


def test_events_without_a_date_leave_the_bars_as_they_are() -> None:
    assert histogram([an_event(minute=0), an_unparsed_event_without_a_date()], START, START + DAY, 4) == "█   "


def test_the_busiest_region_comes_first_and_the_models_come_after_the_regions() -> None:
    invoked = an_event(minute=2, requestParameters={"modelId": "a.model"})
    events = [an_event(minute=1, awsRegion="eu-west-1"), invoked, an_event(minute=3)]
    assert [cell.text for cell in usage_counts(events, None)] == ["us-west-2 2", "eu-west-1 1", "a.model 1"]


def _begun() -> TimelineState:
    state = TimelineState()
    state.begin(TARGET, TimelineOptions())
    return state


def _running(*gaps: Gap) -> TimelineState:
    state = _begun()
    for gap in gaps:
        state.learn(gap)
    state.learn(RegionProgress("us-east-1", 1, 0, done=True))
    state.learn(RegionProgress("us-west-2", 1, 0, done=False))
    return state


def _failed() -> TimelineState:
    state = _begun()
    state.stop(DeniedError("AWS denied it", "Allow it."))
    return state


def _whole(gaps: tuple[Gap, ...] = (), *, events: tuple[Event, ...] = (), **reported: Any) -> TimelineState:
    state = _begun()
    state.learn(a_timeline(*events, gaps=gaps, **reported))
    return state


@pytest.mark.parametrize(
    ("state", "words"),
    [
        pytest.param(TimelineState(), "no events read yet", id="before"),
        pytest.param(_running(), "reading: 1 of 2 Regions done; esc stops", id="reading"),
        pytest.param(_running(DENIED), "reading: 1 of 2 Regions done; esc stops; gaps (w): eu-west-1", id="with a gap"),
        pytest.param(_failed(), "FAILED: AWS denied it Allow it.", id="failed"),
        pytest.param(_whole((DENIED, DENIED)), "INCOMPLETE (w): eu-west-1", id="a Region denied"),
        pytest.param(
            _whole((Gap(None, "ec2:DescribeRegions", "newer Regions may be missing"),)),
            "INCOMPLETE (w): newer Regions may be missing",
            id="the list of Regions denied",
        ),
        pytest.param(_whole(capped=True), "INCOMPLETE: limit reached; there are more events", id="capped"),
        pytest.param(_whole(), "complete for 2 Regions until 2026-11-21 08:00 UTC", id="complete"),
        pytest.param(
            _whole(events=(an_unparsed_event(),)),
            "INCOMPLETE (w): 1 record unreadable",
            id="with an unreadable record",
        ),
        pytest.param(
            _whole(remarks=("The user was renamed.",)),
            "complete for 2 Regions until 2026-11-21 08:00 UTC; 1 caveat (w)",
            id="with a remark",
        ),
    ],
)
def test_the_timeline_says_how_whole_it_is(state: TimelineState, words: str) -> None:
    assert completeness(state).text == words


def test_each_gap_is_shown_with_its_reason_and_the_standing_limits() -> None:
    reported = text_of(completeness_sections(_whole((DENIED,))))
    assert all(words in reported for words in ("eu-west-1, cloudtrail:LookupEvents: denied", *SOURCE_LIMITATIONS))


def test_unreadable_records_are_counted_among_what_is_not_known() -> None:
    reported = text_of(completeness_sections(_whole(events=(an_unparsed_event(),))))
    assert "1 record, shown unparsed among the events" in reported


def test_caveats_are_shown_in_full() -> None:
    assert "- The user was renamed." in text_of(completeness_sections(_whole(remarks=("The user was renamed.",))))


def test_an_event_in_full_shows_meaning_and_record() -> None:
    reported = text_of(event_sections(an_event(errorCode="AccessDenied"), (HIGH,)))
    assert all(words in reported for words in ("HIGH: Pivot", "It stays.", "AccessDenied", '"eventVersion": "1.11",'))


def test_a_record_of_many_lines_is_cut_with_a_count() -> None:
    event = an_event(requestParameters={str(number): number for number in range(3_000)})
    assert lines_of(event_sections(event, ())[-1])[-1].endswith("more lines")


def test_the_first_thing_to_copy_is_the_id() -> None:
    event = an_event()
    assert (event_fields(event)[0].text, event_fields(event)[-1].label) == (event.event_id, "record")


@for_each("text", HOSTILE)
def test_hostile_text_is_harmless_in_a_row(text: str) -> None:
    event = an_event(userAgent=text, sourceIPAddress=text, errorCode=text, awsRegion=text)
    assert not dangers(content_of(event_cells(event, ())).plain)


@for_each("text", HOSTILE)
def test_hostile_text_is_harmless_in_full(text: str) -> None:
    event = an_event(userAgent=text, requestParameters={text: text}, errorMessage=text)
    assert not dangers(sections_content(event_sections(event, ()), 80).plain)


def test_the_choices_to_narrow_to_have_their_counts() -> None:
    state = _whole()
    state.learn(a_timeline(an_event(minute=1), an_event(minute=2)))
    chosen = [(option.id, option.hint.text) for option in narrowing_options(state)]
    assert chosen == [
        ("everything", "2 events"),
        ("actor:BedrockAPIKey-zq7m", "2 events"),
        ("region:us-west-2", "2 events"),
    ]


@pytest.mark.parametrize(
    ("choice", "view"),
    [
        ("everything", TimelineView()),
        ("signal:probe", TimelineView(signal="probe")),
        ("actor:a:b", TimelineView(actor="a:b")),
        ("region:eu-west-1", TimelineView(region="eu-west-1")),
    ],
)
def test_a_choice_narrows_the_view(choice: str, view: TimelineView) -> None:
    assert narrowed(choice, TimelineView()) == view


def test_signals_to_narrow_to_come_by_urgency() -> None:
    state = _whole()
    event = an_event()
    state.learn(replace(a_timeline(event), signals={event.event_id: (LOW, HIGH)}))
    labels = [option.label.text for option in narrowing_options(state)]
    assert labels[1:3] == ["HIGH: Pivot", "LOW: API key used"]
