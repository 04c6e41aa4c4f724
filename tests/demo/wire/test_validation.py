"""What botocore's clients would not even send is refused as AWS refuses it."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.loaders import create_loader
from botocore.model import ServiceModel

from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.organization import SimulatedOrganization
from bks_tui.demo.wire.models import service_model
from bks_tui.demo.wire.validation import validate
from tests.support.simulated import session, simulated_account

IAM = ServiceModel(create_loader().load_service_model("iam", "service-2"), "iam")


@pytest.mark.parametrize(
    ("operation", "parameters", "problem"),
    [
        ("ListUserPolicies", {}, "Value null at 'userName' failed to satisfy constraint: Member must not be null"),
        ("GetUser", {"UserName": ""}, "Member must have length greater than or equal to 1"),
        ("ListUsers", {"MaxItems": 0}, "Member must have value greater than or equal to 1"),
    ],
)
def test_what_does_not_fit_the_model_is_refused(operation: str, parameters: dict[str, Any], problem: str) -> None:
    with pytest.raises(RefusalError, match=problem):
        validate(parameters, IAM.operation_model(operation).input_shape, existing=())


@pytest.mark.parametrize("parameters", [{"MaxItems": 1}, {"MaxItems": 1000}, {"PathPrefix": "/"}, {}])
def test_what_is_just_within_the_limits_passes(parameters: dict[str, Any]) -> None:
    validate(parameters, IAM.operation_model("ListUsers").input_shape, existing=())


def test_a_name_that_the_account_holds_passes_whatever_it_is() -> None:
    validate({"UserName": "[/]\n"}, IAM.operation_model("GetUser").input_shape, existing={"[/]\n"})


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "problem"),
    [
        ("glue", "DeleteDatabase", {"Name": "x", "CatalogId": "\ud800"}, "at 'catalogId' failed to satisfy constraint"),
        ("athena", "StartQueryExecution", {"QueryString": ""}, "at 'queryString' failed to satisfy constraint"),
        ("organizations", "ListPolicies", {"Filter": "NONE"}, "at 'filter' failed to satisfy constraint"),
        ("glue", "CreateTable", {"DatabaseName": "x", "TableInput": {"Parameters": {"": "x"}}}, "parameters.key'"),
    ],
)
def test_requests_of_other_services_are_held_against_their_models(
    service: str, operation: str, parameters: dict[str, Any], problem: str
) -> None:
    with pytest.raises(RefusalError, match=problem):
        validate(parameters, service_model(service).operation_model(operation).input_shape, existing=())


def test_a_request_that_only_the_model_refuses_is_refused_by_the_simulated_service() -> None:
    account = simulated_account()
    account.organization = SimulatedOrganization(account.account_id)
    client: Any = session(account).client("organizations")
    with pytest.raises(ClientError, match="at 'filter' failed to satisfy constraint"):
        client.list_policies(Filter="NONE")
