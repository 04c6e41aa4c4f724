"""The events of a timeline that a filter leaves, for what is printed. Evidence and reports are never filtered."""

from __future__ import annotations

from dataclasses import replace

from bks_tui.core.filter.match import filter_rows, text_test
from bks_tui.core.filter.narrowing import Narrowing
from bks_tui.core.timeline.filter_fields import event_fields
from bks_tui.core.timeline.timeline import Timeline


def filter_timeline(timeline: Timeline, text: str) -> Timeline:
    """The same timeline with the events that match; it is as complete as before. Raises UsageError.

    Signals need all events, and are those of the whole timeline.
    """
    found = filter_rows(timeline.events, text_test(text, event_fields(timeline.signals), timeline.until))
    ids = {event.event_id for event in found.rows}
    return replace(
        timeline,
        events=tuple(found.rows),
        signals={event_id: signals for event_id, signals in timeline.signals.items() if event_id in ids},
        sources={event_id: names for event_id, names in timeline.sources.items() if event_id in ids},
        narrowing=Narrowing(text).plus(len(ids), len(timeline.events) - len(found.rows), found.unread),
        hidden_unparsed=sum(event.problem is not None and event.event_id not in ids for event in timeline.events),
    )
