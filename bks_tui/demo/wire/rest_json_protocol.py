"""The server side of AWS's REST and JSON protocol: operations by method and path, members where the model puts them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.requests import HttpRequest, Reply
from bks_tui.demo.wire.json_protocol import CODES
from bks_tui.demo.wire.models import service_model

_PLACEHOLDER = re.compile(r"\{(\w+)\+?\}")


def operation(request: HttpRequest) -> str:
    """The operation that a request asks for; empty if the service has none of this method and path."""
    path = urlsplit(request.url).path
    return next(
        (name for name, method, pattern in _routes(request.service) if method == request.method and pattern(path)), ""
    )


@lru_cache
def _routes(service: str) -> tuple[Any, ...]:
    return tuple(_all_routes(service))


def _all_routes(service: str) -> Iterator[tuple[str, str, Any]]:
    model = service_model(service)
    for name in model.operation_names:
        http = model.operation_model(name).http
        yield name, http["method"], _path(http["requestUri"]).fullmatch


def _path(template: str) -> re.Pattern[str]:
    """The paths of a template: `/detector/{DetectorId}/findings`."""
    parts = _PLACEHOLDER.split(urlsplit(template).path)
    return re.compile("".join(f"(?P<{part}>[^/]+)" if n % 2 else re.escape(part) for n, part in enumerate(parts)))


def parameters(request: HttpRequest, model: OperationModel) -> dict[str, Any]:
    """The parameters of a call as botocore's clients name and type them."""
    url, shape = urlsplit(request.url), model.input_shape
    if shape is None:
        return {}
    body = _read(json.loads(request.body or b"{}"), shape)
    path = _path(model.http["requestUri"]).fullmatch(url.path)
    found: dict[str, Any] = {name: unquote(value) for name, value in (path.groupdict() if path else {}).items()}
    query = parse_qs(url.query)
    for name, member in shape.members.items():
        place = member.serialization
        if place.get("location") == "querystring" and place["name"] in query:
            (value,) = query[place["name"]]
            found[name] = int(value) if member.type_name == "integer" else value
    return {**body, **found}


def _read(value: Any, shape: Shape) -> Any:
    if isinstance(shape, StructureShape):
        named = {name: (member.serialization.get("name", name), member) for name, member in shape.members.items()}
        return {name: _read(value[wire], member) for name, (wire, member) in named.items() if wire in value}
    if isinstance(shape, ListShape):
        return [_read(item, shape.member) for item in value]
    if isinstance(shape, MapShape):
        return {key: _read(item, shape.value) for key, item in value.items()}
    return value


def answer(result: Mapping[str, Any], model: OperationModel, request_id: str) -> Reply:
    """A result as the reply of an operation. A member that is None counts as absent."""
    return _reply(200, _written(result, model.output_shape), request_id)


def _written(value: Any, shape: Shape | None) -> Any:
    if isinstance(shape, StructureShape):
        given = ((name, member) for name, member in shape.members.items() if value.get(name) is not None)
        return {member.serialization.get("name", name): _written(value[name], member) for name, member in given}
    if isinstance(shape, ListShape):
        return [_written(item, shape.member) for item in value]
    if isinstance(value, datetime) and shape is not None:
        # Without a format in the model, numbers of seconds.
        return value.isoformat() if shape.serialization.get("timestampFormat") == "iso8601" else value.timestamp()
    return value


def refusal(error: RefusalError, request_id: str) -> Reply:
    """An error as a reply, by the code that services of this protocol have for it."""
    code = CODES.get(error.code, error.code)
    reply = _reply(error.status, {"message": error.message}, request_id)
    return Reply(reply.status, {**reply.headers, "x-amzn-ErrorType": code}, reply.body)


def _reply(status: int, body: Any, request_id: str) -> Reply:
    headers = {"Content-Type": "application/json", "x-amzn-RequestId": request_id}
    return Reply(status, headers, json.dumps(body).encode())
