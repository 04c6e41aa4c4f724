"""All identities while events arrive, in any order: memory does not grow with the number of events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timezone

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.hunt.gathered import Gathered, Room
from bks_tui.core.hunt.hunt import Identity, worst_first
from bks_tui.core.hunt.identity import IdentityKey, IdentityKind, affected_users, caller_of, renamed_user
from bks_tui.core.hunt.summarize import summarized
from bks_tui.core.timeline.seen_ids import SeenIds

MOST_IDENTITIES = 50_000

_EARLIEST = datetime.min.replace(tzinfo=timezone.utc)


class Gatherer:
    """The identities of all events. `duplicates` are events that were given before."""

    def __init__(self) -> None:
        self.events = self.duplicates = self.unparsed = 0
        self._gathered: dict[IdentityKey, Gathered] = {}
        # The newest time at which a user got a new name, by both.
        self._renamed: dict[tuple[IdentityKey, IdentityKey], datetime] = {}
        self._room = Room()
        self._seen, self._unread = SeenIds(), SeenIds()
        self._has_more = False

    def add(self, events: Iterable[Event]) -> None:
        """Take more events; each counts once. A record that could be read replaces one that could not."""
        for event in events:
            if event.problem is not None:
                self.unparsed += event.event_id not in self._seen and self._unread.is_new(event.event_id)
            elif self._seen.is_new(event.event_id):
                self.events += 1
                self.unparsed -= event.event_id in self._unread
                self._take(event)
            else:
                self.duplicates += 1

    def _take(self, event: Event) -> None:
        caller = self._of(caller_of(event))
        if caller is None:
            return
        caller.made(event)
        for key, arn in affected_users(event).items():
            affected = self._of(key) if key != caller.key else None
            if affected:
                affected.received(event, arn, caller)
        names = renamed_user(event)
        if names and all(map(self._of, names)):
            time = event.time or _EARLIEST
            self._renamed[names] = max(time, self._renamed.get(names, time))

    def _of(self, key: IdentityKey) -> Gathered | None:
        """What is known of an identity; None if there are too many."""
        gathered = self._gathered.get(key)
        if gathered is None:
            if len(self._gathered) >= MOST_IDENTITIES:
                self._has_more = True
                return None
            gathered = self._gathered[key] = Gathered(key, self._room)
        return gathered

    @property
    def wanted(self) -> frozenset[IdentityKey]:
        """The identities that are listed so far, each under all its names, without AWS services."""
        keys = (each.key for names in self._listed() for each in names)
        return frozenset(key for key in keys if key.kind is not IdentityKind.SERVICE)

    def sessions_of(self, key: IdentityKey) -> Sequence[str]:
        """The names of the sessions of a role so far, the most frequent first."""
        return [name for name, _ in self._gathered[key].sessions.most_frequent]

    @property
    def identities(self) -> tuple[Identity, ...]:
        """The identities that a hunt lists, the worst first."""
        return tuple(sorted(map(summarized, self._listed()), key=worst_first))

    @property
    def losses(self) -> Iterator[str]:
        """What could not be kept, a sentence each: the result is incomplete then."""
        if self._has_more:
            yield f"there are more than {MOST_IDENTITIES:,} identities: the others were left out"
        if self._room.is_exceeded:
            yield (
                "there are too many sessions or calls to compare all of them: signals for several calls, such as "
                "bursts, new addresses and many Regions, may be missing"
            )

    @property
    def remarks(self) -> Iterator[str]:
        """Caveats, a sentence each."""
        if self._seen.has_forgotten:
            yield "There were too many events to compare their ids: one that is in two files may be counted twice."

    def _listed(self) -> Iterator[Sequence[Gathered]]:
        """The identities that are listed, each with all its names, the current one first."""
        for names in self._by_user():
            if any(each.is_listed for each in names):
                yield names

    def _by_user(self) -> Iterator[Sequence[Gathered]]:
        same: dict[IdentityKey, list[IdentityKey]] = {}
        for before, after in sorted(self._renamed, key=lambda names: self._renamed[names]):
            # The newest name comes first.
            known = [*same.get(after, [after]), *same.get(before, [before])]
            group = list(dict.fromkeys([after, *known]))
            same.update(dict.fromkeys(group, group))
        for group in {id(group): group for group in same.values()}.values():
            yield [self._gathered[key] for key in group]
        for key, gathered in self._gathered.items():
            if key not in same:
                yield [gathered]
