"""Prices of tokens, by model and Region. What has no price has none: it is never taken for free. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bks_tui.core.cost.money import UNKNOWN, Money
from bks_tui.core.cost.usage import PricedModel, TokenCounts

_MILLION = Decimal(1_000_000)
_ONE = Decimal(1)

# `us.anthropic.claude-…` is an inference profile of several Regions, `global.…` of all.
# https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
_PROFILE = re.compile(r"(?P<profile>global|us-gov|us|eu|apac|jp|au|ca|in)\.")
# The date of a model, its version, and the size of its context: `-20250514-v1:0:200k`.
_VERSION = re.compile(r"(?:-\d{8})?(?:-v\d+)?(?::\d+k?)*\Z")
_GLOBAL = "global"

# The Regions whose prices the table has.
_LISTED_REGIONS = frozenset({"us-east-1", "us-east-2", "us-west-2"})

# Other services sell the same models at prices of their own.
_PRICED_SERVICE = "bedrock"


def folded_model(model: str) -> str:
    """The name of a model without inference profile, date and version: `anthropic.claude-sonnet-4`."""
    return _VERSION.sub("", _PROFILE.sub("", model, count=1))


@dataclass(frozen=True, slots=True)
class LongPrompts:
    """Other prices for prompts of more tokens than `above`, as factors of the usual ones."""

    above: int
    input: Decimal
    output: Decimal


@dataclass(frozen=True, slots=True)
class ModelPrice:
    """US dollars for a million tokens, on demand. None: unknown.

    `in_region` is the factor for calls that do not use a global inference profile. `elsewhere` is by how much the price
    is higher at most in Regions that are not listed. `cache_write_highest` is the price of a cache of an hour, which no
    source tells from the usual one of five minutes.
    """

    source: str
    date: str
    input: Decimal | None = None
    output: Decimal | None = None
    cache_read: Decimal | None = None
    cache_write: Decimal | None = None
    cache_write_highest: Decimal | None = None
    in_region: Decimal = _ONE
    elsewhere: Decimal = _ONE
    long_prompts: LongPrompts | None = None

    def of(self, tokens: TokenCounts, place: PricedModel, *, of_one_call: bool = True) -> Money:
        """The price of tokens. Those of several calls, not `of_one_call`, may have been of long prompts."""
        profile = _PROFILE.match(place.model or "")
        factor = _ONE if profile and profile["profile"] == _GLOBAL else self.in_region
        low, high = Decimal(0), Decimal(0)
        unpriced = False
        for number, least, most in self._rates(tokens, of_one_call=of_one_call):
            if number and (least is None or most is None):
                unpriced = True
            elif number and least is not None and most is not None:
                low, high = low + number * least, high + number * most
        elsewhere = _ONE if place.region in _LISTED_REGIONS else self.elsewhere
        low, high = low * factor / _MILLION, high * factor * elsewhere / _MILLION
        return Money(low or None, None) if unpriced else Money(low, high)

    def _rates(self, tokens: TokenCounts, *, of_one_call: bool) -> Iterator[tuple[int, Decimal | None, Decimal | None]]:
        """Each kind of tokens: how many, and the lowest and the highest price."""
        long = self.long_prompts
        is_long = long is not None and (tokens.prompt > long.above or not of_one_call)
        more_in, more_out = (long.input, long.output) if long and is_long else (_ONE, _ONE)
        write_most = self.cache_write_highest or self.cache_write
        for number, least, most, more in (
            (tokens.input, self.input, self.input, more_in),
            (tokens.output, self.output, self.output, more_out),
            (tokens.cache_read, self.cache_read, self.cache_read, more_in),
            (tokens.cache_write, self.cache_write, write_most, more_in),
        ):
            yield number, least, None if most is None else most * more


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices of models by their folded names. Those of a person, `own`, come before those of the package."""

    listed: Mapping[str, ModelPrice]
    own: Mapping[str, ModelPrice] = field(default_factory=dict)

    def find(self, place: PricedModel) -> ModelPrice | None:
        """The price of a model; None if it is unknown."""
        if place.model is None or place.service != _PRICED_SERVICE:
            return None
        name = folded_model(place.model)
        return self.own.get(place.model) or self.own.get(name) or self.listed.get(name)

    def of(self, tokens: TokenCounts, place: PricedModel, *, of_one_call: bool = True) -> Money:
        """What tokens cost; unknown without a price."""
        price = self.find(place)
        return price.of(tokens, place, of_one_call=of_one_call) if price else UNKNOWN
