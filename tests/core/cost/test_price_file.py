"""A file of prices: it comes before the list, and whatever is doubtful in it is refused."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from bks_tui.core.cost.money import Money
from bks_tui.core.cost.price_file import with_own_prices
from bks_tui.core.cost.price_table import LISTED
from bks_tui.core.cost.prices import Prices
from bks_tui.core.cost.usage import PricedModel, TokenCounts
from bks_tui.core.errors import UsageError
from tests.support.invocations import SONNET

PLACE = PricedModel("bedrock", f"us.{SONNET}", "eu-west-1")


def prices(models: object, **more: object) -> Prices:
    return with_own_prices(LISTED, json.dumps({"models": models, **more}))


@pytest.mark.parametrize("name", [SONNET, f"us.{SONNET}", "anthropic.claude-sonnet-4"])
def test_an_own_price_comes_before_the_list_and_is_taken_as_it_is(name: str) -> None:
    own = prices({name: {"input": 1.5, "output": 2}})
    assert own.of(TokenCounts(1_000_000, 1_000_000), PLACE) == Money(Decimal("3.5"), Decimal("3.5"))


def test_what_the_file_does_not_have_is_as_listed() -> None:
    own = prices({"my.model": {"input": 1, "output": 2}})
    assert own.find(PLACE) == LISTED.find(PLACE)


def test_a_kind_of_tokens_without_a_price_is_unknown_and_not_the_listed_one() -> None:
    own = prices({SONNET: {"input": 1}})
    assert own.of(TokenCounts(1_000_000, 1), PLACE) == Money(Decimal(1), None)


def test_source_and_date_are_those_of_the_file() -> None:
    price = prices({SONNET: {"input": 1}}, source="our contract", date="2026-11-30").find(PLACE)
    assert price
    assert (price.source, price.date) == ("our contract", "2026-11-30")
    unnamed = prices({SONNET: {"input": 1}}).find(PLACE)
    assert unnamed
    assert (unnamed.source, unnamed.date) == ("--prices", "no date")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not valid JSON"),
        ("[" * 100_000, "is not valid JSON"),
        ('{"models": {"m": {"input": NaN}}}', "is not valid JSON"),
        ("[]", "has no models"),
        ('{"models": {}}', "has no models"),
        ('{"models": []}', "has no models"),
        ('{"models": {"m": 3}}', "are not those of input"),
        ('{"models": {"m": {"price": 3}}}', "are not those of input"),
        ('{"models": {"m": {"input": 0}}}', "is not a number above 0"),
        ('{"models": {"m": {"input": -1}}}', "is not a number above 0"),
        ('{"models": {"m": {"input": 1e400}}}', "is not a number above 0"),
        ('{"models": {"m": {"input": "3"}}}', "is not a number above 0"),
        ('{"models": {"m": {"input": true}}}', "is not a number above 0"),
        ('{"models": {"m": {"input": [1, 2]}}}', "is not a number above 0"),
        ('{"models": {"m": {"input": 1}}, "source": 3}', "source of the file of prices is not a short text"),
        ('{"models": {"m": {"input": 1}}, "date": ["x"]}', "date of the file of prices is not a short text"),
    ],
)
def test_a_file_that_is_none_of_prices_is_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        with_own_prices(LISTED, text)
