"""Records of model-invocation logs with invented calls, and calls whose tokens are known."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bks_tui.core.cloudtrail.event import Event, parse_event
from bks_tui.core.cloudtrail.target import Target, parse_target
from bks_tui.core.cost.usage import ModelInvocation, PricedModel, TokenCounts, TokenSource
from tests.support.events import ACCOUNT, PHANTOM, START, cloudtrail_record

SONNET = "anthropic.claude-sonnet-4-20250514-v1:0"
TARGET: Target = parse_target(PHANTOM, START)
PROMPT = "the text of a prompt"


def log_record(
    number: int = 0,
    *,
    model: str = SONNET,
    region: str = "us-west-2",
    arn: str = f"arn:aws:iam::{ACCOUNT}:user/{PHANTOM}",
    tokens: Sequence[object] = (1_000, 500, 0, 0),
    **fields: Any,
) -> dict[str, Any]:
    """A record, `number` minutes after START; `tokens` are input, output, read from a cache and written to it."""
    read, written, from_cache, to_cache = tokens
    return {
        "schemaType": "ModelInvocationLog",
        "schemaVersion": "1.0",
        "timestamp": (START + timedelta(minutes=number)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "accountId": ACCOUNT,
        "identity": {"arn": arn},
        "region": region,
        "requestId": f"request-{number}",
        "operation": "Converse",
        "modelId": model,
        "input": {
            "inputContentType": "application/json",
            "inputBodyJson": {"messages": [{"content": PROMPT}]},
            "inputTokenCount": read,
            "cacheReadInputTokenCount": from_cache,
            "cacheWriteInputTokenCount": to_cache,
        },
        "output": {
            "outputContentType": "application/json",
            "outputBodyJson": {"output": PROMPT},
            "outputTokenCount": written,
        },
        **fields,
    }


def as_lines(records: Sequence[Mapping[str, Any]]) -> bytes:
    """The records as Bedrock delivers them, without compression."""
    return "".join(f"{json.dumps(record)}\n" for record in records).encode()


def invocation_path(region: str = "us-west-2", hour: str = "2026/11/20/08", name: str = "a.json.gz") -> str:
    """Where Bedrock delivers a file."""
    return f"AWSLogs/{ACCOUNT}/BedrockModelInvocationLogs/{region}/{hour}/{name}"


def call_record(number: int = 0, *, model: str = SONNET, **fields: Any) -> dict[str, Any]:
    """The CloudTrail record of the same call as the log record of this number."""
    of_call: dict[str, Any] = {"requestParameters": {"modelId": model}, "requestID": f"request-{number}"}
    return cloudtrail_record("Converse", minute=number, **{**of_call, **fields})


def call_event(number: int = 0, *, model: str = SONNET, **fields: Any) -> Event:
    """The event of such a record."""
    return parse_event(json.dumps(call_record(number, model=model, **fields)))


def with_tokens(read: object, written: object) -> dict[str, Any]:
    """The field in which CloudTrail records tokens."""
    return {"additionalEventData": {"inputTokens": read, "outputTokens": written}}


def an_invocation(
    number: int | None = 0,
    *,
    tokens: TokenCounts | None = None,
    model: str | None = SONNET,
    region: str = "us-west-2",
    source: TokenSource = TokenSource.LOGS,
) -> ModelInvocation:
    """A call; one without a number has no id."""
    place = PricedModel("bedrock", model, region)
    request_id = None if number is None else f"request-{number}"
    known = source if tokens else TokenSource.CALLS
    return ModelInvocation(place, START + timedelta(minutes=number or 0), request_id, tokens, known)
