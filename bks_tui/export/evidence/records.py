"""The records of a timeline, one a line: each as AWS returned it but for its secrets, and where it was read."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.timeline.timeline import Timeline

SCHEMA = "bks.evidence/1"


def record_lines(timeline: Timeline) -> Iterator[str]:
    """The lines, in the order of the events, in ASCII."""
    for event in timeline.events:
        yield json.dumps(_fields(timeline, event), ensure_ascii=True) + "\n"


def _fields(timeline: Timeline, event: Event) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "type": "record",
        "event_id": event.event_id,
        "sources": sorted(timeline.sources_of(event)),
        # Files are read in any order.
        "origins": sorted(timeline.origins.get(event.event_id, ())),
        "problem": event.problem,
        # What could not be parsed is kept as text.
        "record": json.loads(event.record) if event.problem is None else event.record,
    }
