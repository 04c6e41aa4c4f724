"""The simulated account's IAM: the policies of a user."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bks_tui.demo.account import SimulatedAccount
from bks_tui.demo.errors import no_such_entity
from bks_tui.demo.iam_users import user_asked_for


def list_attached_user_policies(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The managed policies of a user."""
    prefix = "policy" + parameters.get("PathPrefix", "/")
    policies = user_asked_for(account, parameters).policies.items()
    return {
        "AttachedPolicies": [
            {"PolicyName": name, "PolicyArn": arn} for arn, name in policies if arn.split(":", 5)[5].startswith(prefix)
        ]
    }


def list_user_policies(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The names of a user's inline policies."""
    return {"PolicyNames": list(user_asked_for(account, parameters).inline_policies)}


def get_user_policy(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """One inline policy."""
    user, name = user_asked_for(account, parameters), parameters["PolicyName"]
    if name not in user.inline_policies:
        raise no_such_entity(f"The user policy with name {name} cannot be found.")
    return {"UserName": user.name, "PolicyName": name, "PolicyDocument": user.inline_policies[name]}
