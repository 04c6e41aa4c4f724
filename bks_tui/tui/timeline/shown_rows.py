"""The rows of a timeline in their order: events or episodes, and the findings among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.document import Cell
from bks_tui.core.timeline.episodes import Episode, find_episodes
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.timeline.findings import ShownRows, among_findings, shown_findings
from bks_tui.tui.timeline.presenter import EVENT_COLUMNS, episode_cells, episode_columns, event_cells
from bks_tui.tui.timeline.rows import event_id_of, unfolded_rows
from bks_tui.tui.timeline.sorted_rows import sort_shown
from bks_tui.tui.timeline.state import TimelineState
from bks_tui.tui.timeline.view import TimelineView

Row = TypeVar("Row", bound=Event | Episode)


def shown_rows(
    state: TimelineState, view: TimelineView, narrowed: Sequence[Event], selected: str | None, now: datetime
) -> ShownRows[Any]:
    """The rows of the events that `view` leaves, one of which stays under the key `selected` if it has that event."""
    if view.groups:
        return unfolded_rows(_episode_rows(state, view, narrowed, event_id_of(selected), now), view, state.signals)
    shown, signals = view.order(narrowed), state.signals
    return _in_order(
        state,
        view,
        now,
        shown,
        [event.event_id for event in shown],
        lambda event: event_cells(event, signals.get(event.event_id, ())),
        lambda event: event.time,
        EVENT_COLUMNS,
    )


def _episode_rows(
    state: TimelineState, view: TimelineView, narrowed: Sequence[Event], selected: str | None, now: datetime
) -> ShownRows[Any]:
    newest_first = view.newest_first
    shown = view.order_episodes(find_episodes(narrowed, state.signals))
    keys = [episode.events[-1 if newest_first else 0].event_id for episode in shown]
    if selected and selected not in keys:
        # The cursor stays on the episode that contains its event.
        inside = (row for row, each in enumerate(shown) if any(one.event_id == selected for one in each.events))
        for row in islice(inside, 1):
            if not view.is_unfolded(shown[row]):
                keys[row] = selected
    return _in_order(
        state,
        view,
        now,
        shown,
        keys,
        lambda episode: episode_cells(episode, newest_first=newest_first),
        lambda episode: episode.events[-1 if newest_first else 0].time,
        episode_columns(newest_first=newest_first, most=max((each.count for each in shown), default=1)),
    )


def _in_order(
    state: TimelineState,
    view: TimelineView,
    now: datetime,
    rows: Sequence[Row],
    keys: Sequence[str],
    cells: Callable[[Row], Sequence[Cell]],
    time_of: Callable[[Row], datetime | None],
    columns: tuple[Column, ...],
) -> ShownRows[Any]:
    """Rows given by time, with the findings among them if further sources were asked, sorted by a column if wanted."""
    shown: ShownRows[Any] = ShownRows(rows, keys, lambda row: cells(rows[row]), columns)
    if state.readings:
        found = shown_findings(view, state.findings, now)
        shown = among_findings(shown, time_of, found, newest_first=view.newest_first)
    return sort_shown(shown, view.sort, state.signals) if view.sort else shown
