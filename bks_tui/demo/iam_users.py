"""The simulated account's IAM: users, and what describes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bks_tui.demo.account import SimulatedAccount
from bks_tui.demo.errors import no_such_entity, not_simulated, validation_error
from bks_tui.demo.state import StoredUser


def user_asked_for(account: SimulatedAccount, parameters: Mapping[str, Any]) -> StoredUser:
    """The user named in a request, or the caller where IAM lets the name be left out."""
    kind, _, path = account.caller.partition("/")
    name = parameters.get("UserName") or (path.rpartition("/")[2] if kind == "user" else None)
    if name is None:
        raise validation_error("Must specify userName when calling with non-User credentials")
    if name not in account.users:
        raise no_such_entity(f"The user with name {name} cannot be found.")
    return account.users[name]


def list_users(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """All users. As in AWS, without tags and permissions boundaries."""
    prefix = parameters.get("PathPrefix", "/")
    return {"Users": [user_record(account, user) for user in account.users.values() if user.path.startswith(prefix)]}


def get_user(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """One user with its tags and permissions boundary."""
    user = user_asked_for(account, parameters)
    return {"User": user_record(account, user) | _boundary(user) | ({"Tags": _tags(user)} if user.tags else {})}


def list_user_tags(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The tags of a user."""
    return {"Tags": _tags(user_asked_for(account, parameters))}


def list_groups_for_user(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The groups of a user."""
    groups = (account.groups[name] for name in user_asked_for(account, parameters).groups)
    return {
        "Groups": [
            {
                "Path": group.path,
                "GroupName": group.name,
                "GroupId": group.group_id,
                "Arn": account.arn(f"group{group.path}{group.name}"),
                "CreateDate": group.created,
            }
            for group in groups
        ]
    }


def get_account_authorization_details(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """All users with their policies, groups, boundary and tags: nothing of roles, groups or policies."""
    if parameters.get("Filter") != ["User"]:
        raise not_simulated("GetAccountAuthorizationDetails for anything but users")
    return {"UserDetailList": [_user_detail(account, user) for user in account.users.values()]}


def list_account_aliases(account: SimulatedAccount, _: Mapping[str, Any]) -> dict[str, Any]:
    """The account's alias, if it has one."""
    return {"AccountAliases": [account.alias] if account.alias else []}


def user_record(account: SimulatedAccount, user: StoredUser) -> dict[str, Any]:
    """A user as every list gives it."""
    return {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.user_id,
        "Arn": account.user_arn(user),
        "CreateDate": user.created,
        "PasswordLastUsed": user.password_last_used,
    }


def _user_detail(account: SimulatedAccount, user: StoredUser) -> dict[str, Any]:
    policies = user.inline_policies.items()
    return (
        user_record(account, user)
        | _boundary(user)
        | {
            "UserPolicyList": [{"PolicyName": name, "PolicyDocument": document} for name, document in policies],
            "GroupList": list(user.groups),
            "AttachedManagedPolicies": [{"PolicyName": name, "PolicyArn": arn} for arn, name in user.policies.items()],
            "Tags": _tags(user),
        }
    )


def _boundary(user: StoredUser) -> dict[str, Any]:
    if user.permissions_boundary is None:
        return {}
    boundary = {
        # The word is AWS's, and not the one its own documentation gives.
        "PermissionsBoundaryType": "Policy",
        "PermissionsBoundaryArn": user.permissions_boundary,
    }
    return {"PermissionsBoundary": boundary}


def _tags(user: StoredUser) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in user.tags.items()]
