"""AWS's query protocol, the server's side: form in, XML out, both by botocore's model.

Apart so that another protocol is another file with the same functions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl, quote
from xml.sax.saxutils import escape

from botocore.model import ListShape, OperationModel, Shape, StructureShape

from bks_tui.demo.errors import RefusalError, validation_error
from bks_tui.demo.requests import Reply, Request

# What XML 1.0 cannot carry, not even escaped. AWS could not answer with it either.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def form(request: Request) -> dict[str, str]:
    """The fields of a request, `Action` for the operation; of another protocol's request, none that mean anything."""
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))


def parameters(fields: Mapping[str, str], model: OperationModel) -> dict[str, Any]:
    """The parameters of a call as botocore's clients name and type them."""
    members = model.input_shape.members.items() if model.input_shape else ()
    values = ((name, _read(fields, member, name)) for name, member in members)
    return {name: value for name, value in values if value is not None}


def _read(fields: Mapping[str, str], shape: Shape, name: str) -> Any:
    if isinstance(shape, ListShape):
        return _read_list(fields, shape, name)
    text = fields.get(name)
    if text is None or shape.type_name == "string":
        return text
    try:
        return int(text) if shape.type_name == "integer" else {"true": True, "false": False}[text]
    except (ValueError, KeyError):
        raise validation_error(f"Invalid {shape.type_name} at '{name}'") from None


def _read_list(fields: Mapping[str, str], shape: ListShape, name: str) -> list[Any] | None:
    if name in fields:  # How an empty list is written.
        return []
    items: list[Any] = []
    while (item := _read(fields, shape.member, f"{name}.member.{len(items) + 1}")) is not None:
        items.append(item)
    return items or None


def answer(result: Mapping[str, Any], model: OperationModel, request_id: str) -> Reply:
    """A result as the reply of an operation."""
    shape = model.output_shape
    wrapper = f"{model.name}Result"
    content = _write(result, shape, wrapper) if shape else f"<{wrapper}/>"
    content += _element("ResponseMetadata", _element("RequestId", request_id))
    return _reply(200, f"{model.name}Response", content, request_id, model.service_model.metadata["xmlNamespace"])


def refusal(error: RefusalError, request_id: str) -> Reply:
    """An error as a reply."""
    fields = (("Type", "Sender"), ("Code", error.code), ("Message", error.message))
    content = "".join(_element(name, _text(value)) for name, value in fields)
    content = _element("Error", content) + _element("RequestId", request_id)
    return _reply(error.status, "ErrorResponse", content, request_id, namespace="")


def _reply(status: int, root: str, content: str, request_id: str, namespace: str) -> Reply:
    attribute = f' xmlns="{namespace}"' if namespace else ""
    body = f"<{root}{attribute}>{content}</{root}>".encode()
    return Reply(status, {"Content-Type": "text/xml", "x-amzn-RequestId": request_id}, body)


def _element(name: str, content: str) -> str:
    return f"<{name}>{content}</{name}>"


def _write(value: Any, shape: Shape, name: str) -> str:
    if isinstance(shape, StructureShape):
        members = shape.members.items()
        content = "".join(_write(value[key], member, key) for key, member in members if value.get(key) is not None)
    elif isinstance(shape, ListShape):
        content = "".join(_write(item, shape.member, "member") for item in value)
    else:
        content = _text(_scalar(value, shape))
    return _element(name, content)


def _scalar(value: Any, shape: Shape) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    # IAM answers policy documents URL-encoded (RFC 3986); botocore's clients decode them.
    return quote(value, safe="") if shape.name == "policyDocumentType" else str(value)


def _text(value: str) -> str:
    # A bare carriage return would be read as a line feed.
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value), {"\r": "&#13;"})
