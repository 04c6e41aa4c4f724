"""What a source without LookupEvents found of a target: its events, and the names and credentials that they show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from heapq import nlargest

from bks_tui.core.cloudtrail.event import Event, chronological
from bks_tui.core.cloudtrail.target import Target, TargetKind
from bks_tui.core.keys.access_key_id import AccessKeyClass, access_key_class
from bks_tui.core.timeline.learned_names import issued_ids, other_name
from bks_tui.core.timeline.log_query import LogQuery


class FoundEvents:
    """The events by id, the newest if there are more than wanted, and the query that they extend.

    `origins` are the places in which each event was found, `days` the days on which a credential of the target was
    issued. `twice` are the ids that one pass gave again.
    """

    def __init__(self, query: LogQuery, most: int) -> None:
        self.query = query
        self.days: dict[str, date] = {}
        self.twice: set[str] = set()
        self.is_capped = False
        self._most = most
        self.origins: dict[str, tuple[str, ...]] = {}
        self._events: dict[str, Event] = {}
        self._seen: set[str] = set()

    def __len__(self) -> int:
        return len(self._events)

    def begin_pass(self) -> None:
        """The same events may be found again from here on."""
        self._seen = set()

    def add(self, events: Iterable[Event], origin: str) -> tuple[Event, ...]:
        """Take in events of one place; those that are new. A record that could be read replaces one that could not."""
        new = []
        for event in events:
            known = self._events.get(event.event_id)
            if known is None or (known.problem and not event.problem):
                self._events[event.event_id] = event
                new.append(event)
            places = self.origins.get(event.event_id, ())
            if origin not in places:
                self.origins[event.event_id] = (*places, origin)
            if event.event_id in self._seen:
                self.twice.add(event.event_id)
            self._seen.add(event.event_id)
        for event in new:
            self._learn(event)
        if len(self._events) > 2 * self._most:
            self._keep_newest()
        return tuple(new)

    def _learn(self, event: Event) -> None:
        target = self.query.target
        names = {name for known in target.names if (name := other_name(event, known))} - set(target.names)
        if names and target.kind is TargetKind.USER:
            target = replace(target, other_names=tuple(sorted({*target.other_names, *names})))
        acting = replace(target, access_key_ids=tuple(self.query.ids))
        ids = [key for key in issued_ids(event, acting) if key not in self.query.ids]
        if event.time:
            self.days |= {key: event.time.date() for key in ids}
        self.query = replace(self.query, target=target, credential_ids=(*self.query.credential_ids, *ids))

    def _keep_newest(self) -> None:
        newest = nlargest(self._most, self._events.values(), key=chronological)
        self.is_capped |= len(newest) < len(self._events)
        self._events = {event.event_id: event for event in newest}
        self.origins = {event_id: self.origins[event_id] for event_id in self._events}

    @property
    def events(self) -> Sequence[Event]:
        """The events, oldest first."""
        self._keep_newest()
        return tuple(sorted(self._events.values(), key=chronological))

    @property
    def target(self) -> Target:
        """The target with the names and access keys that the events show."""
        of_keys = (key for key in self.query.credential_ids if access_key_class(key) is not AccessKeyClass.OTHER)
        ids = dict.fromkeys((*self.query.target.access_key_ids, *of_keys))
        return replace(self.query.target, access_key_ids=tuple(ids))
