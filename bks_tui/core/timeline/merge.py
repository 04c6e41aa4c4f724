"""The timelines of several sources as one: each event once, with the sources that contain it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.event import Event, chronological
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.detection import find_signals
from bks_tui.core.timeline.timeline import Timeline


def merged_timeline(timelines: Sequence[Timeline], max_events: int | None = None) -> Timeline:
    """One timeline of all sources; of these the first decides what only one can say, such as the account."""
    if len(timelines) == 1:
        return timelines[0]
    first, target = timelines[0], merged_target([each.target for each in timelines])
    found = sorted(_events(timelines).values(), key=chronological)
    events = tuple(found[-max_events:] if max_events else found)
    return replace(
        first,
        account=_account(timelines),
        target=target,
        days=max(each.days for each in timelines),
        since=min(each.since for each in timelines),
        until=max(each.until for each in timelines),
        events=events,
        signals=find_signals(events, target),
        gaps=tuple(dict.fromkeys(gap for each in timelines for gap in each.gaps)),
        regions_searched=tuple(sorted({region for each in timelines for region in each.regions_searched})),
        capped=any(each.capped for each in timelines) or len(events) < len(found),
        remarks=tuple(dict.fromkeys(remark for each in timelines for remark in each.remarks)),
        regions_chosen=tuple(dict.fromkeys(region for each in timelines for region in each.regions_chosen)),
        coverage=tuple(part for each in timelines for part in each.coverage),
        sources=_sources(timelines),
        origins=_origins(timelines),
        search_options=next((each.search_options for each in timelines if each.search_options), ()),
    )


def merged_target(targets: Sequence[Target]) -> Target:
    """The target with the names and access keys that every source learned."""
    first = targets[0]
    names = {name for target in targets for name in target.names} - {first.user_name}
    keys = dict.fromkeys(key for target in targets for key in target.access_key_ids)
    return replace(first, other_names=tuple(sorted(filter(None, names))), access_key_ids=tuple(keys))


def _events(timelines: Sequence[Timeline]) -> dict[str, Event]:
    """The events by id. A record that could be read replaces one that could not."""
    events: dict[str, Event] = {}
    for event in (event for each in timelines for event in each.events):
        known = events.get(event.event_id)
        if known is None or (known.problem and not event.problem):
            events[event.event_id] = event
    return events


def _sources(timelines: Sequence[Timeline]) -> dict[str, tuple[str, ...]]:
    """The sources of each event by its id."""
    sources: dict[str, tuple[str, ...]] = {}
    for each in timelines:
        names = tuple(part.source for part in each.coverage)
        for event in each.events:
            sources[event.event_id] = tuple(dict.fromkeys((*sources.get(event.event_id, ()), *names)))
    return sources


def _origins(timelines: Sequence[Timeline]) -> dict[str, tuple[str, ...]]:
    """The places of each event by its id, in every source."""
    origins: dict[str, tuple[str, ...]] = {}
    for each in timelines:
        for event_id, places in each.origins.items():
            origins[event_id] = tuple(dict.fromkeys((*origins.get(event_id, ()), *places)))
    return origins


def _account(timelines: Sequence[Timeline]) -> Account:
    """The account of a session, if a source has one: log files only name it."""
    return next((each.account for each in timelines if each.account.caller_arn), timelines[0].account)
