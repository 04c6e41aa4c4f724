"""The simulated account's STS."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import RefusalError


def get_caller_identity(account: SimulatedAccount, _: Mapping[str, Any]) -> dict[str, Any]:
    """The caller."""
    kind, _slash, name = account.caller.partition("/")
    user = account.users.get(name.rpartition("/")[2]) if kind == "user" else None
    session = account.caller.rpartition("/")[2]
    user_id = user.user_id if user else f"AROAEXAMPLEEXAMPLEID:{session}"
    return {"UserId": user_id, "Account": account.account_id, "Arn": account.caller_arn}


def assume_role(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A session of a role in a member account."""
    role_arn, session = parameters["RoleArn"], parameters["RoleSessionName"]
    account_id, resource = role_arn.split(":")[4:6]
    member, name = account.members.find(account_id), resource.rpartition("/")[2]
    role = member.roles.get(name) if member else None
    # STS does not say whether the role exists.
    if member is None or role is None or role.external_id not in (None, parameters.get("ExternalId")):
        raise RefusalError(
            "AccessDenied",
            f"User: {account.caller_arn} is not authorized to perform: sts:AssumeRole on resource: {role_arn}",
            403,
        )
    lasts = account.members.session_time or timedelta(seconds=parameters.get("DurationSeconds", 3_600))
    ends = datetime.now(timezone.utc) + lasts
    access_key_id = account.members.open(member, f"assumed-role/{name}/{session}")
    return {
        "Credentials": {
            "AccessKeyId": access_key_id,
            "SecretAccessKey": "no-secret-this-is-the-demo",
            "SessionToken": "no-token-this-is-the-demo",
            "Expiration": ends,
        },
        "AssumedRoleUser": {"AssumedRoleId": f"{role.role_id}:{session}", "Arn": member.caller_arn},
    }
