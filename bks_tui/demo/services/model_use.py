"""The simulated account's Bedrock and CloudWatch, as far as they tell of the use of models.

https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import RefusalError, not_simulated
from bks_tui.demo.state.fault_rules import CallTarget

_METRICS = ("InputTokenCount", "OutputTokenCount", "CacheReadInputTokenCount", "CacheWriteInputTokenCount")
_MOST_QUERIES = 500
_OPERATION = "cloudwatch:GetMetricData"


def get_logging(account: SimulatedAccount, _: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The logging of a Region; nothing if it is off."""
    logs = account.model_use.written().logs.get(region)
    return {"loggingConfig": logs.configuration} if logs else {}


def get_metric_data(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """A page of the sums of metrics, by period."""
    queries: Sequence[Mapping[str, Any]] = parameters["MetricDataQueries"]
    if len(queries) > _MOST_QUERIES:
        raise RefusalError("ValidationError", "The number of MetricDataQueries is too large", 400)
    token = parameters.get("NextToken")
    after = account.markers.position(_OPERATION, token) if token else ("0",)
    if after is None:
        raise RefusalError("InvalidNextToken", "The next token is not valid", 400)
    size = account.faults.page_size(CallTarget(_OPERATION, None, region), _MOST_QUERIES)
    begin = int(after[0])
    some, more = queries[begin : begin + size], begin + size < len(queries)
    return {
        "MetricDataResults": [_result(account, query, parameters, region) for query in some],
        "NextToken": account.markers.give(_OPERATION, (str(begin + size),)) if more else None,
    }


def _result(
    account: SimulatedAccount, query: Mapping[str, Any], parameters: Mapping[str, Any], region: str
) -> dict[str, Any]:
    stat = query["MetricStat"]
    metric, period = stat["Metric"], stat["Period"]
    if metric["Namespace"] != "AWS/Bedrock" or stat["Stat"] != "Sum":
        raise not_simulated("other metrics than the sums of AWS/Bedrock")
    dimensions = {each["Name"]: each["Value"] for each in metric["Dimensions"]}
    kind = _METRICS.index(metric["MetricName"])
    sums = defaultdict[int, int](int)
    for when, tokens in account.model_use.written().metrics.get((region, dimensions["ModelId"]), ()):
        # There is no metric of what never happened.
        if parameters["StartTime"] <= when < parameters["EndTime"] and (kind < 2 or tokens[kind]):
            sums[int(when.timestamp()) // period * period] += tokens[kind]
    times = sorted(sums, reverse=True)
    return {
        "Id": query["Id"],
        "Label": metric["MetricName"],
        "Timestamps": [datetime.fromtimestamp(second, timezone.utc) for second in times],
        "Values": [float(sums[second]) for second in times],
        "StatusCode": "Complete",
    }
