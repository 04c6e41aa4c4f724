"""Read the tokens of all callers of one Region from CloudWatch. Runs in a thread."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bks_tui.aws.api import Api
from bks_tui.aws.token_metrics import GET_METRICS, token_sums
from bks_tui.core.cost.usage import TokenCounts
from bks_tui.core.errors import AwsError, UnusableSessionError
from bks_tui.core.timeline.source import Gap

# What CloudWatch takes as the value of a dimension, and AWS names models with.
_MODEL = re.compile(r"[\w.:/-]{1,256}", re.ASCII)


@dataclass(frozen=True, slots=True)
class MetricsRead:
    """The tokens of all callers in a Region, by model; `note` is a clause on the models that have no metrics."""

    region: str
    sums: Mapping[str, TokenCounts]
    note: str | None = None


def read_metrics(
    api: Callable[[str], Api], region: str, models: Sequence[str], period: tuple[datetime, datetime]
) -> Iterator[MetricsRead | Gap]:
    """The sums of the period, in whole hours. Raises UnusableSessionError; whatever else fails is a Gap."""
    try:
        found = token_sums(api("cloudwatch"), [model for model in models if _MODEL.fullmatch(model)], *period)
    except UnusableSessionError:
        raise
    except AwsError as error:
        yield Gap(region, error.operation or GET_METRICS, str(error))
        return
    sums = {model: _counts(values) for model, values in found.items() if None not in values[:2]}
    without = [model for model in models if model not in sums]
    note = f"CloudWatch has no metrics of {', '.join(without)} in this period" if without else None
    yield MetricsRead(region, sums, note)


def _counts(values: Sequence[float | None]) -> TokenCounts:
    # Models that cache nothing have no metrics of a cache.
    return TokenCounts(*(round(value or 0) for value in values))
