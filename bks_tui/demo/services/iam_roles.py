"""The simulated account's IAM: roles and their inline policies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bks_tui.demo.services.iam_policies import require_room
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import no_such_entity, unmodifiable
from bks_tui.demo.state.objects import StoredRole

# The limit for all inline policies of a role together, without white space.
_INLINE_CHARACTERS = 10_240

_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def get_role(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """One role."""
    role = _asked_for(account, parameters)
    return {
        "Role": {
            "Path": role.path,
            "RoleName": role.name,
            "RoleId": role.role_id,
            "Arn": account.arn(f"role{role.path}{role.name}"),
            "CreateDate": role.created,
            "AssumeRolePolicyDocument": json.dumps(_TRUST),
        }
    }


def list_role_policies(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The names of a role's inline policies."""
    return {"PolicyNames": list(_asked_for(account, parameters).inline_policies)}


def get_role_policy(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """One inline policy of a role."""
    role, name = _asked_for(account, parameters), parameters["PolicyName"]
    document = _document(role, name)
    return {"RoleName": role.name, "PolicyName": name, "PolicyDocument": document}


def put_role_policy(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Embed a policy in a role, or replace it."""
    role, name, document = _changeable(account, parameters), parameters["PolicyName"], parameters["PolicyDocument"]
    require_room(role.inline_policies, name, document, _INLINE_CHARACTERS, f"role {role.name}")
    role.inline_policies[name] = document
    return {}


def delete_role_policy(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Delete an inline policy of a role."""
    role = _changeable(account, parameters)
    _document(role, parameters["PolicyName"])
    del role.inline_policies[parameters["PolicyName"]]
    return {}


def _asked_for(account: SimulatedAccount, parameters: Mapping[str, Any]) -> StoredRole:
    name = parameters["RoleName"]
    if name not in account.roles:
        raise no_such_entity(f"The role with name {name} cannot be found.")
    return account.roles[name]


def _changeable(account: SimulatedAccount, parameters: Mapping[str, Any]) -> StoredRole:
    role = _asked_for(account, parameters)
    if role.path.startswith("/aws-"):
        raise unmodifiable(f"Cannot perform the operation on the protected role '{role.name}'")
    return role


def _document(role: StoredRole, name: str) -> str:
    if name not in role.inline_policies:
        raise no_such_entity(f"The role policy with name {name} cannot be found.")
    return role.inline_policies[name]
