"""Prices: found by whatever name a call gives the model, with the bounds that the sources leave open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bks_tui.core.cost.money import UNKNOWN, Money
from bks_tui.core.cost.price_table import LISTED
from bks_tui.core.cost.prices import folded_model
from bks_tui.core.cost.usage import PricedModel, TokenCounts
from tests.support.invocations import SONNET

MILLION = 1_000_000


def place(model: str | None = SONNET, region: str = "us-east-1", service: str = "bedrock") -> PricedModel:
    return PricedModel(service, model, region)


def cost(tokens: TokenCounts, model: str | None = SONNET, region: str = "us-east-1") -> Money:
    return LISTED.of(tokens, place(model, region))


def exactly(amount: str) -> Money:
    return Money(Decimal(amount), Decimal(amount))


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("anthropic.claude-sonnet-4-20250514-v1:0", "anthropic.claude-sonnet-4"),
        ("us.anthropic.claude-sonnet-4-20250514-v1:0", "anthropic.claude-sonnet-4"),
        ("us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic.claude-sonnet-4-5"),
        ("global.anthropic.claude-opus-4-6-v1", "anthropic.claude-opus-4-6"),
        ("anthropic.claude-3-sonnet-20240229-v1:0:200k", "anthropic.claude-3-sonnet"),
        ("meta.llama3-3-70b-instruct-v1:0", "meta.llama3-3-70b-instruct"),
        ("openai.gpt-oss-120b-1:0", "openai.gpt-oss-120b-1"),
        ("application-inference-profile/a1b2c3", "application-inference-profile/a1b2c3"),
        ("", ""),
    ],
)
def test_a_model_has_one_name_whatever_profile_date_and_version_are_called(name: str, folded: str) -> None:
    assert folded_model(name) == folded


@pytest.mark.parametrize("model", LISTED.listed)
def test_every_listed_name_is_folded_and_has_both_prices(model: str) -> None:
    price = LISTED.listed[model]
    assert folded_model(model) == model
    assert price.input
    assert price.output
    assert price.source.startswith("https://")
    assert date.fromisoformat(price.date)


@pytest.mark.parametrize("model", [None, "some.model", "anthropic.claude-sonnet-99", "", "\x1b[2J"])
def test_a_model_that_is_not_listed_has_no_price_not_even_for_nothing(model: str | None) -> None:
    assert cost(TokenCounts(), model) == UNKNOWN


def test_another_service_has_prices_of_its_own() -> None:
    assert LISTED.find(place(service="aws-external-anthropic")) is None


@pytest.mark.parametrize(
    ("model", "region", "amount"),
    [
        # 3 dollars for input and 15 for output.
        (SONNET, "us-east-1", exactly("18")),
        (f"global.{SONNET}", "us-east-1", exactly("18")),
        (SONNET, "eu-west-1", Money(Decimal(18), Decimal("21.6"))),
        # From 4.5 on, what is not global costs a tenth more.
        ("global.anthropic.claude-haiku-4-5-20251001-v1:0", "us-east-1", exactly("6")),
        ("us.anthropic.claude-haiku-4-5-20251001-v1:0", "us-east-1", exactly("6.6")),
        ("eu.anthropic.claude-haiku-4-5-20251001-v1:0", "eu-west-1", Money(Decimal("6.6"), Decimal("7.92"))),
    ],
)
def test_a_million_of_each_costs_what_profile_and_region_say(model: str, region: str, amount: Money) -> None:
    calls = [cost(TokenCounts(100_000, 100_000), model, region) for _ in range(10)]
    assert Money(sum(each.low or 0 for each in calls), sum(each.high or 0 for each in calls)) == amount  # type: ignore[arg-type]


def test_a_cache_may_have_been_written_for_five_minutes_or_for_an_hour() -> None:
    assert cost(TokenCounts(cache_write=100_000)) == Money(Decimal("0.375"), Decimal("0.6"))


def test_what_is_read_from_a_cache_is_cheaper() -> None:
    assert cost(TokenCounts(cache_read=100_000)) == exactly("0.03")


@pytest.mark.parametrize(("tokens", "high"), [(200_000, "0.6"), (200_001, "1.200006")])
def test_a_long_prompt_may_cost_more(tokens: int, high: str) -> None:
    assert cost(TokenCounts(tokens)).high == Decimal(high)


def test_of_a_sum_of_calls_any_may_have_had_a_long_prompt() -> None:
    summed = LISTED.of(TokenCounts(1_000), place(), of_one_call=False)
    assert summed == Money(Decimal("0.003"), Decimal("0.006"))


def test_tokens_without_a_price_leave_the_upper_bound_open() -> None:
    assert cost(TokenCounts(MILLION, 0, 0, 1), "amazon.nova-pro-v1:0") == Money(Decimal("0.8"), None)
    assert cost(TokenCounts(0, 0, 0, 1), "amazon.nova-pro-v1:0") == UNKNOWN
