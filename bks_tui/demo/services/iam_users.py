"""The simulated account's IAM: users, and what describes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import (
    RefusalError,
    already_exists,
    delete_conflict,
    limit_exceeded,
    no_such_entity,
    not_simulated,
    validation_error,
)
from bks_tui.demo.state.objects import StoredUser

_TAGS = 50


def user_asked_for(account: SimulatedAccount, parameters: Mapping[str, Any]) -> StoredUser:
    """The user named in a request, or the caller where IAM makes the name optional."""
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


def add_user_to_group(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Add a user to a group; a member stays a member."""
    user, group = user_asked_for(account, parameters), group_asked_for(account, parameters)
    if group not in user.groups:
        user.groups.append(group)
    return {}


def remove_user_from_group(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Remove a user from a group."""
    user, group = user_asked_for(account, parameters), group_asked_for(account, parameters)
    if group not in user.groups:
        raise no_such_entity(f"User {user.name} is not in group {group}.")
    user.groups.remove(group)
    return {}


def group_asked_for(account: SimulatedAccount, parameters: Mapping[str, Any]) -> str:
    """The name of the group of a request."""
    name = str(parameters["GroupName"])
    if name not in account.groups:
        raise no_such_entity(f"The group with name {name} cannot be found.")
    return name


def create_user(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Create a user with its path, tags and boundary."""
    name = parameters["UserName"]
    # To IAM, names that differ only in case are the same.
    if name.casefold() in (known.casefold() for known in account.users):
        raise already_exists(f"User with name {name} already exists.")
    user = account.add_user(
        name,
        path=parameters.get("Path", "/"),
        tags=_pairs(parameters.get("Tags", ())),
        permissions_boundary=parameters.get("PermissionsBoundary"),
    )
    return {"User": user_record(account, user) | _boundary(user) | ({"Tags": _tags(user)} if user.tags else {})}


def tag_user(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Add tags to a user."""
    user = user_asked_for(account, parameters)
    together = user.tags | _pairs(parameters["Tags"])
    if len(together) > _TAGS:
        raise limit_exceeded(f"Cannot exceed quota for TagsPerUser: {_TAGS}")
    user.tags = together
    return {}


def _pairs(tags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags}


def delete_user(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Delete a user without keys, policies and groups; its boundary and its tags are deleted too."""
    user = user_asked_for(account, parameters)
    obstacle = _obstacle(account, user)
    if obstacle:
        raise obstacle
    account.delete_user(user.name)
    return {}


def _obstacle(account: SimulatedAccount, user: StoredUser) -> RefusalError | None:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html lists what to delete first."""
    for present, first in (
        (user.password, "delete login profile"),
        (user.access_keys, "delete access keys"),
        (user.signing_certificates, "delete signing certificates"),
        (user.ssh_public_keys, "delete SSH public keys"),
        (user.credentials, "delete service specific credentials"),
        ([device for device in account.mfa_devices if device.user is user], "deactivate MFA device"),
        (user.inline_policies, "delete policies"),
        (user.policies, "detach all policies"),
        (user.groups, "remove users from group"),
    ):
        if present:
            return delete_conflict(f"Cannot delete entity, must {first} first.")
    return None


def get_account_authorization_details(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """All users with their policies, groups, boundary and tags; no roles, groups or policies by themselves."""
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
        # AWS returns this value; its documentation names another.
        "PermissionsBoundaryType": "Policy",
        "PermissionsBoundaryArn": user.permissions_boundary,
    }
    return {"PermissionsBoundary": boundary}


def _tags(user: StoredUser) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in user.tags.items()]
