"""What is known of one identity while its events arrive, in any order and each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.detection import RULES, Rule, Severity, Signal
from bks_tui.core.detection.conditions import Burst, ByPhantomOf, Distinct, OnTarget, Repeated
from bks_tui.core.detection.index import RuleIndex
from bks_tui.core.detection.patterns import affected_user
from bks_tui.core.detection.sighting import EventHistory, ObservedCaller, Sighting
from bks_tui.core.hunt.identity import IdentityKey, IdentityKind, arn_of
from bks_tui.core.hunt.memory import Memory, NewMemory, memory_of
from bks_tui.core.hunt.rules import GIVEN, LISTING, mentions
from bks_tui.core.hunt.tally import Listed, Signals, TimeSpan
from bks_tui.core.services import SERVICES, phantom_service

_MEMORIES: dict[str, NewMemory] = {
    rule.signal.name: memory_of(rule.condition)
    for rule in RULES
    if isinstance(rule.condition, (Burst, Distinct, Repeated))
}
# These patterns are about a user, the others about one session.
_OF_USER = frozenset(rule.signal.name for rule in RULES if isinstance(rule.condition, Repeated))
_PHANTOMS = tuple(service.slug for service in SERVICES if service.phantom_prefixes)


def _of_one_event(rule: Rule) -> Rule:
    """The rule for one event: of a pattern, what its events have in common."""
    condition = rule.condition
    return Rule(rule.signal, condition.of if isinstance(condition, (Burst, Distinct, Repeated)) else condition)


_CALLS = RuleIndex(map(_of_one_event, RULES))
_ON_USER = RuleIndex(_of_one_event(rule) for rule in RULES if mentions(rule.condition, OnTarget))
_BY_PHANTOM = RuleIndex(rule for rule in RULES if mentions(rule.condition, ByPhantomOf))


@dataclass(slots=True)
class Room:
    """How much more may be remembered for patterns, by all identities together: sessions, and bytes, about."""

    sessions: int = 20_000
    bytes: int = 50_000_000
    is_exceeded: bool = False


class Gathered:
    """One identity under one name."""

    def __init__(self, key: IdentityKey, room: Room) -> None:
        self.key = key
        self.arn: str | None = None
        self.events = self.events_on_it = 0
        self.seen, self.known, self.used, self.created, self.deleted = (TimeSpan() for _ in range(5))
        self.addresses, self.regions, self.models, self.sessions, self.changed_by, self.access_key_ids = (
            Listed() for _ in range(6)
        )
        self.uses: Counter[tuple[str, str | None]] = Counter()
        self.signals = Signals()
        self.acted_on_phantom = False
        service = phantom_service(key.name) if key.kind is IdentityKind.USER else None
        self.phantom_of = service.slug if service else None
        # The signals that it would have, were one of its other names that of a phantom user.
        self._if_phantom: dict[str, Signals] = {}
        self._created_own_key = False
        self._room = room
        self._caller = ObservedCaller(key.kind is not IdentityKind.SERVICE, self.phantom_of, {})
        self._history: EventHistory | None = None
        self._memories: dict[tuple[str, str], Memory] = {}
        self._remembered: set[str] = set()

    def made(self, event: Event) -> None:
        """It made a call."""
        self.arn = self.arn or arn_of(event)
        self.events += 1
        self.seen.add(event.time)
        self.known.add(event.time)
        self.addresses.add(event.source_ip)
        self.regions.add(event.region)
        self.models.add(event.model_id)
        self.access_key_ids.add(event.actor.access_key_id)
        if self.key.kind is IdentityKind.ROLE:
            self.sessions.add(event.actor.name)
        if event.call_with_bearer_token:
            self.used.add(event.time)
            self.uses[event.source.partition(".")[0], event.bearer_token_type] += 1
        self._judge(event)

    def received(self, event: Event, arn: str | None, by: Gathered) -> None:
        """Somebody else's call affected it, and succeeded."""
        self.arn = self.arn or arn
        self.events_on_it += 1
        self.known.add(event.time)
        if event.read_only is not True:
            self.seen.add(event.time)
            self.changed_by.add(event.actor.described)
        if event.name in ("CreateUser", "DeleteUser"):
            (self.created if event.name == "CreateUser" else self.deleted).add(event.time)
        sighting = self._sighting(event, ObservedCaller(False, None, {}))
        for signal in _ON_USER.signals(sighting):
            self._give(signal, sighting)
            # A pattern is complete with a later call at the earliest.
            is_urgent = signal.severity is Severity.HIGH and signal.name not in _MEMORIES
            by.acted_on_phantom |= is_urgent and self.phantom_of is not None and by.key.kind is not IdentityKind.SERVICE

    def _judge(self, event: Event) -> None:
        """Give the signals of its own call."""
        sighting = self._sighting(event, self._caller)
        for signal in _CALLS.signals(sighting):
            self._give(signal, sighting)
            if signal.name == "api-key-by-target" and affected_user(sighting) == self.key.name:
                self._created_own_key = True
        if self.key.kind is IdentityKind.USER and self.phantom_of is None:
            for slug in _PHANTOMS:
                for signal in _BY_PHANTOM.signals(self._sighting(event, ObservedCaller(True, slug, {}))):
                    self._if_phantom.setdefault(slug, Signals()).add(signal, event.time)

    def _sighting(self, event: Event, caller: ObservedCaller) -> Sighting:
        if self._history is None:
            self._history = EventHistory(self.key.target(self.arn))
        return Sighting(event, caller, self._history)

    def _give(self, signal: Signal, sighting: Sighting) -> None:
        """Note a signal, or remember an event of a pattern."""
        if signal.name not in _MEMORIES:
            self.signals.add(signal, sighting.event.time)
            return
        actor = sighting.event.actor
        session = "" if signal.name in _OF_USER else actor.arn or actor.name
        memory = self._memory(session, signal.name)
        if memory is None or self._room.bytes <= 0:
            self._room.is_exceeded = True
        else:
            self._room.bytes -= memory.see(sighting)

    def _memory(self, session: str, name: str) -> Memory | None:
        """What the pattern remembers of a session; None if there is no room for another session."""
        memory = self._memories.get((session, name))
        if memory is None and (session in self._remembered or self._room.sessions > 0):
            self._room.sessions -= session not in self._remembered
            self._remembered.add(session)
            memory = self._memories[session, name] = _MEMORIES[name]()
        return memory

    def completions(self, names: frozenset[str] | None = None) -> Iterator[tuple[str, datetime | None]]:
        """The signals of patterns, or of those with these names, and their times."""
        for (_, name), memory in self._memories.items():
            if names is None or name in names:
                yield from ((name, time) for time in memory.completions())

    def if_phantom_of(self, slug: str) -> Signals:
        """The further signals that it has if it is a phantom user of this service by another name."""
        return self._if_phantom.get(slug) or Signals()

    @property
    def is_listed(self) -> bool:
        """Whether a hunt lists it."""
        if self.uses or self.phantom_of or self.acted_on_phantom or self._created_own_key:
            return True
        if not self.signals.names.isdisjoint(LISTING | GIVEN):
            return True
        return next(self.completions(LISTING), None) is not None
