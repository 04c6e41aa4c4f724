"""The simulated account's IAM: its policy simulator, for the permissions of the caller."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.fault_rules import CallTarget


def simulate_principal_policy(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The decision for each action on each resource, from the policies that the simulator sees."""
    resources = parameters.get("ResourceArns", ["*"])
    return {
        "EvaluationResults": [
            _result(account, action, resource) for action in parameters["ActionNames"] for resource in resources
        ]
    }


def _result(account: SimulatedAccount, action: str, resource: str) -> dict[str, Any]:
    user = resource.rpartition("/")[2] if ":user/" in resource else None
    denial = account.faults.simulated_denial(CallTarget(action, user, ""))
    return {
        "EvalActionName": action,
        "EvalResourceName": resource,
        "EvalDecision": "implicitDeny" if denial is not None else "allowed",
        "MatchedStatements": [],
        "MissingContextValues": list(denial or ()),
    }
