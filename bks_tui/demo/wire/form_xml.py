"""What AWS's query protocol and EC2's variant share: forms in, XML out, by botocore's model.

The protocols differ in how they number lists and in the elements around a result.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl, quote
from xml.sax.saxutils import escape

from botocore.model import ListShape, OperationModel, Shape, StructureShape

from bks_tui.demo.state.errors import validation_error
from bks_tui.demo.state.requests import HttpRequest, Reply

# Characters that XML 1.0 cannot contain, not even escaped: AWS cannot return them either.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def form(request: HttpRequest) -> dict[str, str]:
    """The form fields of a request; meaningless for a request of another protocol."""
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))


def read(fields: Mapping[str, str], model: OperationModel, between: str) -> dict[str, Any]:
    """The parameters of a call as botocore's clients name and type them.

    `between` separates the name of a list from the number of an item.
    """
    return _read_members(fields, model.input_shape, "", between) if model.input_shape else {}


def _read_members(fields: Mapping[str, str], shape: StructureShape, prefix: str, between: str) -> dict[str, Any]:
    values = (
        (name, _read(fields, member, f"{prefix}{_name_in_form(member, name)}", between))
        for name, member in shape.members.items()
    )
    return {name: value for name, value in values if value is not None}


def _name_in_form(shape: Shape, name: str) -> str:
    # Where EC2's model names only the XML element, the form field starts with a capital.
    name = shape.serialization.get("name", name)
    return name[0].upper() + name[1:]


def _read(fields: Mapping[str, str], shape: Shape, name: str, between: str) -> Any:
    if isinstance(shape, StructureShape):
        return _read_members(fields, shape, f"{name}.", between) or None
    if isinstance(shape, ListShape):
        return _read_list(fields, shape, name, between)
    text = fields.get(name)
    if text is None or shape.type_name == "string":
        return text
    try:
        return int(text) if shape.type_name == "integer" else {"true": True, "false": False}[text]
    except (ValueError, KeyError):
        raise validation_error(f"Invalid {shape.type_name} at '{name}'") from None


def _read_list(fields: Mapping[str, str], shape: ListShape, name: str, between: str) -> list[Any] | None:
    if name in fields:  # An empty list is written this way.
        return []
    items: list[Any] = []
    while (item := _read(fields, shape.member, f"{name}{between}{len(items) + 1}", between)) is not None:
        items.append(item)
    return items or None


def write_members(value: Mapping[str, Any], shape: StructureShape) -> str:
    """What is within the element of a structure."""
    members = shape.members.items()
    return "".join(_write(value[key], member, key) for key, member in members if value.get(key) is not None)


def _write(value: Any, shape: Shape, name: str) -> str:
    if isinstance(shape, StructureShape):
        content = write_members(value, shape)
    elif isinstance(shape, ListShape):
        content = "".join(_write(item, shape.member, "member") for item in value)
    else:
        content = text(_scalar(value, shape))
    return element(shape.serialization.get("name", name), content)


def _scalar(value: Any, shape: Shape) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    # IAM answers policy documents URL-encoded (RFC 3986); botocore's clients decode them.
    return quote(value, safe="") if shape.name == "policyDocumentType" else str(value)


def element(name: str, content: str) -> str:
    """An element; `content` is XML."""
    return f"<{name}>{content}</{name}>"


def text(value: str) -> str:
    """Any text as XML."""
    # A bare carriage return would be read as a line feed.
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value), {"\r": "&#13;"})


def reply(status: int, root: str, content: str, request_id: str, namespace: str = "") -> Reply:
    """A document as an HTTP response."""
    attribute = f' xmlns="{namespace}"' if namespace else ""
    body = f"<{root}{attribute}>{content}</{root}>".encode()
    return Reply(status, {"Content-Type": "text/xml", "x-amzn-RequestId": request_id}, body)
