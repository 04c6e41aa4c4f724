"""The server side of REST and JSON agrees with botocore's own client side."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

import pytest
from botocore.model import OperationModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

from bks_tui.demo.state.errors import access_denied
from bks_tui.demo.state.requests import HttpRequest, Reply
from bks_tui.demo.wire import rest_json_protocol as protocol
from bks_tui.demo.wire.models import service_model

MOMENT = datetime(2026, 3, 1, 8, 30, tzinfo=timezone.utc)

# The service and operation of each request, with its parameters.
REQUESTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "nothing": ("guardduty", "ListDetectors", {}),
    "a query string": ("guardduty", "ListDetectors", {"MaxResults": 7, "NextToken": "a b/&="}),
    "a part of the path": ("guardduty", "GetFindings", {"DetectorId": "d 1", "FindingIds": ["a", "b"]}),
    "a map of structures": (
        "guardduty",
        "ListFindings",
        {"DetectorId": "d", "FindingCriteria": {"Criterion": {"id": {"Equals": ["x"]}}}},
    ),
    "a map of lists": (
        "access-analyzer",
        "ListFindingsV2",
        {"analyzerArn": "a", "filter": {"resource": {"eq": ["r"]}}},
    ),
    "numbers": ("signin", "ListSessions", {"principalArn": "arn:aws:iam::1:*", "maxResults": 5, "issuedAfter": 3}),
}


def _model(service: str, operation: str) -> OperationModel:
    return service_model(service).operation_model(operation)


def _request(service: str, operation: str, parameters: dict[str, Any]) -> HttpRequest:
    sent = create_serializer("rest-json", include_validation=False).serialize_to_request(
        parameters, _model(service, operation)
    )
    query = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in sent["query_string"].items())
    scope = f"Credential=AKIAEXAMPLE/20260301/us-east-1/{service}/aws4_request"
    url = f"https://host{sent['url_path']}?{query}"
    return HttpRequest(sent["method"], url, {"Authorization": scope}, sent["body"] or b"")


@pytest.mark.parametrize("case", REQUESTS)
def test_the_operation_is_read_from_the_method_and_the_path(case: str) -> None:
    service, operation, parameters = REQUESTS[case]
    assert protocol.operation(_request(service, operation, parameters)) == operation


@pytest.mark.parametrize("case", REQUESTS)
def test_parameters_arrive_as_they_were_given(case: str) -> None:
    service, operation, parameters = REQUESTS[case]
    read = protocol.parameters(_request(service, operation, parameters), _model(service, operation))
    assert read == parameters


def test_a_path_of_no_operation_asks_for_nothing() -> None:
    request = _request("guardduty", "ListDetectors", {})
    assert protocol.operation(HttpRequest("GET", "https://host/frobnicate", request.headers, b"")) == ""


@pytest.mark.parametrize(
    ("service", "operation", "result"),
    [
        ("guardduty", "ListDetectors", {"DetectorIds": ["d"], "NextToken": None}),
        ("access-analyzer", "ListFindingsV2", {"findings": [{"id": "f", "updatedAt": MOMENT}], "nextToken": "n"}),
        ("signin", "ListSessions", {"items": [{"sessionArn": "a", "issuedAt": 5}]}),
    ],
)
def test_results_are_read_as_they_were_given(service: str, operation: str, result: dict[str, Any]) -> None:
    model = _model(service, operation)
    parsed = _parsed(protocol.answer(result, model, "request-1"), model)
    assert {name: value for name, value in result.items() if value is not None}.items() <= parsed.items()


def test_a_refusal_has_the_code_of_services_of_this_protocol() -> None:
    model = _model("guardduty", "ListDetectors")
    reply = protocol.refusal(access_denied("arn:caller", "guardduty:ListDetectors", None), "request-1")
    assert reply.status == 403
    assert _parsed(reply, model)["Error"]["Code"] == "AccessDeniedException"


def _parsed(reply: Reply, model: OperationModel) -> dict[str, Any]:
    """A reply as botocore gives it to its caller."""
    response = {
        "status_code": reply.status,
        "headers": {name.lower(): value for name, value in reply.headers.items()},
        "body": reply.body,
    }
    assert model.output_shape is not None
    parsed: dict[str, Any] = create_parser("rest-json").parse(response, model.output_shape)
    return parsed
