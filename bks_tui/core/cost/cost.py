"""What a target spent on models: a row for each model and Region, the sum, and what is missing. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.cost.money import UNKNOWN, Money, total
from bks_tui.core.cost.price_table import LISTED
from bks_tui.core.cost.prices import ModelPrice, Prices
from bks_tui.core.cost.usage import (
    ModelInvocation,
    PricedModel,
    TokenCounts,
    TokenSource,
    merged_invocations,
    recorded_invocations,
)
from bks_tui.core.detection.calls import COSTLY_JOBS
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.source import Gap
from bks_tui.core.timeline.timeline import Timeline

# Whatever is read, this use leaves no trace in it.
INVISIBLE = (
    "Use through bedrock-mantle and the Claude Platform is invisible here: CloudTrail's event history and "
    "model-invocation logs do not contain it, and other records of it have no tokens. Its cost is not included.",
    "The cost of agents, flows, knowledge bases, batch jobs and bidirectional streams is not included either.",
)
_LIST_PRICES = "Prices are list prices on demand; batch, flex, priority and provisioned use and discounts differ."
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class CostRow:
    """The successful calls of a target to one model in one Region.

    `tokens` are those of `counted` of the `calls`. `upper` are those of all callers, by CloudWatch metrics, if they
    were read. `sources` are where the tokens are from.
    """

    place: PricedModel
    calls: int
    counted: int
    tokens: TokenCounts
    upper: TokenCounts | None
    sources: tuple[TokenSource, ...]
    money: Money
    price: ModelPrice | None

    @property
    def missing(self) -> tuple[str, ...]:
        """What is unknown of it, a clause each."""
        uncounted = self.calls - self.counted
        clauses = (
            (self.price is None, "no price is known"),
            (uncounted > 0, f"{pluralize(uncounted, 'call')} without tokens"),
            (TokenSource.CLOUDTRAIL in self.sources, "CloudTrail records no cached tokens"),
            (self.upper is not None, "the upper bound is the use of all callers"),
            (self._has_unpriced_tokens, "some of its tokens have no price"),
        )
        return tuple(clause for holds, clause in clauses if holds)

    @property
    def _has_unpriced_tokens(self) -> bool:
        price, tokens = self.price, self.tokens
        kinds = ("input", "output", "cache_read", "cache_write")
        return price is not None and any(getattr(tokens, kind) and getattr(price, kind) is None for kind in kinds)


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a target's use of models in a period.

    `token_gaps` are what could not be read beside the timeline, which has `timeline_gaps`. `notes` say what was read
    and what is not included, a sentence each.
    """

    account: Account
    target: Target
    since: datetime
    until: datetime
    rows: tuple[CostRow, ...]
    timeline_gaps: tuple[Gap, ...] = ()
    token_gaps: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Everything that could not be read."""
        return (*self.timeline_gaps, *self.token_gaps)

    @property
    def money(self) -> Money:
        """The sum of all rows; unknown if no call was found, which does not mean that nothing was used."""
        return total(row.money for row in self.rows)

    @property
    def tokens(self) -> TokenCounts:
        """The tokens that are recorded."""
        return sum((row.tokens for row in self.rows), TokenCounts())

    @property
    def calls(self) -> int:
        """The number of successful calls."""
        return sum(row.calls for row in self.rows)

    @property
    def counted(self) -> int:
        """The number of calls whose tokens are recorded."""
        return sum(row.counted for row in self.rows)

    @property
    def sources(self) -> tuple[TokenSource, ...]:
        """Where the tokens are from."""
        return tuple(source for source in TokenSource if any(source in row.sources for row in self.rows))

    @property
    def complete(self) -> bool:
        """Whether everything could be read. An unknown price is no gap of the reading."""
        return not self.gaps

    @property
    def described(self) -> str:
        """The cost in a line: the money, the tokens, and where they are from."""
        if not self.rows:
            return "unknown: no successful invocation was found"
        models = len({row.place.model for row in self.rows})
        tokens = f"{self.tokens.described} tokens in {self.counted} of " if self.counted else "no tokens recorded in "
        return (
            f"{self.money.described}: {tokens}{pluralize(self.calls, 'call')} to {pluralize(models, 'model')} "
            f"({', '.join(source.value for source in self.sources)})"
        )


@dataclass(frozen=True, slots=True)
class CostEvidence:
    """What was read beside the timeline: logged invocations of the target, and the tokens of all callers by place.

    Each of `gaps` could not be read, and each of `notes` is a sentence on what was. `files` is how many of the given
    files are model-invocation logs.
    """

    logged: tuple[ModelInvocation, ...] = ()
    metrics: Mapping[PricedModel, TokenCounts] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()
    files: int = 0


NO_EVIDENCE = CostEvidence()


def cost_of(timeline: Timeline, evidence: CostEvidence = NO_EVIDENCE, prices: Prices = LISTED) -> Cost:
    """The cost of the target of a timeline, by its events and what else was read."""
    # The ids of requests are needed only to find the same calls in logs.
    recorded = recorded_invocations(timeline.events, timeline.target, identified=bool(evidence.logged))
    places: dict[PricedModel, list[ModelInvocation]] = {}
    for each in merged_invocations(recorded, evidence.logged):
        places.setdefault(each.place, []).append(each)
    rows = [_row(place, calls, evidence.metrics.get(place), prices) for place, calls in places.items()]
    times = [each.time for each in evidence.logged if each.time]
    return Cost(
        timeline.account,
        timeline.target,
        min((timeline.since, *times)),
        max((timeline.until, *times)),
        tuple(sorted(rows, key=_by_money)),
        timeline.gaps,
        evidence.gaps,
        tuple(_notes(timeline, rows, evidence)),
    )


def uncounted_places(timeline: Timeline, logged: Sequence[ModelInvocation]) -> tuple[PricedModel, ...]:
    """The models and Regions with calls whose tokens are not known, or not in full."""
    merged = merged_invocations(recorded_invocations(timeline.events, timeline.target), logged)
    return tuple(dict.fromkeys(each.place for each in merged if each.source is not TokenSource.LOGS))


def _row(place: PricedModel, calls: Sequence[ModelInvocation], upper: TokenCounts | None, prices: Prices) -> CostRow:
    counted = [(each, each.tokens) for each in calls if each.tokens is not None]
    of_calls = [_bounds(prices.of(tokens, place), each.source) for each, tokens in counted]
    money = total((*of_calls, *([UNKNOWN] if len(counted) < len(calls) else [])))
    if upper is not None and money.high is None:
        money = Money(money.low, prices.of(upper, place, of_one_call=False).high)
    sources = {each.source for each in calls} | ({TokenSource.METRICS} if upper is not None else set())
    return CostRow(
        place=place,
        calls=len(calls),
        counted=len(counted),
        tokens=sum((tokens for _, tokens in counted), TokenCounts()),
        upper=upper,
        sources=tuple(source for source in TokenSource if source in sources),
        money=money,
        price=prices.find(place),
    )


def _bounds(money: Money, source: TokenSource) -> Money:
    """What a call cost. CloudTrail does not record cached tokens, so it may have cost more than it shows."""
    return money if source is TokenSource.LOGS else Money(money.low)


def _by_money(row: CostRow) -> tuple[object, ...]:
    """The most expensive first; what is unknown after that, by the number of calls."""
    known = row.money.low if row.money.low is not None else row.money.high
    return known is None, -(known or 0), -row.calls, row.place.service, row.place.model or "", row.place.region


def _notes(timeline: Timeline, rows: Sequence[CostRow], evidence: CostEvidence) -> Iterator[str]:
    yield from evidence.notes
    unpriced = sorted({row.place.model or "unknown model" for row in rows if row.price is None})
    if unpriced:
        more = f" and {len(unpriced) - _MOST_NAMED} more" if len(unpriced) > _MOST_NAMED else ""
        yield f"No price is known of {', '.join(unpriced[:_MOST_NAMED])}{more}: give it with --prices."
    jobs = Counter(_costly_jobs(timeline))
    if jobs:
        listed = ", ".join(f"{name} ({number})" for name, number in jobs.items())
        yield f"Charged by the hour or the job, and not included: {listed}."
    if timeline.capped:
        yield "More events exist than --max-events allows: those are not included."
    yield from (_LIST_PRICES, *INVISIBLE)


def _costly_jobs(timeline: Timeline) -> Iterable[str]:
    events = (event for event in timeline.events if event.name in COSTLY_JOBS and not event.failed)
    return (event.name for event in events if timeline.target.is_actor(event.actor))
