"""The tokens that Bedrock counts in CloudWatch: by model, of all callers of the account in the Region.

https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from bks_tui.aws.api import Answer, Api
from bks_tui.core.errors import ServiceError

GET_METRICS = "cloudwatch:GetMetricData"
_NAMESPACE = "AWS/Bedrock"
# In the order of the numbers that are returned.
_METRICS = ("InputTokenCount", "OutputTokenCount", "CacheReadInputTokenCount", "CacheWriteInputTokenCount")
# CloudWatch keeps sums of an hour for 455 days, and takes 500 queries a call.
_HOUR = timedelta(hours=1)
_QUERIES = 500
_MOST_PAGES = 1_000


def token_sums(
    cloudwatch: Api, models: Sequence[str], since: datetime, until: datetime
) -> Mapping[str, tuple[float | None, ...]]:
    """For each model the tokens of input and output, and those read from a cache and written to it, in whole hours.

    None: CloudWatch has no data, which is not 0. Raises AwsError.
    """
    begin = since.replace(minute=0, second=0, microsecond=0)
    names = [(model, metric) for model in models for metric in _METRICS]
    sums: dict[int, float] = {}
    numbers = iter(range(len(names)))
    while some := tuple(islice(numbers, _QUERIES)):
        queries = [_query(number, *names[number]) for number in some]
        for number, value in _values(cloudwatch, queries, begin, until + _HOUR):
            sums[number] = sums.get(number, 0.0) + value
    width = len(_METRICS)
    return {
        model: tuple(sums.get(place * width + number) for number in range(width)) for place, model in enumerate(models)
    }


def _query(number: int, model: str, metric: str) -> dict[str, Any]:
    dimensions = [{"Name": "ModelId", "Value": model}]
    of = {"Namespace": _NAMESPACE, "MetricName": metric, "Dimensions": dimensions}
    return {"Id": f"m{number}", "MetricStat": {"Metric": of, "Period": int(_HOUR.total_seconds()), "Stat": "Sum"}}


def _values(
    cloudwatch: Api, queries: Sequence[Mapping[str, Any]], since: datetime, until: datetime
) -> Iterator[tuple[int, float]]:
    """The sum of each answered query on each page, by its number."""
    page: dict[str, str] = {}
    for _ in range(_MOST_PAGES):
        values, token = cloudwatch.get(
            "GetMetricData", _page, MetricDataQueries=queries, StartTime=since, EndTime=until, **page
        )
        yield from values
        if token is None:
            return
        page = {"NextToken": token}
    raise ServiceError(f"{GET_METRICS} does not end: AWS sent {_MOST_PAGES} pages", operation=GET_METRICS)


def _page(answer: Answer) -> tuple[tuple[tuple[int, float], ...], str | None]:
    results = answer["MetricDataResults"]
    values = tuple((int(each["Id"][1:]), float(sum(each["Values"]))) for each in results if each["Values"])
    return values, answer.get("NextToken")
