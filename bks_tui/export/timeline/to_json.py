"""A timeline as the JSON document that `bks timeline --json` prints: schema `bks.timeline/1`.

Events are oldest first, and null is what the record does not contain. An event's `signals` are names;
`summary.signals` explains them. `summary.cost` is what the calls of the target cost as far as the events tell; null is
not known, never 0. `summary.actors` counts by name only, which a session may share with a user: the
`actor` of each event distinguishes them. `summary.errors` includes failed sign-ins, for which AWS writes no
`error_code`. `gaps` and `capped` make a timeline incomplete, `remarks` are caveats, `always_unseen` is what the
sources do not cover. `sources` has the same for each source, and for an event of a timeline of several sources
those that contain it. Text is verbatim, since scripts use it in AWS calls; the caller must escape it.

`episodes` are runs of alike events in the order of their first events, with the ids of their events; `failure` is the
error code, or `Failure` for a failed sign-in. `phases` are those that occurred, with attempts, of which `failed` did
not succeed.

`findings` are what further sources say, in no count of events, and `finding_sources` how far each was read: both are
empty without --findings. A source that is `not enabled` has looked for nothing.

`filter` is there if only events that match --filter are printed: then every count is of these, and `gaps`, `capped`,
`unparsed` and `complete` are of the whole timeline.

The records are omitted because of their size; `record` is only included, as text, for records that
could not be parsed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from bks_tui.core.cloudtrail.event import Actor, Event
from bks_tui.core.cost.cost import cost_of
from bks_tui.core.detection import Signal
from bks_tui.core.timeline.episodes import Episode
from bks_tui.core.timeline.phases import PhaseSpan
from bks_tui.core.timeline.source import Coverage
from bks_tui.core.timeline.timeline import Counts, Timeline, TimelineSummary
from bks_tui.export.cost.to_json import cost_sum
from bks_tui.export.formatting import timestamp, timestamp_if_known
from bks_tui.export.narrowing import narrowing_member
from bks_tui.export.timeline.findings import finding_members

SCHEMA = "bks.timeline/1"


def timeline_document(timeline: Timeline) -> dict[str, object]:
    """The whole timeline."""
    signals = timeline.signals
    return {
        **timeline_facts(timeline),
        "events": [
            {
                **event_fields(event),
                "signals": signal_names(signals.get(event.event_id, ())),
                **_sources(timeline, event),
            }
            for event in timeline.events
        ],
    }


def timeline_facts(timeline: Timeline) -> dict[str, object]:
    """Everything about a timeline except its events."""
    return {
        "schema": SCHEMA,
        "account_id": timeline.account.account_id or None,
        "role_arn": timeline.account.role_arn,
        "demo": timeline.account.demo,
        "target": timeline.target.text,
        "target_kind": timeline.target.kind.value,
        "target_description": timeline.target.description,
        "days": timeline.days,
        "since": timestamp(timeline.since),
        "until": timestamp(timeline.until),
        "complete": timeline.complete,
        "gaps": [asdict(gap) for gap in timeline.gaps],
        "capped": timeline.capped,
        "unparsed": timeline.unparsed,
        "remarks": list(timeline.remarks),
        "always_unseen": list(timeline.limits),
        "sources": [coverage_fields(each) for each in timeline.coverage],
        "regions_searched": list(timeline.regions_searched),
        "regions_with_activity": list(timeline.regions_with_activity),
        "total_events": len(timeline.events),
        "summary": {**_summary(timeline.summary), "cost": cost_sum(cost_of(timeline))},
        "episodes": [episode_fields(episode) for episode in timeline.episodes],
        "phases": [_phase(span) for span in timeline.phases],
        **finding_members(timeline),
        **narrowing_member(timeline.narrowing),
    }


def episode_fields(episode: Episode) -> dict[str, object]:
    """What the events of an episode have in common, and their numbers."""
    sample = episode.sample
    return {
        "first": timestamp_if_known(episode.first),
        "last": timestamp_if_known(episode.last),
        "count": episode.count,
        "event_name": sample.name,
        "event_source": sample.source,
        "failure": sample.failure,
        "problem": sample.problem,
        "actor": actor_fields(sample.actor),
        "source_ip": sample.source_ip,
        "user_agent": sample.user_agent,
        "regions": list(episode.regions),
        "models": list(episode.models),
        "tokens": asdict(episode.tokens) if episode.tokens else None,
        "signals": signal_names(episode.signals),
        "event_ids": [event.event_id for event in episode.events],
    }


def _phase(span: PhaseSpan) -> dict[str, object]:
    return {
        "phase": span.phase.value,
        "first": timestamp(span.first),
        "last": timestamp(span.last),
        "events": len(span.events),
        "failed": span.failed,
    }


def _sources(timeline: Timeline, event: Event) -> dict[str, object]:
    """Which sources contain an event, if there are several."""
    return {"sources": list(timeline.sources_of(event))} if timeline.sources else {}


def coverage_fields(coverage: Coverage) -> dict[str, object]:
    """How complete one source is."""
    return {
        "source": coverage.source,
        "accounts": list(coverage.accounts),
        "regions": list(coverage.regions),
        "first_day": coverage.first_day.isoformat() if coverage.first_day else None,
        "last_day": coverage.last_day.isoformat() if coverage.last_day else None,
        "files": coverage.files,
        "bytes": coverage.bytes,
        "gaps": [asdict(gap) for gap in coverage.gaps],
        "skipped": counted(coverage.skipped),
        "notes": list(coverage.notes),
        "always_unseen": list(coverage.limits),
    }


def event_fields(event: Event) -> dict[str, object]:
    """One event by its JSON field names, without signals, which need the whole timeline."""
    return {
        "event_id": event.event_id,
        "event_time": timestamp_if_known(event.time),
        "event_name": event.name,
        "event_source": event.source,
        "region": event.region,
        "source_ip": event.source_ip,
        "user_agent": event.user_agent,
        "error_code": event.error_code,
        "error_message": event.error_message,
        "read_only": event.read_only,
        "actor": actor_fields(event.actor),
        "call_with_bearer_token": event.call_with_bearer_token,
        "bearer_token_type": event.bearer_token_type,
        "model_id": event.model_id,
        "resources": list(event.resources),
        "problem": event.problem,
        "record": event.record if event.problem else None,
    }


def signal_names(signals: Sequence[Signal]) -> list[str]:
    """The signals of one event."""
    return [signal.name for signal in signals]


def actor_fields(actor: Actor) -> dict[str, object]:
    """Who made a call."""
    return {**asdict(actor), "kind": actor.kind.value}


def _summary(summary: TimelineSummary) -> dict[str, object]:
    return {
        "actors": counted(summary.actor_names),
        "calls": counted(summary.calls),
        "addresses": counted(summary.addresses),
        "regions": counted(summary.regions),
        "models": counted(summary.models),
        "user_agents": counted(summary.user_agents),
        "first_use": timestamp_if_known(summary.first_use),
        "last_use": timestamp_if_known(summary.last_use),
        "errors": summary.errors,
        "signals": [{**signal_fields(signal), "count": count} for signal, count in summary.signals],
    }


def counted(counts: Counts) -> list[dict[str, object]]:
    """Values with their numbers of events."""
    return [{"value": text, "count": count} for text, count in counts]


def signal_fields(signal: Signal) -> dict[str, object]:
    """A signal and its explanation."""
    return {**asdict(signal), "severity": signal.severity.value}


def event_line(event: Event) -> dict[str, object]:
    """One event, in the order of arrival."""
    return {"schema": SCHEMA, "type": "event", **event_fields(event)}


def summary_line(timeline: Timeline) -> dict[str, object]:
    """Everything else, when all events are known."""
    signals = {event_id: signal_names(found) for event_id, found in timeline.signals.items()}
    kept = {"kept_event_ids": [event.event_id for event in timeline.events]} if timeline.capped else {}
    sources = {event_id: list(names) for event_id, names in timeline.sources.items()}
    of_events = {"event_sources": sources} if sources else {}
    return {"schema": SCHEMA, "type": "summary", **timeline_facts(timeline), "signals": signals, **of_events, **kept}
