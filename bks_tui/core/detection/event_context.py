"""An event with its context: who made it, and what is new compared with earlier events.

Separate from the rules, which look at one event at a time: all memory of a timeline is here.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bks_tui.core.cloudtrail.event import Actor, ActorKind, Event, chronological, request_parameters, response_elements
from bks_tui.core.cloudtrail.record import object_in, text_in
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.keys.alias import parse_alias
from bks_tui.core.services import ApiKeyService, phantom_service

INVOCATIONS = frozenset(
    {
        "InvokeModel",
        "InvokeModelWithResponseStream",
        "InvokeModelWithBidirectionalStream",
        "Converse",
        "ConverseStream",
        "CreateInference",
    }
)

# A person at work makes fewer calls than this; the owner knows of an application that makes more.
BURST_CALLS = 30
BURST_SECONDS = 60

# An application uses one or two Regions and a few models.
MANY_REGIONS = 3
MANY_MODELS = 4

_OPERATING_SYSTEM = re.compile(r"\bos/(\w+)|\((\w+)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class EventContext:
    """An event, and what earlier events show about it.

    `own`: the target made the call. `by_service`: an AWS service made it for someone.
    `phantom_of` is the service that the target was created for, if a phantom user made the call itself.
    `client` is new if the program or operating system differs from earlier ones. `starts_burst`
    marks one invocation of a burst; `adds_region` and `adds_model` mark each that adds to too many.
    """

    event: Event
    own: bool
    by_service: bool
    phantom_of: ApiKeyService | None
    new_address: bool
    new_client: bool
    starts_burst: bool
    adds_region: bool
    adds_model: bool
    has_api_key: bool


@dataclass
class _Habits:
    """The earlier behaviour of one actor."""

    addresses: set[str] = field(default_factory=set)
    clients: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)
    models: set[str] = field(default_factory=set)
    invocations: deque[float] = field(default_factory=lambda: deque(maxlen=BURST_CALLS))
    in_burst: bool = False


def event_contexts(events: Iterable[Event], target: Target) -> Iterator[EventContext]:
    """Each parsed event in order of time, with its context."""
    habits: dict[tuple[ActorKind, str], _Habits] = {}
    api_keys: Counter[str] = Counter()
    for event in sorted(events, key=chronological):
        if event.problem is None:
            known = habits.setdefault((event.actor.kind, event.actor.arn or event.actor.name), _Habits())
            by_service, own = _is_by_service(event), target.is_actor(event.actor)
            yield EventContext(
                event=event,
                own=own,
                by_service=by_service,
                phantom_of=_phantom_of(event.actor, target) if own else None,
                new_address=not by_service and _is_another(event.source_ip, known.addresses),
                new_client=not by_service and _is_another(_client(event.user_agent), known.clients),
                starts_burst=_starts_burst(event, known),
                adds_region=_adds(event, event.region, known.regions, MANY_REGIONS),
                adds_model=_adds(event, event.model_id, known.models, MANY_MODELS),
                has_api_key=_had_api_key(event, api_keys),
            )


def _phantom_of(actor: Actor, target: Target) -> ApiKeyService | None:
    """The service of the first name that the console would use: a renamed phantom user is still one.

    An access key id has no name, but the events of its user do.
    """
    names = (*target.names, actor.name) if actor.kind is ActorKind.USER else target.names
    return next(filter(None, map(phantom_service, names)), None)


def _is_by_service(event: Event) -> bool:
    address = event.source_ip or ""
    return event.actor.kind is ActorKind.SERVICE or address.endswith(".amazonaws.com") or address == "AWS Internal"


def _client(user_agent: str | None) -> str | None:
    """The program and its operating system, without versions, which change with updates."""
    if not user_agent:
        return user_agent
    system = _OPERATING_SYSTEM.search(user_agent)
    program = re.split(r"[/\s]", user_agent, maxsplit=1)[0]
    return f"{program} {system[0] if system else ''}".lower()


def _is_another(value: str | None, known: set[str]) -> bool:
    """Whether a value differs from the known ones, and add it to them. The first value does not count."""
    if value is None or value in known:
        return False
    known.add(value)
    return len(known) > 1


def _starts_burst(event: Event, known: _Habits) -> bool:
    if event.name not in INVOCATIONS or event.time is None:
        return False
    calls = known.invocations
    calls.append(event.time.timestamp())
    was_in_burst = known.in_burst
    known.in_burst = len(calls) == BURST_CALLS and calls[-1] - calls[0] <= BURST_SECONDS
    return known.in_burst and not was_in_burst


def _adds(event: Event, value: str | None, known: set[str], many: int) -> bool:
    if event.name not in INVOCATIONS or not value or value in known:
        return False
    known.add(value)
    return len(known) >= many


def _had_api_key(event: Event, api_keys: Counter[str]) -> bool:
    """Whether an API key was created before for this name: seen in an event, or shown by the alias of this one."""
    if event.name != "CreateServiceSpecificCredential" or event.error_code:
        return False
    user = str(request_parameters(event).get("userName") or event.actor.name)
    api_keys[user] += 1
    return api_keys[user] > 1 or _alias_was_taken(event, user)


def _alias_was_taken(event: Event, user: str) -> bool:
    """Whether another key had the plain alias when this one was created."""
    made = object_in(response_elements(event), "serviceSpecificCredential")
    alias = parse_alias(text_in(made, "serviceCredentialAlias") or "")
    # The name of a user can itself end like a marker.
    return alias is not None and alias.marker is not None and user == alias.user
