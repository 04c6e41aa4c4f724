"""The server's side of the JSON protocol undoes botocore's client side, whatever the content."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from botocore.loaders import create_loader
from botocore.model import OperationModel, ServiceModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.requests import HttpRequest, Reply
from bks_tui.demo.wire import json_protocol as protocol_json

CLOUDTRAIL = ServiceModel(create_loader().load_service_model("cloudtrail", "service-2"), "cloudtrail")
LOOKUP = CLOUDTRAIL.operation_model("LookupEvents")


TEXT = st.text(st.characters(codec="utf-8"))
MOMENTS = st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, timezone.utc))


def _request(operation: OperationModel, parameters: dict[str, Any]) -> HttpRequest:
    sent = create_serializer("json", include_validation=False).serialize_to_request(parameters, operation)
    return HttpRequest("POST", "/", sent["headers"], sent["body"])


def _parsed(reply: Reply, operation: OperationModel) -> dict[str, Any]:
    """A reply as botocore gives it to its caller."""
    # botocore's own headers are found in any case.
    response = {
        "status_code": reply.status,
        "headers": {name.lower(): value for name, value in reply.headers.items()},
        "body": reply.body,
    }
    assert operation.output_shape is not None
    parsed: dict[str, Any] = create_parser("json").parse(response, operation.output_shape)
    return parsed


def test_the_operation_is_read_from_the_target() -> None:
    assert protocol_json.operation(_request(LOOKUP, {})) == "LookupEvents"


def test_a_request_of_another_protocol_asks_for_nothing() -> None:
    assert protocol_json.operation(HttpRequest("POST", "/", {}, b"Action=LookupEvents")) == ""


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "LookupAttributes": st.lists(st.fixed_dictionaries({"AttributeKey": TEXT, "AttributeValue": TEXT})),
            "StartTime": MOMENTS,
            "MaxResults": st.integers(),
            "NextToken": TEXT,
        },
    )
)
def test_parameters_arrive_as_they_were_given(parameters: dict[str, Any]) -> None:
    assert protocol_json.parameters(_request(LOOKUP, parameters), LOOKUP) == parameters


@given(name=TEXT, moment=MOMENTS, resources=st.lists(st.fixed_dictionaries({"ResourceName": TEXT})))
def test_results_are_read_as_they_were_given(name: str, moment: datetime, resources: list[dict[str, str]]) -> None:
    result = {"Events": [{"EventName": name, "EventTime": moment, "Resources": resources}]}
    parsed = _parsed(protocol_json.answer(result, LOOKUP, "id"), LOOKUP)
    assert parsed.pop("ResponseMetadata")["RequestId"] == "id"
    assert parsed == result


def test_what_is_none_is_left_out() -> None:
    parsed = _parsed(protocol_json.answer({"Events": [{"Username": None}], "NextToken": None}, LOOKUP, "id"), LOOKUP)
    assert (parsed["Events"], "NextToken" in parsed) == ([{}], False)


@given(message=TEXT)
def test_an_error_is_read_with_its_code_and_message(message: str) -> None:
    reply = protocol_json.refusal(RefusalError("InvalidNextTokenException", message, 400), "id")
    error = _parsed(reply, LOOKUP)["Error"]
    assert (error["Code"], error["Message"]) == ("InvalidNextTokenException", message)
