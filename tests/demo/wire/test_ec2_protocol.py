"""The server's side of EC2's protocol undoes botocore's client side, whatever the content."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from botocore.model import OperationModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.requests import HttpRequest, Reply
from bks_tui.demo.wire import ec2_protocol as protocol_ec2
from bks_tui.demo.wire.models import service_model

REGIONS = service_model("ec2").operation_model("DescribeRegions")

TEXT = st.text(st.characters(codec="utf-8"))
XML_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Cs"]) | st.sampled_from("\t\n\r\x85"))


def _request(operation: OperationModel, parameters: dict[str, Any]) -> HttpRequest:
    sent = create_serializer("ec2", include_validation=False).serialize_to_request(parameters, operation)
    return HttpRequest("POST", "/", {}, urlencode(sent["body"]).encode())


def _parsed(reply: Reply) -> dict[str, Any]:
    """A reply as botocore gives it to its caller."""
    response = {"status_code": reply.status, "headers": reply.headers, "body": reply.body}
    assert REGIONS.output_shape is not None
    parsed: dict[str, Any] = create_parser("ec2").parse(response, REGIONS.output_shape)
    return parsed


def test_the_operation_is_read_from_the_form() -> None:
    assert protocol_ec2.operation(_request(REGIONS, {})) == "DescribeRegions"


FILTERS = st.lists(st.fixed_dictionaries({"Name": TEXT, "Values": st.lists(TEXT, min_size=1)}), min_size=1)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "AllRegions": st.booleans(),
            "DryRun": st.booleans(),
            "RegionNames": st.lists(TEXT, min_size=1),
            "Filters": FILTERS,
        },
    )
)
def test_parameters_arrive_as_they_were_given(parameters: dict[str, Any]) -> None:
    assert protocol_ec2.parameters(_request(REGIONS, parameters), REGIONS) == parameters


@given(st.lists(XML_TEXT))
def test_results_are_read_as_they_were_given(names: list[str]) -> None:
    result = {"Regions": [{"RegionName": name, "OptInStatus": "opted-in"} for name in names]}
    parsed = _parsed(protocol_ec2.answer(result, REGIONS, "id"))
    assert parsed.pop("ResponseMetadata")["RequestId"] == "id"
    assert parsed == result


@given(message=XML_TEXT.filter(str.strip))
def test_an_error_is_read_with_its_code_and_message(message: str) -> None:
    parsed = _parsed(protocol_ec2.refusal(RefusalError("InvalidParameterValue", message, 400), "id"))
    assert parsed["Error"] == {"Code": "InvalidParameterValue", "Message": message}
