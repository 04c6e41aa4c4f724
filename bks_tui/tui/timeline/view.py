"""What the timeline shows, and in which order: values that compose and describe themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.detection import Signal
from bks_tui.core.filter.fields import FieldTable
from bks_tui.core.filter.match import filter_rows, text_test
from bks_tui.core.timeline.episodes import Episode, find_episodes
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
class OpenedEpisode:
    """An episode whose events are shown: the one with this event among those that were shown `before`."""

    event_id: str
    call: str
    before: TimelineView

    def events(self, shown: Sequence[Event]) -> Sequence[Event]:
        """Its events among those that were shown before; none if it is not there any more."""
        inside = (
            each.events for each in find_episodes(shown) if any(one.event_id == self.event_id for one in each.events)
        )
        return next(inside, ())


@dataclass(frozen=True, slots=True)
class TimelineView:
    """What the timeline shows: events that match `text`, with one signal, of one actor, in one Region, of one source.

    None stands for all. `signal` is a signal's name; only one `source` has events, the others have findings. Events
    are shown as episodes, unless `single`, or if it shows the events of one episode that was `opened`. They are in the
    order of their times, unless they are sorted by a column: `sort`.
    """

    text: str = ""
    signal: str | None = None
    actor: str | None = None
    region: str | None = None
    source: str | None = None
    newest_first: bool = True
    single: bool = False
    sort: SortOrder | None = None
    opened: OpenedEpisode | None = None

    def narrow(
        self,
        events: Sequence[Event],
        signals: Mapping[str, Sequence[Signal]],
        fields: FieldTable[Event],
        now: datetime,
    ) -> NarrowedEvents:
        """The events to show, in the order in which they are given; `fields` are those of the filter."""
        if self.opened:
            events = self.opened.events(self.opened.before.narrow(events, signals, fields, now).rows)
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
        return not self.single and self.opened is None

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text) or self._is_narrowed_by_choice

    @property
    def _is_narrowed_by_choice(self) -> bool:
        chosen = (self.actor, self.region, self.source)
        return bool(self.signal) or any(each is not None for each in chosen)

    def _keeps(self, event: Event, signals: Mapping[str, Sequence[Signal]]) -> bool:
        return (
            self.source in (None, EVENTS)
            and self.region in (None, event.region)
            and self.actor in (None, event.actor.described)
            and (self.signal is None or any(one.name == self.signal for one in signals.get(event.event_id, ())))
        )

    def describe(self) -> str:
        """The view in words, for the title of the pane."""
        chosen = [f"'{self.text}'" if self.text else "", self.signal, self.actor, self.region, self.source]
        by_time = "newest first" if self.newest_first else "oldest first"
        return " · ".join([*filter(None, chosen), TIMELINE_ORDERS.describe(self.sort) if self.sort else by_time])

    def everything(self) -> TimelineView:
        """The same rows in the same order with nothing left out."""
        return TimelineView(newest_first=self.newest_first, single=self.single, sort=self.sort, opened=self.opened)

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
        """The same events as single ones instead of episodes, or the other way round. An opened episode is closed."""
        shown = self.closed()
        single = not shown.single or self.opened is not None
        # Single events have fewer columns.
        sort = None if single and shown.sort and shown.sort.by in OF_EPISODES else shown.sort
        return replace(shown, single=single, sort=sort)

    def open(self, event: Event) -> TimelineView:
        """The events of the episode that contains this event."""
        return TimelineView(
            newest_first=self.newest_first, opened=OpenedEpisode(event.event_id, event.name or "unreadable", self)
        )

    def closed(self) -> TimelineView:
        """What was shown before the episode was opened, in the order of now."""
        return replace(self.opened.before, newest_first=self.newest_first) if self.opened else self
