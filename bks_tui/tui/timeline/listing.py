"""A timeline as it is shown, to be saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.episodes import Episode
from bks_tui.core.timeline.findings import SourceFinding
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.export.timeline.findings import finding_fields
from bks_tui.export.timeline.to_csv import episodes_csv, events_csv
from bks_tui.export.timeline.to_json import episode_fields, timeline_document
from bks_tui.export.view import ExportedView, with_view
from bks_tui.tui.saving.listing import Listing
from bks_tui.tui.timeline.state import TimelineState
from bks_tui.tui.timeline.view import TimelineView


def timeline_listing(
    state: TimelineState, view: TimelineView, rows: Sequence[Event | Episode | SourceFinding]
) -> Listing | None:
    """The rows, which are those of the view; None before the timeline was read."""
    whole = state.result
    if whole is None:
        return None
    events = [row for row in rows if isinstance(row, Event)]
    episodes = [row for row in rows if isinstance(row, Episode)]
    findings = [row for row in rows if isinstance(row, SourceFinding)]
    # The events of an unfolded episode have rows of their own.
    kept = [event for episode in episodes for event in episode.events] if view.groups else events
    exported = ExportedView(
        len(kept) + len(findings),
        len(whole.events) + len(whole.findings),
        f"{'episodes' if view.groups else 'single events'} · {view.describe()}",
    )
    in_csv = partial(episodes_csv, episodes) if view.groups else partial(events_csv, events, whole.signals)
    left_out = f"{pluralize(len(findings), 'finding')} of further sources are in JSON only." if findings else ""
    document = partial(_document, whole, kept, episodes if view.groups else None, findings, exported)
    # A row of an episode stands for all its events.
    unit = "row" if findings else "event"
    return Listing("timeline", whole.target.text, exported, in_csv, document, left_out, unit)


def _document(
    whole: Timeline,
    shown: Sequence[Event],
    episodes: Sequence[Episode] | None,
    findings: Sequence[SourceFinding],
    view: ExportedView,
) -> Mapping[str, object]:
    """The document of the command with these events alone; its counts are of them."""
    ids = {event.event_id for event in shown}
    kept = tuple(event for event in whole.events if event.event_id in ids)
    signals = {event_id: found for event_id, found in whole.signals.items() if event_id in ids}
    document = timeline_document(replace(whole, events=kept, signals=signals))
    listed = document["events"]
    if episodes is None and isinstance(listed, list):
        places = {event.event_id: place for place, event in enumerate(kept)}
        document["events"] = [listed[places[event.event_id]] for event in shown]
    elif episodes is not None:
        document["episodes"] = [episode_fields(each) for each in episodes]
    document["findings"] = [finding_fields(each) for each in findings]
    return with_view(document, view)
