"""What the timeline shows, and in which order: values that compose and describe themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.detection import Signal
from bks_tui.core.timeline.episodes import Episode
from bks_tui.tui.kit.sorting import SortOrder
from bks_tui.tui.timeline.orders import BY_TIME, OF_EPISODES, TIMELINE_ORDERS, newest_episodes_first, newest_first

# The source of all events, whatever CloudTrail wrote them to.
EVENTS = "CloudTrail"


@dataclass(frozen=True, slots=True)
class TimelineView:
    """What the timeline shows: events that contain `text`, of one signal, actor, Region, address or source.

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
        text_of: Callable[[Event], str],
    ) -> Sequence[Event]:
        """The events to show, in the order in which they are given; `text_of` gives what is searched, casefolded."""
        if not self.narrows:
            return events
        needle = self.text.casefold()
        return [event for event in events if self._keeps(event, signals) and (not needle or needle in text_of(event))]

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
        chosen = (self.actor, self.region, self.address, self.source)
        return bool(self.text or self.signal) or any(each is not None for each in chosen)

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


def search_text(event: Event, signals: Sequence[Signal]) -> str:
    """The text of an event that is searched, casefolded: all that its row or full view shows."""
    words = (
        event.event_id,
        event.name,
        event.source,
        event.region,
        event.source_ip,
        event.user_agent,
        event.failure,
        event.error_message,
        event.actor.described,
        event.actor.arn,
        event.actor.issuer_arn,
        event.actor.access_key_id,
        event.model_id,
        *event.resources,
        *(signal.title for signal in signals),
    )
    return "\n".join(filter(None, words)).casefold()
