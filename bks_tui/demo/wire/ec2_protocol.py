"""The server side of EC2's query protocol: as `query_protocol`, with other elements and error codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.model import OperationModel

from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.requests import HttpRequest, Reply
from bks_tui.demo.wire.form_xml import element, form, read, reply, text, write_members
from bks_tui.demo.wire.query_protocol import operation

__all__ = ["answer", "operation", "parameters", "refusal"]

# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html: code, message, status.
_ERRORS = {
    "AccessDenied": ("UnauthorizedOperation", "You are not authorized to perform this operation. {}", 403),
    "ExpiredToken": ("RequestExpired", "Request has expired.", 400),
    "InvalidClientTokenId": ("AuthFailure", "AWS was not able to validate the provided access credentials", 401),
    "Throttling": ("RequestLimitExceeded", "Request limit exceeded.", 503),
}


def parameters(request: HttpRequest, model: OperationModel) -> dict[str, Any]:
    """The parameters of a call as botocore's clients name and type them."""
    return read(form(request), model, between=".")


def answer(result: Mapping[str, Any], model: OperationModel, request_id: str) -> Reply:
    """A result as the reply of an operation."""
    shape = model.output_shape
    content = element("requestId", request_id) + (write_members(result, shape) if shape else "")
    return reply(200, f"{model.name}Response", content, request_id, model.service_model.metadata["xmlNamespace"])


def refusal(error: RefusalError, request_id: str) -> Reply:
    """An error as a reply, with EC2's code and message."""
    code, message, status = _ERRORS.get(error.code, (error.code, "{}", error.status))
    content = element("Code", code) + element("Message", text(message.format(error.message)))
    content = element("Errors", element("Error", content)) + element("RequestID", request_id)
    return reply(status, "Response", content, request_id)
