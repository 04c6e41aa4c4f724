"""What a query would read and cost, before it is started: from the sizes of the files of some days. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bks_tui.core.athena.query import Slice
from bks_tui.core.athena.table import LogTable
from bks_tui.core.errors import UsageError
from bks_tui.core.settings import size_text
from bks_tui.core.timeline.source import ScanEstimate

# The list price in most Regions, and the least that a query is charged for: https://aws.amazon.com/athena/pricing/
DOLLARS_PER_TB = 5.0
LEAST_BYTES = 10_000_000
# Athena plans no query over more: HIVE_EXCEEDED_PARTITION_LIMIT.
MOST_PARTITIONS = 1_000_000

# So many folders are listed at most, which takes seconds and costs a cent.
MOST_LISTED = 2_000
# The days that were not listed may have had more than those that were.
_MARGIN = 1.1


@dataclass(frozen=True, slots=True)
class TablePlace:
    """An account and a Region of the table; None where the table has no such partition."""

    account_id: str | None
    region: str | None


def places(table: LogTable, accounts: Sequence[str], regions: Sequence[str]) -> tuple[TablePlace, ...]:
    """Every account and Region that a query reads."""
    of_accounts: Sequence[str | None] = tuple(accounts or table.accounts) if table.account else (None,)
    of_regions: Sequence[str | None] = (tuple(regions) or table.regions) if table.region else (None,)
    return tuple(TablePlace(account_id, region) for account_id in of_accounts for region in of_regions)


def sample_days(months: Sequence[Slice], number_of_places: int) -> tuple[date, ...]:
    """The days whose files are listed, evenly spread: all of them, or as many as may be listed, but three at least."""
    days = sorted(day for month in months for day in month.days)
    wanted = max(MOST_LISTED // max(number_of_places, 1), 3)
    if len(days) <= wanted:
        return tuple(days)
    return tuple(dict.fromkeys(days[number * (len(days) - 1) // (wanted - 1)] for number in range(wanted)))


def estimate(months: Sequence[Slice], number_of_places: int, listed: Mapping[date, int]) -> ScanEstimate:
    """The estimate for all queries; `listed` are the bytes of the days that were listed.

    Raises UsageError for more partitions than Athena plans.
    """
    days = sum(len(month.days) for month in months)
    partitions = days * number_of_places
    largest = max((len(month.days) * number_of_places for month in months), default=0)
    if largest > MOST_PARTITIONS:
        raise UsageError(
            f"one month has {largest:,} partitions, and Athena takes {MOST_PARTITIONS:,} at most",
            "Name the accounts with --account or the Regions with --region.",
        )
    mean = sum(listed.values()) / max(len(listed), 1)
    sizes = [_size(month, listed, mean) for month in months]
    charged = sum(max(size, LEAST_BYTES) for size in sizes)
    return ScanEstimate(
        queries=len(months),
        partitions=partitions,
        bytes=sum(sizes),
        dollars=charged * DOLLARS_PER_TB / 1e12,
        days_listed=len(listed),
        days=days,
    )


def _size(month: Slice, listed: Mapping[date, int], mean: float) -> int:
    """The bytes of the days that were listed, and as many as these had on average for each other day."""
    own = [listed[day] for day in month.days if day in listed]
    of_others = sum(own) / len(own) if own else mean
    return sum(own) + round((len(month.days) - len(own)) * of_others * _MARGIN)


def require_within(estimated: ScanEstimate, most: int) -> None:
    """Raise UsageError where the queries would read more than the limit."""
    if estimated.bytes > most:
        raise UsageError(
            f"the query would scan about {size_text(estimated.bytes)} (US$ {estimated.dollars:,.2f}), "
            f"more than the limit of {size_text(most)}",
            "Shorten the period with --since and --until, name Regions with --region, or raise --max-scan.",
        )
