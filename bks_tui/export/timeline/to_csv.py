"""A timeline as CSV: one row for each event, oldest first, the columns named as in the JSON.

No row says how complete it is: the caller prints that separately.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bks_tui.core.cloudtrail.event import Actor, Event
from bks_tui.core.detection import Signal
from bks_tui.core.timeline.episodes import Episode
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.export.csv_cells import csv_text
from bks_tui.export.timeline.to_json import actor_fields, episode_fields, event_fields, signal_names

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


EPISODE_COLUMNS = (
    "first",
    "last",
    "count",
    "event_source",
    "event_name",
    "failure",
    "actor_kind",
    "actor_name",
    "source_ip",
    "user_agent",
    "regions",
    "models",
    "signals",
    "actor_arn",
    "actor_account_id",
    "actor_issuer_arn",
    "actor_access_key_id",
    "event_ids",
    "problem",
)


def timeline_csv(timeline: Timeline) -> str:
    """The whole timeline."""
    return events_csv(timeline.events, timeline.signals)


def events_csv(events: Iterable[Event], signals: Mapping[str, Sequence[Signal]]) -> str:
    """These events, in their order, with their signals by event id."""
    return csv_text(COLUMNS, (_event_row(event, signals.get(event.event_id, ())) for event in events))


def _event_row(event: Event, signals: Sequence[Signal]) -> dict[str, object]:
    return {**event_fields(event), **_actor_columns(event.actor), "signals": signal_names(signals)}


def episodes_csv(episodes: Iterable[Episode]) -> str:
    """These episodes, in their order: a row for each, with what its events have in common."""
    return csv_text(
        EPISODE_COLUMNS, ({**episode_fields(each), **_actor_columns(each.sample.actor)} for each in episodes)
    )


def _actor_columns(actor: Actor) -> dict[str, object]:
    return {f"actor_{name}": value for name, value in actor_fields(actor).items()}
