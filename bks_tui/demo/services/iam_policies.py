"""The simulated account's IAM: the policies of a user."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bks_tui.demo.services.iam_users import group_asked_for, user_asked_for
from bks_tui.demo.services.managed_policies import managed_document
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import limit_exceeded, malformed_policy, no_such_entity

_IN_FORCE = "v2"

# The limit for all inline policies of a user together, without white space.
_INLINE_CHARACTERS = 2_048
_ATTACHED_POLICIES = 10

_READ_S3 = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}


def list_attached_user_policies(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The managed policies of a user."""
    prefix = "policy" + parameters.get("PathPrefix", "/")
    policies = user_asked_for(account, parameters).policies.items()
    return {
        "AttachedPolicies": [
            {"PolicyName": name, "PolicyArn": arn} for arn, name in policies if arn.split(":", 5)[5].startswith(prefix)
        ]
    }


def list_attached_group_policies(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The managed policies of a group."""
    policies = account.groups[group_asked_for(account, parameters)].policies.items()
    return {"AttachedPolicies": [{"PolicyName": name, "PolicyArn": arn} for arn, name in policies]}


def list_group_policies(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The names of a group's inline policies."""
    return {"PolicyNames": list(account.groups[group_asked_for(account, parameters)].inline_policies)}


def get_group_policy(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """One inline policy of a group."""
    group, name = account.groups[group_asked_for(account, parameters)], parameters["PolicyName"]
    if name not in group.inline_policies:
        raise no_such_entity(f"The group policy with name {name} cannot be found.")
    return {"GroupName": group.name, "PolicyName": name, "PolicyDocument": group.inline_policies[name]}


def list_user_policies(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The names of a user's inline policies."""
    return {"PolicyNames": list(user_asked_for(account, parameters).inline_policies)}


def get_user_policy(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """One inline policy."""
    user, name = user_asked_for(account, parameters), parameters["PolicyName"]
    if name not in user.inline_policies:
        raise no_such_entity(f"The user policy with name {name} cannot be found.")
    return {"UserName": user.name, "PolicyName": name, "PolicyDocument": user.inline_policies[name]}


def put_user_policy(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Embed a policy in a user, or replace it."""
    user, name, document = user_asked_for(account, parameters), parameters["PolicyName"], parameters["PolicyDocument"]
    require_room(user.inline_policies, name, document, _INLINE_CHARACTERS, f"user {user.name}")
    user.inline_policies[name] = document
    return {}


def require_room(policies: Mapping[str, str], name: str, document: str, most: int, holder: str) -> None:
    """Refuse a malformed document, or one that exceeds the size of all inline policies of `holder` together."""
    try:
        is_document = "Statement" in json.loads(document)
    except (ValueError, TypeError):
        is_document = False
    if not is_document:
        raise malformed_policy("The policy is not in the valid JSON format.")
    together = {**policies, name: document}.values()
    if sum(len("".join(each.split())) for each in together) > most:
        raise limit_exceeded(f"Maximum policy size of {most} bytes exceeded for {holder}")


def delete_user_policy(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Delete an inline policy of a user."""
    user, name = user_asked_for(account, parameters), parameters["PolicyName"]
    if name not in user.inline_policies:
        raise no_such_entity(f"The user policy with name {name} cannot be found.")
    del user.inline_policies[name]
    return {}


def attach_user_policy(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Attach a managed policy: one of AWS always exists, one of the account only if it was created."""
    user, arn = user_asked_for(account, parameters), parameters["PolicyArn"]
    if ":iam::aws:policy/" not in arn and arn not in account.customer_policies:
        raise no_such_entity(f"Policy {arn} does not exist or is not attachable.")
    if arn not in user.policies and len(user.policies) >= _ATTACHED_POLICIES:
        raise limit_exceeded(f"Cannot exceed quota for PoliciesPerUser: {_ATTACHED_POLICIES}")
    user.policies[arn] = arn.rpartition("/")[2]
    return {}


def detach_user_policy(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Detach a managed policy."""
    user, arn = user_asked_for(account, parameters), parameters["PolicyArn"]
    if arn not in user.policies:
        raise no_such_entity(f"Policy {arn} was not found.")
    del user.policies[arn]
    return {}


def get_policy(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A managed policy that somebody has, or one of AWS."""
    arn = parameters["PolicyArn"]
    return {"Policy": {"PolicyName": _policy_name(account, arn), "Arn": arn, "DefaultVersionId": _IN_FORCE}}


def get_policy_version(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The document of a managed policy; of one of AWS, what matters of it."""
    name = _policy_name(account, parameters["PolicyArn"])
    if parameters["VersionId"] != _IN_FORCE:
        raise no_such_entity(f"Policy {parameters['PolicyArn']} version {parameters['VersionId']} does not exist.")
    own = account.policy_documents.get(parameters["PolicyArn"])
    document = own or managed_document(name) or json.dumps(_READ_S3)
    return {"PolicyVersion": {"Document": document, "VersionId": _IN_FORCE, "IsDefaultVersion": True}}


def _policy_name(account: SimulatedAccount, arn: str) -> str:
    held = any(arn in (*user.policies, user.permissions_boundary) for user in account.users.values())
    held = held or any(arn in group.policies for group in account.groups.values())
    name = arn.rpartition("/")[2]
    if held or arn in account.policy_documents or (arn.split(":")[4:5] == ["aws"] and managed_document(name)):
        return name
    raise no_such_entity(f"Policy {arn} does not exist or is not attachable.")
