"""An event as the rules see it: who made it in relation to the target, and what is remembered of earlier events."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bks_tui.core.cloudtrail.event import Actor, ActorKind, Event
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.services import phantom_service

_LONGEST_USER_AGENT = 1000
_OPERATING_SYSTEM = re.compile(r"\bos/(\w+)|\((\w+)", re.IGNORECASE | re.ASCII)


@dataclass(slots=True)
class ObservedCaller:
    """Who made calls, in relation to the target.

    `phantom_of` is the service that the target was created for, if a phantom user made the call itself.
    `habits` is what each pattern remembers of this identity.
    """

    is_target: bool
    phantom_of: str | None
    habits: dict[object, Any]


@dataclass(slots=True)
class Sighting:
    """An event, its caller, and the memory of the timeline."""

    event: Event
    caller: ObservedCaller
    history: EventHistory
    _fields: Mapping[str, Any] | None = field(default=None, init=False)

    @property
    def fields(self) -> Mapping[str, Any]:
        """The whole record, parsed when a condition first needs it."""
        if self._fields is None:
            self._fields = json.loads(self.event.record)
        return self._fields

    @property
    def is_by_service(self) -> bool:
        """Whether an AWS service made the call, for itself or for someone."""
        address = self.event.source_ip
        if address is not None and (address.endswith(".amazonaws.com") or address == "AWS Internal"):
            return True
        return self.event.actor.kind is ActorKind.SERVICE


class EventHistory:
    """What is remembered of the events so far. Events must be given in order of time."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.affected: dict[object, Any] = {}
        self._callers: dict[tuple[object, ...], ObservedCaller] = {}
        self._habits: dict[tuple[ActorKind, str], dict[object, Any]] = {}

    def sighting(self, event: Event) -> Sighting:
        """The event with its caller."""
        actor = event.actor
        # The id of a kind, because the hash of an enum member is slow.
        key = (id(actor.kind), actor.name, actor.arn, actor.access_key_id, actor.issuer_arn)
        caller = self._callers.get(key)
        if caller is None:
            caller = self._callers[key] = self._caller(actor)
        return Sighting(event, caller, self)

    def _caller(self, actor: Actor) -> ObservedCaller:
        own = self.target.is_actor(actor)
        habits = self._habits.setdefault((actor.kind, actor.arn or actor.name), {})
        return ObservedCaller(own, _phantom_of(actor, self.target) if own else None, habits)


def _phantom_of(actor: Actor, target: Target) -> str | None:
    """The service of the first name that the console would use: a renamed phantom user is still one.

    An access key id has no name, but the events of its user do.
    """
    names = (*target.names, actor.name) if actor.kind is ActorKind.USER else target.names
    service = next(filter(None, map(phantom_service, names)), None)
    return service.slug if service else None


def client(user_agent: str) -> str:
    """The program and its operating system, without versions, which change with updates."""
    return _client(user_agent[:_LONGEST_USER_AGENT])


@lru_cache(maxsize=1024)
def _client(user_agent: str) -> str:
    if not user_agent:
        return user_agent
    system = _OPERATING_SYSTEM.search(user_agent)
    program = re.split(r"[/\s]", user_agent, maxsplit=1)[0]
    return f"{program} {system[0] if system else ''}".lower()
