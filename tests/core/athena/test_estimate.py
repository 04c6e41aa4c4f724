"""The cost of a query is known before it starts, and a query above the limit is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bks_tui.core.athena.estimate import estimate, require_within, sample_days
from bks_tui.core.athena.query import Slice
from bks_tui.core.errors import UsageError

FEBRUARY, MARCH = Slice(date(2026, 2, 1), date(2026, 2, 28)), Slice(date(2026, 3, 1), date(2026, 3, 31))
YEAR = tuple(Slice(date(2026, month, 1), date(2026, month, 28)) for month in range(1, 13))


def size_of(day: date) -> int:
    """A gigabyte on a working day, less on others, and growing."""
    return (1_000 if day.weekday() < 5 else 700) * 10**6 + day.timetuple().tm_yday * 10**6


def test_few_folders_are_all_listed() -> None:
    assert sample_days((MARCH, FEBRUARY), 17) == tuple(date(2026, 2, 1) + timedelta(days=n) for n in range(59))


def test_of_many_folders_some_are_listed_from_the_first_to_the_last_day() -> None:
    days = sample_days(YEAR, 100)
    assert (len(days), days[0], days[-1]) == (20, date(2026, 1, 1), date(2026, 12, 28))


def test_at_least_three_days_are_listed() -> None:
    assert len(sample_days(YEAR, 10_000)) == 3


def test_if_every_day_was_listed_the_estimate_is_the_sum() -> None:
    listed = {day: size_of(day) for day in FEBRUARY.days}
    whole = estimate((FEBRUARY,), 17, listed)
    assert (whole.bytes, whole.partitions, whole.queries) == (sum(listed.values()), 17 * 28, 1)


@pytest.mark.parametrize("number_of_places", [50, 100, 500])
def test_an_estimate_from_some_days_is_within_a_fifth(number_of_places: int) -> None:
    listed = {day: size_of(day) for day in sample_days(YEAR, number_of_places)}
    whole = estimate(YEAR, number_of_places, listed)
    real = sum(size_of(day) for month in YEAR for day in month.days)
    assert real <= whole.bytes <= 1.2 * real


def test_the_cost_is_five_dollars_a_terabyte_and_ten_megabytes_a_query_at_least() -> None:
    whole = estimate((FEBRUARY,), 1, dict.fromkeys(FEBRUARY.days, 10**12 // 28))
    none = estimate((MARCH, FEBRUARY), 1, {})
    assert (round(whole.dollars, 2), none.dollars) == (5.0, 0.0001)


def test_more_partitions_than_athena_takes_are_refused() -> None:
    with pytest.raises(UsageError, match="1,120,000 partitions"):
        estimate((FEBRUARY,), 40_000, {})


def test_above_the_limit_is_refused_in_one_sentence() -> None:
    whole = estimate((FEBRUARY,), 1, dict.fromkeys(FEBRUARY.days, 10**10))
    with pytest.raises(UsageError, match=r"would scan about 280 GB \(US\$ 1\.40\), more than the limit of 100 GB"):
        require_within(whole, 10**11)
    require_within(whole, whole.bytes)
