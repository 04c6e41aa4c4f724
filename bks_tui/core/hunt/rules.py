"""The rules of detection in a hunt, which has no target: whom they list, and what finds their events.

Each identity is its own target in a hunt. Most rules ask what the target does, and an administrator does much of it
every day. So only rules that ask for no target list an identity, and those of the context of a call do not. An identity
that is listed has all its signals.
"""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.detection import RULES, RULES_BY_SUBJECT, Rule
from bks_tui.core.detection.calls import ATTACHED_QUARANTINE, CREATED_API_KEY
from bks_tui.core.detection.conditions import (
    AllOf,
    AnyOf,
    Burst,
    ByPhantomOf,
    ByTarget,
    Call,
    Condition,
    Distinct,
    Not,
    OnTarget,
    Pattern,
    Repeated,
)
from bks_tui.core.services import SERVICES
from bks_tui.core.timeline.log_query import Needles

# A user with one of these was given an API key, or AWS found one of its keys in public.
GIVEN = frozenset({"api-key-created", "quarantined"})

# A record of a call with an API key contains it, in one of two places.
_BEARER_FLAG = "callWithBearerToken"

# The services whose short-term keys work for calls that are management events.
PLANES = tuple(
    action.partition(":")[0] for service in SERVICES if service.short_term_host for action in service.bearer_actions
)
PHANTOM_PREFIXES = tuple(prefix for service in SERVICES for prefix in service.phantom_prefixes)


def mentions(condition: Condition | Pattern, *kinds: type) -> bool:
    """Whether a condition of one of these kinds is part of it."""
    return isinstance(condition, kinds) or any(mentions(part, *kinds) for part in _parts(condition))


def _parts(condition: Condition | Pattern) -> Iterator[Condition]:
    match condition:
        case Not(part) | Burst(part) | Distinct(part):
            yield part
        case AllOf(parts) | AnyOf(parts):
            yield from parts
        case Repeated(part, _, shown):
            yield from (part, shown)


_OF_CONTEXT = frozenset(rule.signal.name for rule in RULES_BY_SUBJECT["Context of any call"])
WITHOUT_TARGET: tuple[Rule, ...] = tuple(
    rule
    for rule in RULES
    if rule.signal.name not in _OF_CONTEXT and not mentions(rule.condition, ByTarget, OnTarget, ByPhantomOf)
)
LISTING = frozenset(rule.signal.name for rule in WITHOUT_TARGET)


def calls_of(condition: Condition | Pattern) -> frozenset[Call] | None:
    """Every event of the condition is one of these calls; None if it can be any."""
    match condition:
        case Call():
            return frozenset({condition})
        case AllOf(parts):
            known = [calls for part in parts if (calls := calls_of(part)) is not None]
            return min(known, key=_number_of_names, default=None)
        case AnyOf(parts):
            known = [calls for part in parts if (calls := calls_of(part)) is not None]
            return frozenset[Call]().union(*known) if len(known) == len(parts) else None
        case Burst(part) | Distinct(part) | Repeated(part):
            return calls_of(part)
        case _:
            return None


def _number_of_names(calls: frozenset[Call]) -> int:
    return sum(len(call.names) or 1 for call in calls)


# What can list an identity, except calls with an API key.
LISTING_CONDITIONS: tuple[Condition | Pattern, ...] = (
    CREATED_API_KEY,
    ATTACHED_QUARANTINE,
    *(rule.condition for rule in WITHOUT_TARGET),
)


def _calls() -> Iterator[Call]:
    """The calls that can list an identity, except those with an API key."""
    for condition in LISTING_CONDITIONS:
        yield from calls_of(condition) or ()


def _event_names(*, of_iam: bool) -> frozenset[str]:
    """The names of these calls, of IAM or of other services, but not of those that are searched as a whole."""
    calls = (call for call in _calls() if call.service not in PLANES and (call.service == "iam") is of_iam)
    return frozenset(name for call in calls for name in call.names)


EVENT_NAMES, IAM_EVENT_NAMES = _event_names(of_iam=False), _event_names(of_iam=True)
EVENT_SOURCES = tuple(f"{plane}.amazonaws.com" for plane in PLANES)


# Every call with an API key is found by this.
USE_SEARCH = Needles(words=frozenset({_BEARER_FLAG}))
# A record of an event that can list somebody is found by these.
FIRST_SEARCH = Needles(
    words=frozenset({_BEARER_FLAG, *PHANTOM_PREFIXES, *(call.service for call in _calls() if call.service in PLANES)}),
    calls=EVENT_NAMES | IAM_EVENT_NAMES,
)
