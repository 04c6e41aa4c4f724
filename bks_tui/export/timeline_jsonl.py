"""A timeline as `bks timeline --jsonl` streams it: an event a line as it becomes known, then a summary.

Each line has a `type`. The lines `event` hold the fields of `export.timeline_json` but `signals`:
an event may only be a signal beside others (a burst, a new address), so that signals are known at
the end. The last line, `summary`, holds the rest of the document and `signals`, the names by
event id. A stream without a summary was cut off.

The newest events are only known at the end as well: with `--max-events` more lines may be out than
are kept. Then `capped` is true, and `kept_event_ids` of the summary names those that the summary counts.
"""

from __future__ import annotations

from bks_tui.core.events import Event
from bks_tui.core.timeline import Timeline
from bks_tui.export.timeline_json import SCHEMA, event_fields, signal_names, timeline_facts


def event_line(event: Event) -> dict[str, object]:
    """One event, in the order of arrival."""
    return {"schema": SCHEMA, "type": "event", **event_fields(event)}


def summary_line(timeline: Timeline) -> dict[str, object]:
    """Everything else, when all events are known."""
    signals = {event_id: signal_names(found) for event_id, found in timeline.signals.items()}
    kept = {"kept_event_ids": [event.event_id for event in timeline.events]} if timeline.capped else {}
    return {"schema": SCHEMA, "type": "summary", **timeline_facts(timeline), "signals": signals, **kept}
