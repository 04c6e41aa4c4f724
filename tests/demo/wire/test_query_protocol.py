"""The server's side of the query protocol undoes botocore's client side, whatever the content."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

import pytest
from botocore.loaders import create_loader
from botocore.model import OperationModel, ServiceModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.requests import HttpRequest
from bks_tui.demo.wire import query_protocol as protocol_query

IAM = ServiceModel(create_loader().load_service_model("iam", "service-2"), "iam")

TEXT = st.text(st.characters(codec="utf-8"))
XML_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Cs"]) | st.sampled_from("\t\n\r\x85"))
ZONES = st.integers(-12, 12).map(lambda hours: timezone(timedelta(hours=hours)))
# Not before 1970: botocore reads a year below 100 as one of this century.
MOMENTS = st.builds(datetime.fromtimestamp, st.integers(0, 2**32), ZONES)


def _received(operation: OperationModel, parameters: dict[str, Any]) -> dict[str, Any]:
    """Parameters as they arrive after botocore sent them."""
    sent = create_serializer("query", include_validation=False).serialize_to_request(parameters, operation)
    return protocol_query.parameters(_request(sent["body"]), operation)


def _request(fields: dict[str, Any]) -> HttpRequest:
    return HttpRequest("POST", "/", {}, urlencode(fields).encode())


def _parsed(operation: OperationModel, result: dict[str, Any]) -> dict[str, Any]:
    """A result as botocore gives it to its caller."""
    reply = protocol_query.answer(result, operation, "id")
    response = {"status_code": reply.status, "headers": reply.headers, "body": reply.body}
    assert operation.output_shape is not None
    parsed: dict[str, Any] = create_parser("query").parse(response, operation.output_shape)
    assert parsed.pop("ResponseMetadata")["RequestId"] == "id"
    return parsed


@given(
    st.fixed_dictionaries(
        {}, optional={"UserName": TEXT, "AllUsers": st.booleans(), "MaxItems": st.integers(), "Marker": TEXT}
    )
)
def test_parameters_arrive_as_they_were_given(parameters: dict[str, Any]) -> None:
    assert _received(IAM.operation_model("ListServiceSpecificCredentials"), parameters) == parameters


@given(st.lists(TEXT))
def test_lists_arrive_as_they_were_given(names: list[str]) -> None:
    parameters = {"Filter": names}
    assert _received(IAM.operation_model("GetAccountAuthorizationDetails"), parameters) == parameters


@given(name=XML_TEXT, moment=MOMENTS, truncated=st.booleans())
def test_results_are_read_as_they_were_given(name: str, moment: datetime, truncated: bool) -> None:
    result = {"Users": [{"UserName": name, "CreateDate": moment}], "IsTruncated": truncated}
    assert _parsed(IAM.operation_model("ListUsers"), result) == result


def test_a_list_that_was_not_given_does_not_arrive() -> None:
    assert _received(IAM.operation_model("GetAccountAuthorizationDetails"), {"MaxItems": 5}) == {"MaxItems": 5}


def test_an_empty_list_is_read_as_one() -> None:
    assert _parsed(IAM.operation_model("ListUsers"), {"Users": []}) == {"Users": []}


def test_what_is_none_is_left_out() -> None:
    assert _parsed(IAM.operation_model("ListUsers"), {"Users": [], "Marker": None}) == {"Users": []}


@pytest.mark.parametrize("field", [{"MaxItems": "many"}, {"AllUsers": "yes"}])
def test_a_field_that_is_not_of_its_type_is_refused(field: dict[str, str]) -> None:
    with pytest.raises(RefusalError, match=f"at '{next(iter(field))}'"):
        protocol_query.parameters(_request(field), IAM.operation_model("ListServiceSpecificCredentials"))
