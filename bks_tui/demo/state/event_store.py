"""What CloudTrail recorded in the simulated account, by Region."""

from __future__ import annotations

import bisect
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

TrailPosition: TypeAlias = tuple[str, ...]


@dataclass(slots=True)
class StoredEvent:
    """An event as LookupEvents knows it. `record` is CloudTrail's JSON text; `resources` are type and name."""

    event_id: str
    time: datetime
    name: str
    source: str
    region: str
    read_only: bool
    user_name: str | None
    access_key_id: str | None
    resources: tuple[tuple[str, str], ...]
    is_management: bool
    record: str

    @property
    def position(self) -> TrailPosition:
        """The order of the event in time; unique."""
        return self.time.isoformat(), self.event_id


class EventStore:
    """All events of an account. Those of a Region are in the order of time."""

    def __init__(self) -> None:
        self._events: dict[str, list[StoredEvent]] = {}
        self._unwritten: list[Callable[[], object]] = []

    def write_later(self, write: Callable[[], object]) -> None:
        """Call `write` before the first read: a long history that many sessions never read."""
        self._unwritten.append(write)

    def add(self, event: StoredEvent) -> None:
        """Record an event."""
        bisect.insort(self._events.setdefault(event.region, []), event, key=_position)

    def all(self) -> list[StoredEvent]:
        """The events of every Region."""
        self._write()
        return [event for events in self._events.values() for event in events]

    def newest_first(self, region: str, before: TrailPosition | None) -> Iterator[StoredEvent]:
        """The events of a Region, from the newest or from just before a position."""
        self._write()
        events = self._events.get(region, [])
        end = bisect.bisect_left(events, before, key=_position) if before else len(events)
        return (events[number] for number in range(end - 1, -1, -1))

    def _write(self) -> None:
        while self._unwritten:
            self._unwritten.pop(0)()


def _position(event: StoredEvent) -> TrailPosition:
    return event.position


def stored_event(
    record: Mapping[str, Any], time: datetime, user_name: str | None, resources: tuple[tuple[str, str], ...]
) -> StoredEvent:
    """The event of a CloudTrail record."""
    return StoredEvent(
        event_id=record["eventID"],
        time=time,
        name=record["eventName"],
        source=record["eventSource"],
        region=record["awsRegion"],
        read_only=record["readOnly"],
        user_name=user_name,
        access_key_id=record["userIdentity"].get("accessKeyId"),
        resources=resources,
        is_management=record["managementEvent"],
        record=json.dumps(record),
    )
