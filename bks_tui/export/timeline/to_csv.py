"""A timeline as CSV: one row for each event, oldest first, the columns named as in the JSON.

No row says how complete it is: the caller prints that separately.
"""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.timeline.timeline import Timeline
from bks_tui.export.csv_cells import csv_text
from bks_tui.export.timeline.to_json import actor_fields, event_fields, signal_names

COLUMNS = (
    "event_time",
    "region",
    "event_source",
    "event_name",
    "actor_kind",
    "actor_name",
    "source_ip",
    "user_agent",
    "error_code",
    "error_message",
    "signals",
    "model_id",
    "call_with_bearer_token",
    "bearer_token_type",
    "read_only",
    "resources",
    "actor_arn",
    "actor_account_id",
    "actor_issuer_arn",
    "actor_access_key_id",
    "actor_credential_id",
    "actor_on_behalf_of",
    "event_id",
    "problem",
    "record",
)


def timeline_csv(timeline: Timeline) -> str:
    """The whole timeline."""
    return csv_text(COLUMNS, _rows(timeline))


def _rows(timeline: Timeline) -> Iterator[dict[str, object]]:
    for event in timeline.events:
        yield {
            **event_fields(event),
            **{f"actor_{name}": value for name, value in actor_fields(event.actor).items()},
            "signals": signal_names(timeline.signals.get(event.event_id, ())),
        }
