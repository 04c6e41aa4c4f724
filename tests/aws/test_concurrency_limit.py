"""The limit of calls in flight follows what AWS shows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bks_tui.aws.concurrency import FIRST, MOST, ConcurrencyLimit

limits = st.builds(ConcurrencyLimit, calls=st.floats(1, MOST), halvings=st.integers(0, 3))


def after_a_round(limit: ConcurrencyLimit) -> ConcurrencyLimit:
    """The limit after AWS answered as many calls as it allows, all in flight together."""
    for _ in range(limit.size):
        limit = limit.after_answer(limit.halvings, limit.size)
    return limit


@given(limit=limits, events=st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(1, MOST))))
def test_the_limit_stays_in_its_bounds(limit: ConcurrencyLimit, events: list[tuple[bool, int, int]]) -> None:
    for answered, age, in_flight in events:
        sent_after = max(0, limit.halvings - age)
        limit = limit.after_answer(sent_after, in_flight) if answered else limit.after_throttling(sent_after)
        assert 1 <= limit.size <= MOST


@given(limit=limits, in_flight=st.integers(1, MOST))
def test_an_answer_never_lowers_the_limit_and_throttling_never_raises_it(
    limit: ConcurrencyLimit, in_flight: int
) -> None:
    assert limit.after_throttling(limit.halvings).calls <= limit.calls
    assert limit.after_answer(limit.halvings, in_flight).calls >= limit.calls


def test_the_limit_doubles_in_a_round_until_aws_throttles() -> None:
    sizes, limit = [FIRST], ConcurrencyLimit()
    for _ in range(3):
        limit = after_a_round(limit)
        sizes.append(limit.size)
    assert sizes == [16, 32, 64, MOST]


@given(calls=st.integers(1, MOST - 1))
def test_after_throttling_the_limit_grows_by_one_in_a_round(calls: int) -> None:
    limit = ConcurrencyLimit(calls, halvings=1)
    assert calls + 0.9 <= after_a_round(limit).calls <= calls + 1


@given(limit=limits, throttled=st.integers(1, MOST))
def test_the_calls_of_one_round_halve_the_limit_once(limit: ConcurrencyLimit, throttled: int) -> None:
    after = limit
    for _ in range(throttled):
        after = after.after_throttling(limit.halvings)
    assert after.calls == max(1, limit.calls / 2)


@given(limit=limits)
def test_the_next_round_halves_it_again(limit: ConcurrencyLimit) -> None:
    once = limit.after_throttling(limit.halvings)
    assert once.after_throttling(once.halvings).calls == max(1, limit.calls / 4)


@given(limit=limits, in_flight=st.integers(1, MOST))
def test_an_answer_to_a_call_from_before_the_halving_shows_nothing(limit: ConcurrencyLimit, in_flight: int) -> None:
    halved = limit.after_throttling(limit.halvings)
    assert halved.after_answer(limit.halvings, in_flight) == halved


def test_answers_to_few_calls_show_nothing_about_many() -> None:
    assert ConcurrencyLimit().after_answer(0, in_flight=7) == ConcurrencyLimit()
