"""What the timeline shows, and in which order: values that compose and describe themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.detection import Signal
from bks_tui.core.filter.fields import FieldTable
from bks_tui.core.filter.match import filter_rows, text_test
from bks_tui.core.timeline.episodes import Episode
from bks_tui.tui.kit.sorting import SortOrder
from bks_tui.tui.timeline.orders import BY_TIME, OF_EPISODES, TIMELINE_ORDERS, newest_episodes_first, newest_first

# The source of all events, whatever CloudTrail wrote them to.
EVENTS = "CloudTrail"


@dataclass(frozen=True, slots=True)
class NarrowedEvents:
    """The events that are shown, and how many are hidden because of what could not be read."""

    rows: Sequence[Event]
    unread: int = 0


@dataclass(frozen=True, slots=True)
class TimelineView:
    """What the timeline shows: events that match `text`, of one signal, actor, Region, address or source.

    None stands for all. `signal` is a signal's name; only one `source` has events, the others have findings. Events
    are shown as episodes, unless `single`; an episode with one of the events `unfolded` has its events below it. They
    are in the order of their times, unless they are sorted by a column: `sort`.
    """

    text: str = ""
    signal: str | None = None
    actor: str | None = None
    region: str | None = None
    address: str | None = None
    source: str | None = None
    newest_first: bool = True
    single: bool = False
    sort: SortOrder | None = None
    unfolded: frozenset[str] = frozenset()

    def narrow(
        self,
        events: Sequence[Event],
        signals: Mapping[str, Sequence[Signal]],
        fields: FieldTable[Event],
        now: datetime,
    ) -> NarrowedEvents:
        """The events to show, in the order in which they are given; `fields` are those of the filter."""
        if not self.narrows:
            return NarrowedEvents(events)
        kept = events if not self._is_narrowed_by_choice else [one for one in events if self._keeps(one, signals)]
        if not self.text:
            return NarrowedEvents(kept)
        found = filter_rows(kept, text_test(self.text, fields, now))
        return NarrowedEvents(found.rows, found.unread)

    def order(self, events: Sequence[Event]) -> Sequence[Event]:
        """Events that are oldest first, by time as they are shown."""
        return newest_first(events) if self.newest_first else events

    def order_episodes(self, episodes: Sequence[Episode]) -> Sequence[Episode]:
        """Episodes as they are shown: in the order of their first events, or newest first in that of the last."""
        if not self.newest_first:
            return episodes
        return newest_episodes_first(episodes)

    @property
    def groups(self) -> bool:
        """Whether episodes are shown."""
        return not self.single

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text) or self._is_narrowed_by_choice

    @property
    def _is_narrowed_by_choice(self) -> bool:
        chosen = (self.actor, self.region, self.address, self.source)
        return bool(self.signal) or any(each is not None for each in chosen)

    def _keeps(self, event: Event, signals: Mapping[str, Sequence[Signal]]) -> bool:
        return (
            self.source in (None, EVENTS)
            and self.region in (None, event.region)
            and self.address in (None, event.source_ip)
            and self.actor in (None, event.actor.described)
            and (self.signal is None or any(one.name == self.signal for one in signals.get(event.event_id, ())))
        )

    def describe(self) -> str:
        """The view in words, for the title of the pane."""
        text = f"'{self.text}'" if self.text else ""
        chosen = [text, self.signal, self.actor, self.region, self.address, self.source]
        by_time = "newest first" if self.newest_first else "oldest first"
        return " · ".join([*filter(None, chosen), TIMELINE_ORDERS.describe(self.sort) if self.sort else by_time])

    def everything(self) -> TimelineView:
        """The same rows in the same order with nothing left out."""
        return TimelineView(newest_first=self.newest_first, single=self.single, sort=self.sort, unfolded=self.unfolded)

    @property
    def order_by(self) -> SortOrder:
        """The column by which the rows are sorted."""
        return self.sort or SortOrder(BY_TIME, descending=self.newest_first)

    def turned(self) -> TimelineView:
        """The same events in the other order of their times; back to that from a column."""
        return replace(self, sort=None) if self.sort else replace(self, newest_first=not self.newest_first)

    def sorted_by(self, by: str) -> TimelineView:
        """The same events by a column; in the other direction, if that is their order."""
        return self.in_order(TIMELINE_ORDERS.choose(self.order_by, by))

    def in_order(self, order: SortOrder) -> TimelineView:
        """The same events in this order."""
        if order.by == BY_TIME:
            return replace(self, sort=None, newest_first=order.descending)
        return replace(self, sort=order)

    def regrouped(self) -> TimelineView:
        """The same events as single ones instead of episodes, or the other way round."""
        single = not self.single
        # Single events have fewer columns.
        sort = None if single and self.sort and self.sort.by in OF_EPISODES else self.sort
        return replace(self, single=single, sort=sort)

    def is_unfolded(self, episode: Episode) -> bool:
        """Whether the events of an episode are shown."""
        return bool(self.unfolded) and any(event.event_id in self.unfolded for event in episode.events)

    def toggled(self, episode: Episode) -> TimelineView:
        """The same with the events of an episode shown, or not any more."""
        ids = {event.event_id for event in episode.events}
        if self.is_unfolded(episode):
            return replace(self, unfolded=self.unfolded - ids)
        # All of its events: it stays unfolded when a filter leaves only some of them.
        return replace(self, unfolded=self.unfolded | ids)

    def folded(self) -> TimelineView:
        """The same with no events of episodes shown."""
        return replace(self, unfolded=frozenset())
