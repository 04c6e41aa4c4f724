"""How many tokens the calls of the demo story took, and which Regions tell.

One Region logs invocations to S3, one to a log group only; in a third the attacker has deleted the logging. One that
was opted in to late has no metrics yet.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bks_tui.demo.state.model_use import InvocationLogs, MetricPoint

if TYPE_CHECKING:
    from bks_tui.demo.state.account import SimulatedAccount

LOGGED, IN_LOG_GROUP, UNMETERED = "us-west-2", "eu-west-1", "ap-southeast-3"


def write_model_use(account: SimulatedAccount) -> None:
    """Log and count each successful call to a model that CloudTrail recorded."""
    logs = InvocationLogs(LOGGED, bucket="example-model-logs", prefix="bedrock")
    group = InvocationLogs(IN_LOG_GROUP, log_group="/example/bedrock")
    account.model_use.logs |= {LOGGED: logs, IN_LOG_GROUP: group}
    calls = [event for event in account.trail.all() if event.name == "Converse"]
    for number, event in enumerate(calls):
        record = _record(event.record)
        if "errorCode" in record or not record:
            continue
        tokens = (900 + 61 * (number % 37), 250 + 17 * (number % 53), 0, 0)
        model = record["requestParameters"]["modelId"]
        if event.region != UNMETERED:
            account.model_use.count(event.region, model, MetricPoint(event.time, tokens))
        if event.region == LOGGED:
            logs.records.append(_log_record(account, record, tokens))


def _record(text: str) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads(text)
    except ValueError:
        return {}
    return record


def _log_record(account: SimulatedAccount, record: dict[str, Any], tokens: tuple[int, int, int, int]) -> dict[str, Any]:
    read, written, *_ = tokens
    text = [{"role": "user", "content": [{"text": "a prompt that nobody else may read"}]}]
    return {
        "schemaType": "ModelInvocationLog",
        "schemaVersion": "1.0",
        "timestamp": record["eventTime"],
        "accountId": account.account_id,
        "identity": {"arn": record["userIdentity"]["arn"]},
        "region": record["awsRegion"],
        "requestId": record["requestID"],
        "operation": record["eventName"],
        "modelId": record["requestParameters"]["modelId"],
        "input": {
            "inputContentType": "application/json",
            "inputBodyJson": {"messages": text},
            "inputTokenCount": read,
            "cacheReadInputTokenCount": 0,
            "cacheWriteInputTokenCount": 0,
        },
        "output": {"outputContentType": "application/json", "outputBodyJson": {}, "outputTokenCount": written},
    }
