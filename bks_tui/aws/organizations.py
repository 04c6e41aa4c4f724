"""What AWS Organizations tells: the tree of targets, the service control policies and where they are attached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from bks_tui.aws.api import Answer, Api, evidence
from bks_tui.core.errors import ServiceError
from bks_tui.core.evidence import Known
from bks_tui.core.organization import (
    Organization,
    OrganizationPolicy,
    OrganizationTarget,
    TargetKind,
    unread_policies,
)

T = TypeVar("T")

_TYPE = "SERVICE_CONTROL_POLICY"
# Of AWS's own, which cannot be changed and say nothing that bks is about.
_OF_AWS = "AwsManaged"


def read_organization(api: Api) -> Organization:
    """The whole organization. Raises AwsError where its tree or its list of policies cannot be read."""
    organization = api.get("DescribeOrganization", lambda answer: answer["Organization"])
    roots = tuple(_all(api, "ListRoots", "Roots", lambda item: item))
    targets = tuple(target for root in roots for target in _tree(api, root))
    policies = tuple(_policy(api, item) for item in _all(api, "ListPolicies", "Policies", lambda it: it, Filter=_TYPE))
    enabled = any(
        (each.get("Type"), each.get("Status")) == (_TYPE, "ENABLED")
        for root in roots
        for each in root.get("PolicyTypes", ())
    )
    return Organization(
        organization_id=str(organization["Id"]),
        management_account_id=str(organization.get("MasterAccountId", "")),
        enabled=enabled,
        targets=targets,
        policies=policies,
        gaps=tuple(unread_policies(policies)),
    )


def _tree(api: Api, root: Answer) -> Iterator[OrganizationTarget]:
    yield OrganizationTarget(root["Id"], TargetKind.ROOT, root["Name"], None)
    yield from _below(api, root["Id"])


def _below(api: Api, parent_id: str) -> Iterator[OrganizationTarget]:
    for item in _all(api, "ListAccountsForParent", "Accounts", lambda it: it, ParentId=parent_id):
        yield OrganizationTarget(item["Id"], TargetKind.ACCOUNT, item.get("Name", item["Id"]), parent_id)
    for item in _all(api, "ListOrganizationalUnitsForParent", "OrganizationalUnits", lambda it: it, ParentId=parent_id):
        yield OrganizationTarget(item["Id"], TargetKind.UNIT, item["Name"], parent_id)
        yield from _below(api, item["Id"])


def _policy(api: Api, summary: Answer) -> OrganizationPolicy:
    policy_id = summary["Id"]
    content = (
        Known("")
        if summary.get(_OF_AWS)
        else evidence(lambda: api.get("DescribePolicy", lambda it: str(it["Policy"]["Content"]), PolicyId=policy_id))
    )
    attached = evidence(
        lambda: tuple(_all(api, "ListTargetsForPolicy", "Targets", lambda it: str(it["TargetId"]), PolicyId=policy_id))
    )
    return OrganizationPolicy(policy_id, summary["Name"], content, attached)


def _all(api: Api, action: str, key: str, understand: Callable[[Any], T], **parameters: object) -> Iterator[T]:
    """Every item of a list, whose pages may be empty and not the last."""
    tokens: set[str] = set()
    page: dict[str, object] = {}
    while True:
        answer = api.ask(action, **parameters, **page)
        yield from map(understand, answer.get(key, ()))
        token = answer.get("NextToken")
        if not token:
            return
        if token in tokens:
            operation = f"organizations:{action}"
            raise ServiceError(f"{operation} goes in circles: AWS sent the same page twice", operation=operation)
        tokens.add(token)
        page = {"NextToken": token}
