"""Read a target from several sources as one timeline."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TypeAlias

from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.timeline.merge import merged_target, merged_timeline
from bks_tui.core.timeline.timeline import EventsFound, Gap, Timeline, TimelineUpdate

# Reads a target, whose known names and access keys it searches as well: the updates of a timeline, its own Timeline
# last. That has one `Coverage`.
Source: TypeAlias = Callable[[Target], Iterator[TimelineUpdate]]

# What one source learns, another may have to search for; each further reading needs another name.
_MOST_READINGS = 3


def combine(
    sources: Sequence[Source], target: Target, cancelled: threading.Event, max_events: int | None = None
) -> Generator[TimelineUpdate, None, None]:
    """Yield the updates of every source, each event and gap once, and the merged Timeline last.

    A source is read again if another one learned names or access keys afterwards. Raises what the sources raise.
    """
    results: dict[int, Timeline] = {}
    seen: set[object] = set()
    searched: dict[int, frozenset[str]] = {}
    for _ in range(_MOST_READINGS):
        for number, source in enumerate(sources):
            wanted = merged_target([target, *(each.target for each in results.values())])
            if (number in results and cancelled.is_set()) or searched.get(number) == _names(wanted):
                continue
            for update in source(wanted):
                if isinstance(update, Timeline):
                    results[number], searched[number] = update, _names(update.target)
                else:
                    yield from _new(update, seen)
    yield merged_timeline([results[number] for number in sorted(results)], max_events)


def _names(target: Target) -> frozenset[str]:
    return frozenset((*target.names, *target.access_key_ids))


def _new(update: TimelineUpdate, seen: set[object]) -> Iterator[TimelineUpdate]:
    """The update without what another source yielded already."""
    if isinstance(update, EventsFound):
        events = tuple(event for event in update.events if event.event_id not in seen)
        seen.update(event.event_id for event in events)
        if events:
            yield EventsFound(events)
    elif not isinstance(update, Gap) or update not in seen:
        seen.update([update] if isinstance(update, Gap) else [])
        yield update
