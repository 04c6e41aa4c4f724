"""The server side of AWS's REST protocol with JSON, as far as bks calls it: the path names the operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from botocore.model import OperationModel

from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.requests import HttpRequest, Reply
from bks_tui.demo.wire import json_protocol
from bks_tui.demo.wire.json_protocol import CODES

_OPERATIONS = {("GET", "/logging/modelinvocations"): "GetModelInvocationLoggingConfiguration"}


def operation(request: HttpRequest) -> str:
    """The operation that a request asks for; empty for one that is not simulated."""
    return _OPERATIONS.get((request.method, urlsplit(request.url).path), "")


def parameters(_request: HttpRequest, _model: OperationModel) -> dict[str, Any]:
    """The parameters of a call: these operations have none."""
    return {}


def answer(result: Mapping[str, Any], model: OperationModel, request_id: str) -> Reply:
    """A result as the reply of an operation."""
    return json_protocol.answer(result, model, request_id)


def refusal(error: RefusalError, request_id: str) -> Reply:
    """An error as a reply: its code is in a header."""
    reply = json_protocol.refusal(error, request_id)
    return replace(reply, headers={**reply.headers, "x-amzn-ErrorType": CODES.get(error.code, error.code)})
