"""The rows of the timeline: episodes, unfolded ones, and the event beside another one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bks_tui.core.timeline.episodes import find_episodes
from bks_tui.tui.timeline.findings import ShownRows
from bks_tui.tui.timeline.rows import event_beside, event_id_of
from bks_tui.tui.timeline.shown_rows import shown_rows
from bks_tui.tui.timeline.state import TimelineState
from bks_tui.tui.timeline.view import TimelineView
from tests.support.app import NOW
from tests.support.events import an_event
from tests.support.timelines import a_timeline
from tests.tui.timeline.test_findings import finding, readings

# Two alike events around another one.
FIRST, BETWEEN, LAST = an_event(minute=0), an_event("Converse", minute=5), an_event(minute=10)
EVENTS = (FIRST, BETWEEN, LAST)
UNFOLDED = TimelineView().toggled(find_episodes(EVENTS)[0])


def rows(view: TimelineView, selected: str | None = None, state: TimelineState | None = None) -> ShownRows[Any]:
    return shown_rows(state or TimelineState(), view, EVENTS, selected, NOW)


def events_in(shown: ShownRows[Any]) -> list[str | None]:
    """The events that the keys of the rows stand for."""
    return [event_id_of(key) for key in shown.keys]


def test_an_unfolded_episode_has_its_events_below_it_in_the_order_of_the_list() -> None:
    newest, oldest = rows(UNFOLDED), rows(UNFOLDED.turned())
    assert events_in(newest) == [each.event_id for each in (LAST, LAST, FIRST, BETWEEN)]
    assert events_in(oldest) == [each.event_id for each in (FIRST, FIRST, LAST, BETWEEN)]
    assert len({*newest.keys}) == 4


def test_the_events_of_an_episode_are_indented_below_it() -> None:
    shown = rows(UNFOLDED)
    calls = [[cell.text for cell in shown.cells(row)][3:5] for row in range(4)]
    assert calls == [["2x", "InvokeModel"], ["", "  InvokeModel"], ["", "  InvokeModel"], ["", "Converse"]]


def test_the_cursor_stays_on_the_episode_of_its_event() -> None:
    assert FIRST.event_id in rows(TimelineView(), FIRST.event_id).keys
    assert FIRST.event_id not in rows(TimelineView(), None).keys


@pytest.mark.parametrize("view", [UNFOLDED, UNFOLDED.sorted_by("count"), UNFOLDED.sorted_by("call")])
def test_neither_findings_nor_another_order_part_an_episode_from_its_events(view: TimelineView) -> None:
    whole = replace(a_timeline(*EVENTS, signals={}), readings=readings(finding(5)))
    keys = events_in(rows(view, state=TimelineState(result=whole)))
    at = keys.index(LAST.event_id)
    assert keys[at : at + 3] == [each.event_id for each in (LAST, LAST, FIRST)]


def test_the_event_beside_another_follows_the_list_through_episodes() -> None:
    for view in (TimelineView(), UNFOLDED):
        shown = rows(view).rows
        assert event_beside(shown, view, LAST.event_id, 1) == FIRST
        assert event_beside(shown, view, FIRST.event_id, 1) == BETWEEN
        assert event_beside(shown, view, BETWEEN.event_id, 1) is None
        assert event_beside(shown, view, BETWEEN.event_id, -1) == FIRST
    assert event_beside(rows(TimelineView()).rows, TimelineView(), "gone", 1) is None
