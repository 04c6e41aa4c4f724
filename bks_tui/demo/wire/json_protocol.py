"""The server side of AWS's JSON protocol: JSON in and out, both by botocore's model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from botocore.model import ListShape, OperationModel, Shape, StructureShape

from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.requests import HttpRequest, Reply

# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/CommonErrors.html
CODES = {
    "AccessDenied": "AccessDeniedException",
    "ExpiredToken": "ExpiredTokenException",
    "InvalidClientTokenId": "UnrecognizedClientException",
    "Throttling": "ThrottlingException",
}


def operation(request: HttpRequest) -> str:
    """The operation that a request asks for; empty if it does not say."""
    return request.header("X-Amz-Target").rpartition(".")[2]


def parameters(request: HttpRequest, model: OperationModel) -> dict[str, Any]:
    """The parameters of a call as botocore's clients name and type them."""
    read: dict[str, Any] = _read(json.loads(request.body), model.input_shape) if model.input_shape else {}
    return read


def _read(value: Any, shape: Shape) -> Any:
    if isinstance(shape, StructureShape):
        return {name: _read(value[name], member) for name, member in shape.members.items() if name in value}
    if isinstance(shape, ListShape):
        return [_read(item, shape.member) for item in value]
    return datetime.fromtimestamp(value, timezone.utc) if shape.type_name == "timestamp" else value


def answer(result: Mapping[str, Any], _: OperationModel, request_id: str) -> Reply:
    """A result as the reply of an operation. A member that is None counts as absent."""
    return _reply(200, result, request_id)


def refusal(error: RefusalError, request_id: str) -> Reply:
    """An error as a reply, by the code that services of this protocol have for it."""
    known = CODES.get(error.code)
    body = {"__type": known or error.code, "message": error.message}
    return _reply(400 if known else error.status, body, request_id)


def _reply(status: int, body: Mapping[str, Any], request_id: str) -> Reply:
    headers = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": request_id}
    return Reply(status, headers, json.dumps(body, default=datetime.timestamp).encode())
