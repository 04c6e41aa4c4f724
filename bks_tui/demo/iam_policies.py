"""The simulated account's IAM: the policies of a user."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bks_tui.demo.account import SimulatedAccount
from bks_tui.demo.errors import no_such_entity
from bks_tui.demo.iam_users import user_asked_for

_IN_FORCE = "v2"

_SAYS = {
    "AdministratorAccess": ("Allow", "*"),
    "AmazonBedrockLimitedAccess": ("Allow", ["bedrock:Get*", "bedrock:List*", "bedrock:CallWithBearerToken"]),
    "AWSCompromisedKeyQuarantineV2": ("Deny", ["iam:CreateAccessKey", "ec2:RunInstances"]),
    "AWSCompromisedKeyQuarantineV3": ("Deny", ["iam:CreateAccessKey", "bedrock:InvokeModel"]),
}


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


def get_policy(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A managed policy that some user has."""
    arn = parameters["PolicyArn"]
    return {"Policy": {"PolicyName": _policy_name(account, arn), "Arn": arn, "DefaultVersionId": _IN_FORCE}}


def get_policy_version(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What a managed policy says. Of AWS's own the simulated account knows little more than the service."""
    name = _policy_name(account, parameters["PolicyArn"])
    if parameters["VersionId"] != _IN_FORCE:
        raise no_such_entity(f"Policy {parameters['PolicyArn']} version {parameters['VersionId']} does not exist.")
    effect, action = _SAYS.get(name, ("Allow", "s3:Get*"))
    document = {"Version": "2012-10-17", "Statement": [{"Effect": effect, "Action": action, "Resource": "*"}]}
    return {"PolicyVersion": {"Document": json.dumps(document), "VersionId": _IN_FORCE, "IsDefaultVersion": True}}


def _policy_name(account: SimulatedAccount, arn: str) -> str:
    for user in account.users.values():
        if arn in user.policies:
            return user.policies[arn]
    raise no_such_entity(f"Policy {arn} does not exist or is not attachable.")
