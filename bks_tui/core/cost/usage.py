"""Invocations of models by a target, each with its tokens as far as a source records them. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.record import text_in
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.detection.calls import INVOCATIONS
from bks_tui.core.timeline.tokens import tokens_in


class TokenSource(Enum):
    """Where the tokens of invocations are from, the best source first."""

    LOGS = "model-invocation logs"
    CLOUDTRAIL = "CloudTrail"
    METRICS = "CloudWatch metrics of all callers"
    CALLS = "number of calls"


@dataclass(frozen=True, slots=True)
class TokenCounts:
    """Numbers of tokens. `input` does not include those that were read from a cache or written to it.

    https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html
    """

    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0

    def __add__(self, other: TokenCounts) -> TokenCounts:
        return TokenCounts(
            self.input + other.input,
            self.output + other.output,
            self.cache_read + other.cache_read,
            self.cache_write + other.cache_write,
        )

    @property
    def prompt(self) -> int:
        """The length of the prompt, cached or not."""
        return self.input + self.cache_read + self.cache_write

    @property
    def described(self) -> str:
        """The numbers in words: `1,200 input, 300 output`, and those of a cache if there are any."""
        named = (("read from cache", self.cache_read), ("written to cache", self.cache_write))
        cached = (f"{number:,} {name}" for name, number in named if number)
        return ", ".join((f"{self.input:,} input", f"{self.output:,} output", *cached))


class PricedModel(NamedTuple):
    """What is priced alike: a model of a service in a Region. `model` is as the call named it; None if unknown."""

    service: str
    model: str | None
    region: str


@dataclass(frozen=True, slots=True)
class ModelInvocation:
    """One successful call to a model. `tokens` None: `source` shows the call only."""

    place: PricedModel
    time: datetime | None
    request_id: str | None
    tokens: TokenCounts | None
    source: TokenSource


def recorded_invocations(
    events: Iterable[Event], target: Target, *, identified: bool = True
) -> tuple[ModelInvocation, ...]:
    """The successful invocations of the target among CloudTrail events, in order; with their ids if `identified`."""
    return tuple(
        _recorded(event, identified=identified)
        for event in events
        if event.name in INVOCATIONS and event.problem is None and not event.failed and target.is_actor(event.actor)
    )


def _recorded(event: Event, *, identified: bool) -> ModelInvocation:
    read, written = tokens_in(event)
    # One number alone does not tell what the call cost.
    tokens = TokenCounts(read, written) if read is not None and written is not None else None
    service = event.source.partition(".")[0] or "unknown"
    return ModelInvocation(
        PricedModel(service, event.model_id, event.region or "unknown"),
        event.time,
        text_in(json.loads(event.record), "requestID") if identified else None,
        tokens,
        TokenSource.CLOUDTRAIL if tokens else TokenSource.CALLS,
    )


def merged_invocations(
    recorded: Sequence[ModelInvocation], logged: Sequence[ModelInvocation]
) -> tuple[ModelInvocation, ...]:
    """Each invocation once, by the best source that has its tokens.

    The id of the request tells which are the same. A recorded one without an id is taken for a logged one of the same
    model and Region that no other is, since it would be counted twice otherwise.
    """
    by_id: dict[str, ModelInvocation] = {}
    for each in (*logged, *recorded):
        if each.request_id is not None:
            known = by_id.setdefault(each.request_id, each)
            if known.tokens is None and each.tokens is not None:
                by_id[each.request_id] = each
    recorded_ids = {each.request_id for each in recorded}
    only_logged = Counter(each.place for each in by_id.values() if each.request_id not in recorded_ids)
    without_id = [each for each in logged if each.request_id is None]
    only_logged.update(each.place for each in without_id)
    for each in recorded:
        if each.request_id is None and only_logged[each.place] > 0:
            only_logged[each.place] -= 1
        elif each.request_id is None:
            without_id.append(each)
    return (*by_id.values(), *without_id)
