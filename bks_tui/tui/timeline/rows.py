"""Episodes that are unfolded, with their events below them, and the way from one event to the next. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.detection import Signal
from bks_tui.core.document import Cell, Tone
from bks_tui.core.timeline.episodes import Episode
from bks_tui.core.timeline.findings import SourceFinding
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.timeline.findings import SOURCE_COLUMN, ShownRows
from bks_tui.tui.timeline.presenter import EVENT_COLUMNS, event_cells
from bks_tui.tui.timeline.view import EVENTS, TimelineView

TimelineRow: TypeAlias = Event | Episode | SourceFinding

# The row of an unfolded episode, whose event has a row of its own.
_UNFOLDED = "episode "


def event_id_of(key: str | None) -> str | None:
    """The event that the key of a row stands for."""
    return key.removeprefix(_UNFOLDED) if key else None


def events_of(row: TimelineRow, view: TimelineView) -> Sequence[Event]:
    """The events that a row stands for, as they are ordered; those of an unfolded episode have rows of their own."""
    if isinstance(row, Event):
        return (row,)
    return () if isinstance(row, SourceFinding) or view.is_unfolded(row) else view.order(row.events)


def event_beside(rows: Sequence[TimelineRow], view: TimelineView, event_id: str, by: int) -> Event | None:
    """The next event in the order of the rows, or the one before; None at the end."""
    ordered = [event for row in rows for event in events_of(row, view)]
    at = next((number for number, event in enumerate(ordered) if event.event_id == event_id), None)
    return ordered[at + by] if at is not None and 0 <= at + by < len(ordered) else None


def unfolded_rows(shown: ShownRows[Any], view: TimelineView, signals: Mapping[str, Sequence[Signal]]) -> ShownRows[Any]:
    """The same rows, with the events of each unfolded episode below it."""
    rows: list[TimelineRow] = []
    keys: list[str] = []
    # Of each row its number among those that are given; None for the event of an episode.
    places: list[int | None] = []
    for place, (row, key) in enumerate(zip(shown.rows, shown.keys, strict=True)):
        inside = view.order(row.events) if isinstance(row, Episode) and view.is_unfolded(row) else ()
        rows += [row, *inside]
        keys += [_UNFOLDED + key if inside else key, *(event.event_id for event in inside)]
        places += [place, *(None for _ in inside)]

    def cells(number: int) -> Sequence[Cell]:
        place, row = places[number], rows[number]
        if place is None and isinstance(row, Event):
            return _beneath(row, signals.get(row.event_id, ()), shown.columns)
        return shown.cells(place or 0)

    return ShownRows(rows, keys, cells, shown.columns)


def _beneath(event: Event, signals: Sequence[Signal], columns: Sequence[Column]) -> tuple[Cell, ...]:
    """The event of an episode in the columns of episodes, indented."""
    time, *others = event_cells(event, signals)
    named = dict(zip((column.title for column in EVENT_COLUMNS[1:]), others, strict=True))
    named["Call"] = replace(named["Call"], text=f"  {named['Call'].text}")
    named[SOURCE_COLUMN.title] = Cell(EVENTS, Tone.DIM)
    return (time, *(named.get(column.title, Cell("")) for column in columns[1:]))
