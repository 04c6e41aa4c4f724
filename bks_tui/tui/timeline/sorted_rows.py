"""The rows of a timeline by any column: events, episodes, and the findings among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeAlias

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.detection import Signal
from bks_tui.core.timeline.episodes import Episode
from bks_tui.core.timeline.findings import SourceFinding
from bks_tui.tui.kit.sorting import SortOrder, sort_rows
from bks_tui.tui.timeline.findings import ShownRows
from bks_tui.tui.timeline.view import EVENTS

TimelineRow: TypeAlias = Event | Episode | SourceFinding
Signals: TypeAlias = Mapping[str, Sequence[Signal]]

# A call that failed comes after every signal.
_FAILED = -100


def sort_shown(shown: ShownRows[Any], order: SortOrder, signals: Signals) -> ShownRows[Any]:
    """Rows by a column; rows of the same value stay in the order of their times.

    Each key is computed once: 100,000 events are sorted by their actor in a third of a second, and would take
    several times as long if a comparison had to put two actors into words.
    """
    key = _KEYS[order.by]
    places = sort_rows(
        range(len(shown.rows)), lambda place: key(shown.rows[place], signals) or None, descending=order.descending
    )
    cells = shown.cells
    return ShownRows(
        [shown.rows[place] for place in places],
        [shown.keys[place] for place in places],
        lambda row: cells(places[row]),
        shown.columns,
    )


def _sample(row: Event | Episode) -> Event:
    return row.sample if isinstance(row, Episode) else row


def _text(of_event: Callable[[Event], str | None], of_finding: Callable[[SourceFinding], str | None]) -> Any:
    def key(row: TimelineRow, _signals: Signals) -> str:
        text = of_finding(row) if isinstance(row, SourceFinding) else of_event(_sample(row))
        return (text or "").casefold()

    return key


def _lasted(row: TimelineRow, _signals: Signals) -> timedelta | None:
    return row.last - row.first if isinstance(row, Episode) and row.count > 1 and row.first and row.last else None


def _count(row: TimelineRow, _signals: Signals) -> int | None:
    return row.count if isinstance(row, Episode) else None


def _meaning(row: TimelineRow, signals: Signals) -> tuple[int, str] | None:
    """The most urgent signal, the largest; then errors."""
    if isinstance(row, SourceFinding):
        return (-row.severity.urgency, row.title) if row.severity else (_FAILED, row.title)
    found = row.signals if isinstance(row, Episode) else signals.get(row.event_id, ())
    worst = min(found, key=lambda signal: signal.severity.urgency, default=None)
    if worst:
        return -worst.severity.urgency, worst.title
    failure = _sample(row).failure
    return (_FAILED, failure) if failure else None


# An empty text is no value, and comes last in both directions.
_KEYS: Mapping[str, Callable[[TimelineRow, Signals], Any]] = {
    "lasted": _lasted,
    "source": _text(lambda _event: EVENTS, lambda finding: finding.source.value),
    "region": _text(lambda event: event.region, lambda finding: finding.region),
    "count": _count,
    "call": _text(lambda event: event.name, lambda finding: finding.kind),
    "actor": _text(lambda event: event.actor.described, lambda finding: finding.about),
    "address": _text(lambda event: event.source_ip, lambda _finding: None),
    "signal": _meaning,
}
