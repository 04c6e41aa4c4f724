"""The server side of S3's protocol, as far as bks calls it: requests by query string, answers in XML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from botocore.model import OperationModel

from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.requests import HttpRequest, Reply
from bks_tui.demo.wire.form_xml import element, text

_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
_CODES = {"ExpiredToken": 400, "AccessDenied": 403}
_PARAMETERS = {"prefix": "Prefix", "continuation-token": "ContinuationToken"}


def operation(request: HttpRequest) -> str:
    """The operation that a request asks for; empty for one that is not simulated."""
    query = _query(request)
    if request.method != "GET":
        return ""
    if _place(request)[1]:
        return "GetObject"
    return "ListObjectsV2" if query.get("list-type") == "2" else "GetBucketLocation" if "location" in query else ""


def parameters(request: HttpRequest, _: OperationModel) -> dict[str, Any]:
    """The parameters of a call."""
    query, (bucket, key) = _query(request), _place(request)
    given = {name: query[word] for word, name in _PARAMETERS.items() if word in query}
    return {"Bucket": bucket, **({"Key": key} if key else {}), **given}


def answer(result: Mapping[str, Any], model: OperationModel, request_id: str) -> Reply:
    """A result as the reply of an operation."""
    if model.name == "GetObject":
        return Reply(200, {"Content-Type": "binary/octet-stream", "x-amz-request-id": request_id}, result["Body"])
    if model.name == "GetBucketLocation":
        return _reply(200, "LocationConstraint", text(result["LocationConstraint"] or ""), request_id)
    parts = (
        "".join(_element(name, value) for name, value in (item.items() if isinstance(item, dict) else ()))
        for item in result["Contents"]
    )
    contents = "".join(element("Contents", part) for part in parts)
    others = "".join(_element(name, value) for name, value in result.items() if name != "Contents")
    return _reply(200, "ListBucketResult", others + contents, request_id)


def refusal(error: RefusalError, request_id: str) -> Reply:
    """An error as a reply."""
    code = "SlowDown" if error.code == "Throttling" else error.code
    status = 503 if code == "SlowDown" else _CODES.get(error.code, error.status)
    return _reply(status, "Error", _element("Code", code) + _element("Message", error.message), request_id, "")


def _element(name: str, value: Any) -> str:
    if value is None:
        return ""
    return element(name, text(str(value).lower() if isinstance(value, bool) else str(value)))


def _reply(status: int, root: str, content: str, request_id: str, namespace: str = _NAMESPACE) -> Reply:
    attribute = f' xmlns="{namespace}"' if namespace else ""
    body = f"<{root}{attribute}>{content}</{root}>".encode()
    return Reply(status, {"Content-Type": "application/xml", "x-amz-request-id": request_id}, body)


def _place(request: HttpRequest) -> tuple[str, str]:
    """The bucket, which is the first part of the host or of the path, and the key, if any."""
    url = urlsplit(request.url)
    host, path = url.hostname or "", unquote(url.path).removeprefix("/")
    bucket, is_in_host, _ = host.partition(".s3.")
    if is_in_host:
        return bucket, path
    in_path, _, key = path.partition("/")
    return in_path, key


def _query(request: HttpRequest) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))
