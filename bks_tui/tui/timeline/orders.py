"""By what a timeline can be sorted, and its rows by time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from bks_tui.core.cloudtrail.event import Event, chronological
from bks_tui.core.timeline.episodes import Episode
from bks_tui.tui.kit.sorting import ListOrders, SortOrder, sort_rows

BY_TIME = "time"
# What only episodes have.
OF_EPISODES = ("lasted", "count")

# In the order of the columns. What each row is sorted by is in `sorted_rows`; rows are given by time.
TIMELINE_ORDERS: ListOrders[object] = ListOrders(
    dict.fromkeys((BY_TIME, "source", "lasted", "region", "count", "call", "actor", "address", "signal")),
    usual=(SortOrder(BY_TIME, descending=True), SortOrder(BY_TIME)),
    largest_first=frozenset({"lasted", "count", "signal"}),
)


def newest_first(events: Sequence[Event]) -> Sequence[Event]:
    """Chronological events from the last to the first; those without a time stay at the end."""
    dated = bisect_left(events, True, key=lambda event: event.time is None)
    return [*events[:dated][::-1], *events[dated:]]


def newest_episodes_first(episodes: Sequence[Episode]) -> Sequence[Episode]:
    """Episodes by their last events, the newest first; those without a time at the end."""
    return sort_rows(episodes, lambda each: chronological(each.events[-1]) if each.last else None, descending=True)
