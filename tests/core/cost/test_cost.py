"""The cost of a target: within its bounds for any known total, and unknown where something is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.cost.cost import INVISIBLE, Cost, CostEvidence, cost_of, uncounted_places
from bks_tui.core.cost.money import UNKNOWN, Money
from bks_tui.core.cost.price_table import LISTED
from bks_tui.core.cost.usage import ModelInvocation, PricedModel, TokenCounts, TokenSource
from bks_tui.core.timeline.source import Gap
from tests.support.events import START, an_event
from tests.support.invocations import SONNET, an_invocation, call_event, with_tokens
from tests.support.timelines import a_timeline

# 3 dollars for a million of input, and 15 for output.
TOKENS, DOLLARS = TokenCounts(100_000, 20_000), Decimal("0.6")
PLACE = PricedModel("bedrock", SONNET, "us-west-2")
OPUS = "anthropic.claude-opus-4-20250514-v1:0"


def cost(*events: Any, logged: Sequence[ModelInvocation] = (), **evidence: Any) -> Cost:
    return cost_of(a_timeline(*events), CostEvidence(tuple(logged), **evidence))


def logged(count: int, **fields: Any) -> list[ModelInvocation]:
    return [an_invocation(number, tokens=TOKENS, **fields) for number in range(count)]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(LISTED.listed)),
            st.sampled_from(["", "us.", "global."]),
            st.sampled_from(["us-east-1", "eu-west-1", "sa-east-1"]),
            st.tuples(*[st.integers(0, 300_000)] * 4),
            st.tuples(st.floats(0, 1), st.booleans(), st.booleans()),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_a_known_total_is_within_the_range(calls: list[Any]) -> None:
    spent, invocations = Decimal(0), []
    for number, (model, profile, region, tokens, (elsewhere, is_of_an_hour, is_long)) in enumerate(calls):
        price = LISTED.listed[model]
        assert price.input
        assert price.output
        counts = TokenCounts(*tokens[:2]) if price.cache_write is None else TokenCounts(*tokens)
        long = price.long_prompts if is_long else None
        long = long if long and counts.prompt > long.above else None
        write = (price.cache_write_highest if is_of_an_hour else price.cache_write) or 0
        of_input = counts.input * price.input + counts.cache_read * (price.cache_read or 0) + counts.cache_write * write
        base = of_input * (long.input if long else 1) + counts.output * price.output * (long.output if long else 1)
        factor = Decimal(1) if profile == "global." else price.in_region
        more = 1 + (price.elsewhere - 1) * Decimal(elsewhere) if region != "us-east-1" else 1
        spent += base * factor * more / 1_000_000
        invocations.append(an_invocation(number, tokens=counts, model=f"{profile}{model}-v1:0", region=region))
    money = cost(logged=invocations).money
    assert money.low is not None
    assert money.high is not None
    assert money.low <= spent <= money.high + Decimal("1e-12")


def test_calls_are_summed_by_model_and_region_the_most_expensive_first() -> None:
    opus, east = an_invocation(9, tokens=TOKENS, model=OPUS), an_invocation(8, tokens=TOKENS, region="us-east-1")
    found = cost(logged=[*logged(3), east, opus])
    assert [(row.place.model, row.place.region, row.calls) for row in found.rows] == [
        (OPUS, "us-west-2", 1),
        (SONNET, "us-west-2", 3),
        (SONNET, "us-east-1", 1),
    ]


def test_a_model_without_a_price_is_unknown_and_leaves_the_sum_open() -> None:
    found = cost(logged=[*logged(1), an_invocation(5, tokens=TOKENS, model="some.model-v1:0")])
    unpriced = found.rows[-1]
    assert (unpriced.money, unpriced.price, unpriced.missing) == (UNKNOWN, None, ("no price is known",))
    assert found.money == Money(DOLLARS, None)
    assert "No price is known of some.model-v1:0: give it with --prices." in found.notes


def test_tokens_of_cloudtrail_are_a_lower_bound() -> None:
    (row,) = cost(call_event(**with_tokens(100_000, 20_000))).rows
    assert (row.money, row.sources) == (Money(DOLLARS, None), (TokenSource.CLOUDTRAIL,))
    assert "CloudTrail records no cached tokens" in row.missing


def test_calls_without_tokens_are_unknown() -> None:
    (row,) = cost(call_event(), call_event(1)).rows
    assert (row.money, row.calls, row.counted) == (UNKNOWN, 2, 0)
    assert row.sources == (TokenSource.CALLS,)
    assert row.missing == ("2 calls without tokens",)


def test_logs_of_some_calls_are_a_lower_bound() -> None:
    (row,) = cost(call_event(0), call_event(1), logged=logged(1)).rows
    assert (row.money, row.calls, row.counted) == (Money(DOLLARS, None), 2, 1)


def test_a_logged_call_and_another_of_the_same_place_are_two() -> None:
    (row,) = cost(call_event(7), logged=logged(1)).rows
    assert (row.calls, row.counted) == (2, 1)


def test_metrics_give_an_upper_bound() -> None:
    (row,) = cost(call_event(), metrics={PLACE: TOKENS}).rows
    # Any of the calls may have had a long prompt: twice the input, and half as much again for output.
    assert row.money == Money(None, Decimal("1.05"))
    assert row.sources == (TokenSource.METRICS, TokenSource.CALLS)
    assert "the upper bound is the use of all callers" in row.missing


def test_metrics_bound_what_was_counted_in_part() -> None:
    (row,) = cost(call_event(**with_tokens(100_000, 20_000)), call_event(1), metrics={PLACE: TOKENS}).rows
    assert (row.money.low, row.money.high) == (DOLLARS, Decimal("1.05"))


def test_logs_of_every_call_need_no_metrics() -> None:
    (row,) = cost(call_event(), logged=logged(1), metrics={PLACE: TokenCounts(10**9, 10**9)}).rows
    assert (row.money, row.calls) == (Money(DOLLARS, DOLLARS), 1)


def test_a_region_without_logs_is_unknown_beside_one_with_logs() -> None:
    found = cost(call_event(), call_event(1, awsRegion="eu-west-1"), logged=logged(1))
    assert [(row.place.region, row.money.low) for row in found.rows] == [("us-west-2", DOLLARS), ("eu-west-1", None)]
    assert found.money == Money(DOLLARS, None)


def test_the_places_to_ask_metrics_for_are_those_that_logs_do_not_count() -> None:
    timeline = a_timeline(call_event(), call_event(1, awsRegion="eu-west-1"), call_event(2, **with_tokens(1, 1)))
    places = uncounted_places(timeline, [an_invocation(0, tokens=TOKENS), an_invocation(2, tokens=TOKENS)])
    assert places == (PricedModel("bedrock", SONNET, "eu-west-1"),)


def test_no_call_is_no_zero() -> None:
    found = cost()
    assert (found.money, found.described) == (UNKNOWN, "unknown: no successful invocation was found")


def test_another_service_is_a_row_of_its_own_without_a_price() -> None:
    mantle = an_event("CreateInference", "bedrock-mantle.amazonaws.com", requestParameters={"model": SONNET})
    (row,) = cost(mantle).rows
    assert (row.place.service, row.price, row.money) == ("bedrock-mantle", None, UNKNOWN)


def test_what_is_invisible_is_always_said() -> None:
    assert set(INVISIBLE) <= set(cost().notes)


def test_provisioned_capacity_is_named_as_not_included() -> None:
    found = cost(an_event("CreateProvisionedModelThroughput"))
    assert "Charged by the hour or the job, and not included: CreateProvisionedModelThroughput (1)." in found.notes


def test_gaps_of_both_readings_make_it_incomplete() -> None:
    of_timeline, of_tokens = Gap("us-east-1", "cloudtrail:LookupEvents", "denied"), Gap("us-west-2", "s3", "denied")
    found = cost_of(a_timeline(gaps=(of_timeline,)), CostEvidence(gaps=(of_tokens,)))
    assert (found.gaps, found.complete) == ((of_timeline, of_tokens), False)


def test_a_limit_of_events_is_named() -> None:
    assert any("--max-events" in note for note in cost_of(replace(a_timeline(), capped=True)).notes)


def test_the_period_contains_every_logged_call() -> None:
    assert cost(logged=[replace(an_invocation(tokens=TOKENS), time=START.replace(year=2020))]).since.year == 2020


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ((call_event(), call_event(1)), "unknown: no tokens recorded in 2 calls to 1 model (number of calls)"),
        (
            (call_event(**with_tokens(100_000, 20_000)), call_event(1, model=OPUS)),
            "at least US$ 0.60: 100,000 input, 20,000 output tokens in 1 of 2 calls to 2 models "
            "(CloudTrail, number of calls)",
        ),
    ],
)
def test_a_cost_is_told_in_a_line(events: tuple[Any, ...], said: str) -> None:
    assert cost(*events).described == said
