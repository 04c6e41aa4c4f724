"""The simulated account's Organizations: its tree, its service control policies and where they are attached.

The rules are those of https://docs.aws.amazon.com/organizations/latest/APIReference/.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.fault_rules import CallTarget
from bks_tui.demo.state.organization import SimulatedOrganization, StoredPolicy, StoredTarget

_TYPE = "SERVICE_CONTROL_POLICY"
_LARGEST_PAGE = 20
_LARGEST_POLICY = 10_240
_MOST_ATTACHED = 10


def describe_organization(account: SimulatedAccount, _: Mapping[str, Any], __: str) -> dict[str, Any]:
    """The organization of the account."""
    organization = _organization(account)
    return {"Organization": {"Id": organization.organization_id, "MasterAccountId": organization.management_account_id}}


def list_roots(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The root, and whether service control policies are enabled."""
    organization = _readable(account)
    types = [{"Type": _TYPE, "Status": "ENABLED"}] if organization.enabled else []
    root = {"Id": organization.root.target_id, "Name": organization.root.name, "PolicyTypes": types}
    return _page(account, "ListRoots", "Roots", [root], parameters, region)


def list_units(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The OUs directly below a parent."""
    units = [_named(each) for each in _children(account, parameters) if each.target_id.startswith("ou-")]
    return _page(account, "ListOrganizationalUnitsForParent", "OrganizationalUnits", units, parameters, region)


def list_all_accounts(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """Every account of the organization, with its state and where it is in the tree."""
    organization = _readable(account)
    accounts = [
        {**_named(each), "State": each.state, "Paths": [organization.path_of(each)]} for each in organization.accounts
    ]
    return _page(account, "ListAccounts", "Accounts", accounts, parameters, region)


def describe_unit(account: SimulatedAccount, parameters: Mapping[str, Any], _: str) -> dict[str, Any]:
    """An OU with its name."""
    unit = _readable(account).targets.get(parameters["OrganizationalUnitId"])
    if unit is None:
        raise RefusalError("OrganizationalUnitNotFoundException", "You specified an OU that doesn't exist.", 400)
    return {"OrganizationalUnit": _named(unit)}


def list_accounts(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The accounts directly below a parent."""
    accounts = [_named(each) for each in _children(account, parameters) if not each.target_id.startswith("ou-")]
    return _page(account, "ListAccountsForParent", "Accounts", accounts, parameters, region)


def list_policies(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """All service control policies."""
    policies = [_summary(each) for each in _trusted(account).policies.values()]
    return _page(account, "ListPolicies", "Policies", policies, parameters, region)


def describe_policy(account: SimulatedAccount, parameters: Mapping[str, Any], _: str) -> dict[str, Any]:
    """A policy with its content."""
    policy = _policy(account, parameters)
    return {"Policy": {"PolicySummary": _summary(policy), "Content": policy.content}}


def list_targets(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """Where a policy is attached."""
    targets = [
        {"TargetId": each, "Name": _trusted(account).targets[each].name}
        for each in _policy(account, parameters).targets
    ]
    return _page(account, "ListTargetsForPolicy", "Targets", targets, parameters, region)


def create_policy(account: SimulatedAccount, parameters: Mapping[str, Any], _: str) -> dict[str, Any]:
    """Create a policy."""
    organization = _trusted(account)
    if any(each.name == parameters["Name"] for each in organization.policies.values()):
        raise RefusalError("DuplicatePolicyException", "A policy with the specified name and type already exists.", 400)
    _require_size(parameters["Content"])
    policy = organization.add_policy(parameters["Name"], parameters["Content"])
    return {"Policy": {"PolicySummary": _summary(policy), "Content": policy.content}}


def update_policy(account: SimulatedAccount, parameters: Mapping[str, Any], _: str) -> dict[str, Any]:
    """Replace the content of a policy, for every target that it is attached to."""
    policy = _changeable(account, parameters)
    _require_size(parameters.get("Content", ""))
    policy.content = parameters.get("Content", policy.content)
    return {"Policy": {"PolicySummary": _summary(policy), "Content": policy.content}}


def attach_policy(account: SimulatedAccount, parameters: Mapping[str, Any], _: str) -> dict[str, Any]:
    """Attach a policy to a target."""
    organization, policy, target_id = _trusted(account), _policy(account, parameters), _target(account, parameters)
    if not organization.enabled:
        raise RefusalError(
            "PolicyTypeNotEnabledException", "This operation can be performed only for enabled policy types.", 400
        )
    if target_id in policy.targets:
        raise RefusalError("DuplicatePolicyAttachmentException", "The policy is attached already.", 400)
    if sum(target_id in each.targets for each in organization.policies.values()) >= _MOST_ATTACHED:
        raise RefusalError("ConstraintViolationException", "You have attached the maximum number of policies.", 400)
    policy.targets.append(target_id)
    return {}


def detach_policy(account: SimulatedAccount, parameters: Mapping[str, Any], _: str) -> dict[str, Any]:
    """Detach a policy from a target."""
    policy, target_id = _policy(account, parameters), _target(account, parameters)
    if target_id not in policy.targets:
        raise RefusalError("PolicyNotAttachedException", "The policy is not attached to the specified target.", 400)
    policy.targets.remove(target_id)
    return {}


def delete_policy(account: SimulatedAccount, parameters: Mapping[str, Any], _: str) -> dict[str, Any]:
    """Delete a policy that is attached to nothing."""
    policy = _changeable(account, parameters)
    if policy.targets:
        raise RefusalError("PolicyInUseException", "The policy is attached to one or more entities.", 400)
    del _trusted(account).policies[policy.policy_id]
    return {}


def _organization(account: SimulatedAccount) -> SimulatedOrganization:
    if account.organization is None:
        raise RefusalError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.", 400)
    return account.organization


def _trusted(account: SimulatedAccount) -> SimulatedOrganization:
    """The organization, for its management account only."""
    organization = _organization(account)
    if account.account_id != organization.management_account_id:
        raise RefusalError("AccessDenied", "You don't have permissions to access this resource.", 400)
    return organization


def _readable(account: SimulatedAccount) -> SimulatedOrganization:
    """The organization, for its management account and its delegated administrators."""
    organization = _organization(account)
    return organization if account.account_id in organization.delegated_administrators else _trusted(account)


def _children(account: SimulatedAccount, parameters: Mapping[str, Any]) -> list[StoredTarget]:
    organization = _trusted(account)
    if parameters["ParentId"] not in organization.targets:
        raise RefusalError("ParentNotFoundException", "You specified a parent that doesn't exist.", 400)
    return [each for each in organization.targets.values() if each.parent_id == parameters["ParentId"]]


def _policy(account: SimulatedAccount, parameters: Mapping[str, Any]) -> StoredPolicy:
    policy = _trusted(account).policies.get(parameters["PolicyId"])
    if policy is None:
        raise RefusalError("PolicyNotFoundException", "You specified a policy that doesn't exist.", 400)
    return policy


def _changeable(account: SimulatedAccount, parameters: Mapping[str, Any]) -> StoredPolicy:
    policy = _policy(account, parameters)
    if policy.aws_managed:
        raise RefusalError("PolicyChangesInProgressException", "AWS's own policies cannot be changed.", 400)
    return policy


def _target(account: SimulatedAccount, parameters: Mapping[str, Any]) -> str:
    target_id = str(parameters["TargetId"])
    if target_id not in _trusted(account).targets:
        raise RefusalError("TargetNotFoundException", "You specified a target that doesn't exist.", 400)
    return target_id


def _require_size(content: str) -> None:
    if len(content) > _LARGEST_POLICY:
        raise RefusalError("ConstraintViolationException", "The policy is larger than the maximum size.", 400)


def _named(target: StoredTarget) -> dict[str, str]:
    return {"Id": target.target_id, "Name": target.name}


def _summary(policy: StoredPolicy) -> dict[str, Any]:
    return {
        "Id": policy.policy_id,
        "Name": policy.name,
        "Description": policy.description,
        "Type": _TYPE,
        "AwsManaged": policy.aws_managed,
    }


def _page(
    account: SimulatedAccount, action: str, key: str, items: list[Any], parameters: Mapping[str, Any], region: str
) -> dict[str, Any]:
    """A page of a list, at most twenty items."""
    target = CallTarget(f"organizations:{action}", None, region)
    size = account.faults.page_size(target, min(parameters.get("MaxResults", _LARGEST_PAGE), _LARGEST_PAGE))
    start = int(parameters.get("NextToken", "0").rpartition("-")[2])
    given = items[start : start + size]
    end = start + len(given)
    # An empty page is not the last one, and its token is a new one.
    token = {"NextToken": f"demo-page-{len(account.calls)}-{end}"} if end < len(items) else {}
    return {key: given, **token}
