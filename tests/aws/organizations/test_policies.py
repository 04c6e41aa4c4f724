"""An organization is read whole, or it is an error: what AWS leaves out is never taken for nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from bks_tui.aws.api import Api
from bks_tui.aws.organizations.policies import read_organization
from bks_tui.core.errors import ServiceError
from bks_tui.core.evidence import Unread
from tests.support.organizations import managing_account
from tests.support.scans import session_to

Mangle: TypeAlias = Callable[[dict[str, Any]], object]


def api(operation: str, mangle: Mangle) -> Api:
    """Organizations, whose answers to one operation are changed on the way."""
    organizations = session_to(managing_account()).api("organizations")

    def change(parsed: dict[str, Any], **_: Any) -> None:
        mangle(parsed)

    organizations.client.meta.events.register(f"after-call.organizations.{operation}", change)
    return organizations


@pytest.mark.parametrize(
    ("operation", "mangle", "lacks"),
    [
        ("DescribeOrganization", lambda answer: answer["Organization"].pop("Id"), "'Id'"),
        ("ListRoots", lambda answer: answer.pop("Roots"), "'Roots'"),
        ("ListRoots", lambda answer: answer["Roots"][0].pop("Id"), "'Id'"),
        ("ListAccountsForParent", lambda answer: answer.pop("Accounts"), "'Accounts'"),
        ("ListOrganizationalUnitsForParent", lambda answer: answer.pop("OrganizationalUnits"), "'OrganizationalUnits'"),
        ("ListPolicies", lambda answer: answer.pop("Policies"), "'Policies'"),
        ("ListPolicies", lambda answer: answer["Policies"][0].pop("Name"), "'Name'"),
    ],
)
def test_an_answer_that_lacks_something_is_an_error_that_names_it(operation: str, mangle: Mangle, lacks: str) -> None:
    with pytest.raises(ServiceError, match=f"organizations:{operation} lacks {lacks}"):
        read_organization(api(operation, mangle))


@pytest.mark.parametrize("mangle", [lambda answer: answer.pop("Targets"), lambda answer: answer["Targets"][0].clear()])
def test_where_a_policy_is_attached_is_unknown_where_the_answer_lacks_it(mangle: Mangle) -> None:
    organization = read_organization(api("ListTargetsForPolicy", mangle))
    assert all(isinstance(policy.attached_to, Unread) for policy in organization.policies)
    assert organization.gaps


def test_a_target_without_a_name_is_called_by_its_id() -> None:
    organization = read_organization(
        api("ListAccountsForParent", lambda answer: [item.pop("Name") for item in answer["Accounts"]])
    )
    assert {target.name for target in organization.targets} >= {"111122223333", "222222222222"}
