"""The server side of AWS's query protocol: form in, XML out, both by botocore's model.

Each protocol is one module with the same functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.model import OperationModel

from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.requests import HttpRequest, Reply
from bks_tui.demo.wire.form_xml import element, form, read, reply, text, write_members


def operation(request: HttpRequest) -> str:
    """The operation that a request asks for; empty if it does not say."""
    return form(request).get("Action", "")


def parameters(request: HttpRequest, model: OperationModel) -> dict[str, Any]:
    """The parameters of a call as botocore's clients name and type them."""
    return read(form(request), model, between=".member.")


def answer(result: Mapping[str, Any], model: OperationModel, request_id: str) -> Reply:
    """A result as the reply of an operation."""
    shape = model.output_shape
    content = element(f"{model.name}Result", write_members(result, shape) if shape else "")
    content += element("ResponseMetadata", element("RequestId", request_id))
    return reply(200, f"{model.name}Response", content, request_id, model.service_model.metadata["xmlNamespace"])


def refusal(error: RefusalError, request_id: str) -> Reply:
    """An error as a reply."""
    fields = (("Type", "Sender"), ("Code", error.code), ("Message", error.message))
    content = "".join(element(name, text(value)) for name, value in fields)
    content = element("Error", content) + element("RequestId", request_id)
    return reply(error.status, "ErrorResponse", content, request_id)
