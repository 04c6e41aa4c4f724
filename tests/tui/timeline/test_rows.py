"""The rows of the timeline: episodes, unfolded ones, and the event beside another one."""

from __future__ import annotations

from collections.abc import Sequence

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.timeline.episodes import find_episodes
from bks_tui.tui.timeline.findings import among_findings
from bks_tui.tui.timeline.rows import TimelineRows, event_beside, event_id_of, rows_of
from bks_tui.tui.timeline.view import TimelineView
from tests.support.events import an_event
from tests.tui.timeline.test_findings import finding

# Two alike events around another one.
FIRST, BETWEEN, LAST = an_event(minute=0), an_event("Converse", minute=5), an_event(minute=10)
EVENTS = (FIRST, BETWEEN, LAST)
UNFOLDED = TimelineView().toggled(find_episodes(EVENTS)[0])


def rows(view: TimelineView, selected: str | None = None, events: Sequence[Event] = EVENTS) -> TimelineRows:
    return rows_of(view, events, {}, selected)


def events_in(shown: TimelineRows) -> list[str | None]:
    """The events that the keys of the rows stand for."""
    return [event_id_of(key) for key in shown.shown.keys]


def test_an_unfolded_episode_has_its_events_below_it_in_the_order_of_the_list() -> None:
    newest, oldest = rows(UNFOLDED), rows(UNFOLDED.turned())
    assert events_in(newest) == [each.event_id for each in (LAST, LAST, FIRST, BETWEEN)]
    assert events_in(oldest) == [each.event_id for each in (FIRST, FIRST, LAST, BETWEEN)]
    assert len({*newest.shown.keys}) == 4


def test_the_events_of_an_episode_are_indented_below_it() -> None:
    shown = rows(UNFOLDED).shown
    calls = [[cell.text for cell in shown.cells(row)][3] for row in range(4)]
    assert calls == ["2x InvokeModel", "  InvokeModel", "  InvokeModel", "Converse"]


def test_the_cursor_stays_on_the_episode_of_its_event() -> None:
    assert FIRST.event_id in rows(TimelineView(), FIRST.event_id).shown.keys
    assert FIRST.event_id not in rows(TimelineView(), None).shown.keys


def test_findings_do_not_part_an_episode_from_its_events() -> None:
    grouped = rows(UNFOLDED)
    found = among_findings(grouped.shown, grouped.time_of, [finding(5)], newest_first=True)
    assert [event_id_of(key) for key in found.keys[:3]] == [each.event_id for each in (LAST, LAST, FIRST)]


def test_the_event_beside_another_follows_the_list_through_episodes() -> None:
    for view in (TimelineView(), UNFOLDED):
        shown = rows(view).shown.rows
        assert event_beside(shown, view, LAST.event_id, 1) == FIRST
        assert event_beside(shown, view, FIRST.event_id, 1) == BETWEEN
        assert event_beside(shown, view, BETWEEN.event_id, 1) is None
        assert event_beside(shown, view, BETWEEN.event_id, -1) == FIRST
    assert event_beside(rows(TimelineView()).shown.rows, TimelineView(), "gone", 1) is None
