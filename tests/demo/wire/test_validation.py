"""What botocore's clients would not even send is refused as AWS refuses it."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.loaders import create_loader
from botocore.model import ServiceModel

from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.wire.validation import validate

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
