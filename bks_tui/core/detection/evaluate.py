"""The evaluator: conditions become functions of one sighting, once, and rules are found by the name of a call."""

from __future__ import annotations

from datetime import timedelta
from functools import singledispatch
from typing import TypeGuard

from bks_tui.core.detection import conditions as of
from bks_tui.core.detection.conditions import CallOutcome, Condition, Pattern
from bks_tui.core.detection.fields import TEXT_COMPARISONS, matches, matches_text, reader
from bks_tui.core.detection.patterns import Predicate, burst, distinct, repeated, repeated_within
from bks_tui.core.detection.sighting import Sighting

# How the codes of denied calls are called; services put words before and after them.
DENIED_CODES = ("AccessDenied", "Unauthorized", "NotAuthorized", "AuthorizationError", "Forbidden")


@singledispatch
def predicate(condition: Condition | Pattern) -> Predicate:
    """The function of a condition: whether it holds for a sighting."""
    raise TypeError(f"no evaluation of {type(condition).__name__}")


@predicate.register
def _(condition: of.Call) -> Predicate:
    names, sources = frozenset(condition.names), (f"{condition.service}.", f"{condition.service}-")
    if not names:
        return lambda sighting: sighting.event.source.startswith(sources)
    return lambda sighting: sighting.event.name in names and sighting.event.source.startswith(sources)


@predicate.register
def _(condition: of.Ended) -> Predicate:
    if condition.outcome is CallOutcome.SUCCEEDED:
        return lambda sighting: sighting.event.failure is None
    if condition.outcome is CallOutcome.FAILED:
        return lambda sighting: sighting.event.failure is not None
    return _is_denied


def _is_denied(sighting: Sighting) -> bool:
    """Whether a policy did not allow the call, or a login failed."""
    code = sighting.event.failure
    if code is None:
        return False
    return any(denied in code for denied in DENIED_CODES) or sighting.event.name == "ConsoleLogin"


@predicate.register
def _(condition: of.By) -> Predicate:
    return lambda sighting: sighting.event.actor.kind is condition.kind


@predicate.register
def _(_: of.ByTarget) -> Predicate:
    return lambda sighting: sighting.caller.is_target


@predicate.register
def _(_: of.OnTarget) -> Predicate:
    return lambda sighting: sighting.history.target.is_affected(sighting.event.resources)


@predicate.register
def _(condition: of.ByPhantomOf) -> Predicate:
    slug = condition.slug
    return lambda sighting: sighting.caller.phantom_of == slug


@predicate.register
def _(_: of.ByService) -> Predicate:
    return lambda sighting: sighting.is_by_service


@predicate.register
def _(_: of.BearerToken) -> Predicate:
    return lambda sighting: sighting.event.call_with_bearer_token


@predicate.register
def _(_: of.LongTermAccessKey) -> Predicate:
    return lambda sighting: (sighting.event.actor.access_key_id or "").startswith("AKIA")


@predicate.register
def _(_: of.FromConsole) -> Predicate:
    return lambda sighting: sighting.event.from_console


@predicate.register
def _(_: of.Writes) -> Predicate:
    return lambda sighting: sighting.event.read_only is False


@predicate.register
def _(condition: of.Field) -> Predicate:
    return matches(condition)


@predicate.register
def _(condition: of.AwsManagedPolicy) -> Predicate:
    exact = frozenset(name for name in condition.names if not name.endswith("*"))
    beginnings = tuple(name[:-1] for name in condition.names if name.endswith("*"))
    read = reader("requestParameters.policyArn")

    def holds(sighting: Sighting) -> bool:
        arn = read(sighting)
        # A customer's policy can have the same name, and `:` in its path.
        if not isinstance(arn, str) or arn.split(":")[4:5] != ["aws"]:
            return False
        name = arn.rpartition("/")[2]
        return name in exact or name.startswith(beginnings)

    return holds


@predicate.register
def _(condition: of.Not) -> Predicate:
    holds = predicate(condition.condition)
    return lambda sighting: not holds(sighting)


@predicate.register
def _(condition: of.AllOf) -> Predicate:
    parts = tuple(map(predicate, condition.conditions))
    if len(parts) == 2:
        first, second = parts
        return lambda sighting: first(sighting) and second(sighting)

    def holds(sighting: Sighting) -> bool:
        # `all` with a generator takes three times as long.
        for part in parts:  # noqa: SIM110
            if not part(sighting):
                return False
        return True

    return holds


@predicate.register
def _(condition: of.AnyOf) -> Predicate:
    texts = [part for part in condition.conditions if _is_text(part)]
    if len(texts) == len(condition.conditions) and len({text.path for text in texts}) == 1:
        return matches_text(*texts)
    parts = tuple(map(predicate, condition.conditions))

    def holds(sighting: Sighting) -> bool:
        # `any` with a generator takes three times as long.
        for part in parts:  # noqa: SIM110
            if part(sighting):
                return True
        return False

    return holds


def _is_text(condition: Condition) -> TypeGuard[of.Field]:
    return isinstance(condition, of.Field) and condition.comparison in TEXT_COMPARISONS


@predicate.register
def _(pattern: of.Repeated) -> Predicate:
    holds, shown = predicate(pattern.of), predicate(pattern.or_shown_by)
    if pattern.seconds is None:
        return repeated(pattern, holds, shown)
    return repeated_within(pattern, timedelta(seconds=pattern.seconds), holds, shown)


@predicate.register
def _(pattern: of.Burst) -> Predicate:
    return burst(pattern, predicate(pattern.of))


@predicate.register
def _(pattern: of.Distinct) -> Predicate:
    return distinct(pattern, predicate(pattern.of))
