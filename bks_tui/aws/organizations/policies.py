"""Reads of the service control policies of an organization: the tree of targets, and the attachments."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from bks_tui.aws.api import Answer, Api, read_or_unread
from bks_tui.core.account.organization_tree import OrganizationNodeKind, OrganizationTarget
from bks_tui.core.evidence import Known
from bks_tui.core.prevention.coverage import Organization, OrganizationPolicy, unread_policies
from bks_tui.core.prevention.policies import POLICY_TYPE


class _Root(NamedTuple):
    """A root, and whether service control policies are enabled there."""

    target: OrganizationTarget
    enabled: bool


class _Summary(NamedTuple):
    """A policy as the list returns it. Policies managed by AWS cannot be changed and are not relevant here."""

    policy_id: str
    name: str
    is_of_aws: bool


def read_organization(api: Api) -> Organization:
    """The whole organization. Raises AwsError where its tree or its list of policies cannot be read."""
    organization_id, management_account_id = api.get("DescribeOrganization", _ids)
    roots = api.all("ListRoots", "Roots", _root)
    targets = tuple(target for root in roots for target in (root.target, *_below(api, root.target.target_id)))
    policies = tuple(_policy(api, each) for each in api.all("ListPolicies", "Policies", _summary, Filter=POLICY_TYPE))
    return Organization(
        organization_id=organization_id,
        management_account_id=management_account_id,
        enabled=any(root.enabled for root in roots),
        targets=targets,
        policies=policies,
        gaps=tuple(unread_policies(policies)),
    )


def _ids(answer: Answer) -> tuple[str, str]:
    organization = answer["Organization"]
    return str(organization["Id"]), str(organization.get("MasterAccountId", ""))


def _root(item: Answer) -> _Root:
    types = [(each.get("Type"), each.get("Status")) for each in item.get("PolicyTypes", ())]
    return _Root(_target(OrganizationNodeKind.ROOT, None, item), (POLICY_TYPE, "ENABLED") in types)


def _target(kind: OrganizationNodeKind, parent_id: str | None, item: Answer) -> OrganizationTarget:
    return OrganizationTarget(item["Id"], kind, str(item.get("Name") or item["Id"]), parent_id)


def _below(api: Api, parent_id: str) -> Iterator[OrganizationTarget]:
    accounts, units = (
        partial(_target, kind, parent_id) for kind in (OrganizationNodeKind.ACCOUNT, OrganizationNodeKind.UNIT)
    )
    yield from api.all("ListAccountsForParent", "Accounts", accounts, ParentId=parent_id)
    for unit in api.all("ListOrganizationalUnitsForParent", "OrganizationalUnits", units, ParentId=parent_id):
        yield unit
        yield from _below(api, unit.target_id)


def _summary(item: Answer) -> _Summary:
    return _Summary(item["Id"], item["Name"], bool(item.get("AwsManaged")))


def _policy(api: Api, summary: _Summary) -> OrganizationPolicy:
    policy_id = summary.policy_id
    content = (
        Known("")
        if summary.is_of_aws
        else read_or_unread(lambda: api.get("DescribePolicy", _content, PolicyId=policy_id))
    )
    attached = read_or_unread(lambda: _holders(api, policy_id))
    return OrganizationPolicy(policy_id, summary.name, content, attached)


def _content(answer: Answer) -> str:
    return str(answer["Policy"]["Content"])


def _holders(api: Api, policy_id: str) -> tuple[str, ...]:
    return api.all("ListTargetsForPolicy", "Targets", _target_id, PolicyId=policy_id)


def _target_id(item: Answer) -> str:
    return str(item["TargetId"])
