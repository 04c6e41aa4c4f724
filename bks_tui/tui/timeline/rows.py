"""The rows of the timeline: single events, or episodes which have their events below them if unfolded. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.detection import Signal
from bks_tui.core.document import Cell
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.episodes import Episode, find_episodes
from bks_tui.core.timeline.findings import SourceFinding
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.timeline.findings import ShownRows
from bks_tui.tui.timeline.presenter import EVENT_COLUMNS, episode_cells, episode_columns, event_cells
from bks_tui.tui.timeline.state import TimelineState
from bks_tui.tui.timeline.view import TimelineView

TimelineRow: TypeAlias = Event | Episode

# The row of an unfolded episode, whose event has a row of its own.
_UNFOLDED = "episode "


@dataclass(frozen=True)
class TimelineRows:
    """The rows, and their times: the events of an episode stay with it, whatever else is shown among the rows."""

    shown: ShownRows[TimelineRow]
    episodes: Sequence[Episode] = ()
    unfolded: Sequence[Episode] = ()
    _times: Mapping[str, datetime | None] = field(default_factory=dict)

    def time_of(self, row: TimelineRow) -> datetime | None:
        """By what time a row is ordered."""
        if isinstance(row, Episode):
            return self._times.get(row.sample.event_id)
        return self._times.get(row.event_id, row.time)


def event_id_of(key: str | None) -> str | None:
    """The event that the key of a row stands for."""
    return key.removeprefix(_UNFOLDED) if key else None


def events_of(row: TimelineRow | SourceFinding, view: TimelineView) -> Sequence[Event]:
    """The events that a row stands for, as they are ordered; those of an unfolded episode have rows of their own."""
    if isinstance(row, Event):
        return (row,)
    return () if isinstance(row, SourceFinding) or view.is_unfolded(row) else view.order(row.events)


def event_beside(
    rows: Sequence[TimelineRow | SourceFinding], view: TimelineView, event_id: str, by: int
) -> Event | None:
    """The next event in the order of the rows, or the one before; None at the end."""
    ordered = [event for row in rows for event in events_of(row, view)]
    at = next((number for number, event in enumerate(ordered) if event.event_id == event_id), None)
    return ordered[at + by] if at is not None and 0 <= at + by < len(ordered) else None


def rows_of(
    view: TimelineView, events: Sequence[Event], signals: Mapping[str, Sequence[Signal]], selected: str | None
) -> TimelineRows:
    """The rows of these events, oldest first, as a view shows them. An episode with the event `selected` keeps it."""
    if view.groups:
        return _episode_rows(view, events, signals, selected)
    shown = view.order(events)
    keys = [event.event_id for event in shown]
    return TimelineRows(
        ShownRows(
            shown,
            keys,
            lambda row: event_cells(shown[row], signals.get(keys[row], ())),
            EVENT_COLUMNS,
        )
    )


def _episode_rows(
    view: TimelineView, events: Sequence[Event], signals: Mapping[str, Sequence[Signal]], selected: str | None
) -> TimelineRows:
    newest_first = view.newest_first
    episodes = view.order_episodes(find_episodes(events, signals))
    unfolded = [episode for episode in episodes if view.is_unfolded(episode)]
    rows: list[TimelineRow] = []
    keys: list[str] = []
    times: dict[str, datetime | None] = {}
    opened = {id(episode) for episode in unfolded}
    for episode in episodes:
        edge = episode.events[-1 if newest_first else 0]
        is_open = id(episode) in opened
        rows.append(episode)
        keys.append(_UNFOLDED + edge.event_id if is_open else edge.event_id)
        times[episode.sample.event_id] = edge.time
        if is_open:
            rows += view.order(episode.events)
            keys += [event.event_id for event in view.order(episode.events)]
            times |= {event.event_id: edge.time for event in episode.events}
    _keep_selected(rows, keys, selected)

    def cells(number: int) -> Sequence[Cell]:
        row = rows[number]
        if isinstance(row, Episode):
            return episode_cells(row, newest_first=newest_first)
        time, region, call, *others = event_cells(row, signals.get(row.event_id, ()))
        return (time, Cell(""), region, replace(call, text=f"  {call.text}"), *others)

    columns = episode_columns(newest_first=newest_first)
    return TimelineRows(ShownRows(rows, keys, cells, columns), episodes, unfolded, times)


def _keep_selected(rows: Sequence[TimelineRow], keys: list[str], selected: str | None) -> None:
    """The cursor stays on the episode that contains its event."""
    event_id = event_id_of(selected)
    if event_id is None or event_id in keys or selected in keys:
        return
    for number, row in enumerate(rows):
        if isinstance(row, Episode) and any(event.event_id == event_id for event in row.events):
            keys[number] = event_id
            return


def shown_words(state: TimelineState, view: TimelineView, keymap: Keymap, events: int, episodes: int) -> str:
    """What the rows are, how many events they stand for, and of which period, for the title of the pane."""
    if state.target is None:
        return f"{keymap.shown('show_timeline')} reads a user's events"
    total = len(state.events)
    rows = pluralize(episodes, "episode") if view.groups else "single events"
    if state.readings:
        rows = f"{rows} · {pluralize(len(state.findings), 'finding')}"
    counted = f"{events} of {total}" if view.narrows else f"{total}"
    period = "log files" if state.from_files else f"{state.options.days} days"
    return f"{state.target.text} · {rows} · {counted} in {period} · {view.describe()}"
