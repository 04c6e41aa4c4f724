"""The simulated account's IAM: access keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bks_tui.demo.services.iam_users import user_asked_for
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import access_denied, no_such_entity
from bks_tui.demo.state.objects import StoredAccessKey, StoredUser


def list_access_keys(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The access keys of a user."""
    user = user_asked_for(account, parameters)
    return {
        "AccessKeyMetadata": [
            {
                "UserName": user.name,
                "AccessKeyId": key.access_key_id,
                "Status": key.status,
                "CreateDate": key.created,
            }
            for key in user.access_keys
        ]
    }


def get_access_key_last_used(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """When, where and for what an access key was last used; "N/A" and no date for never."""
    access_key_id = parameters["AccessKeyId"]
    for user in account.users.values():
        for key in user.access_keys:
            if key.access_key_id == access_key_id:
                return {"UserName": user.name, "AccessKeyLastUsed": _last_use(key)}
    # AWS does not say whether a key that is not this account's exists.
    raise access_denied(account.caller_arn, "iam:GetAccessKeyLastUsed", f"access key {access_key_id}")


def _last_use(key: StoredAccessKey) -> dict[str, Any]:
    when, region, service = key.last_used or (None, "N/A", "N/A")
    return {"LastUsedDate": when, "Region": region, "ServiceName": service}


def update_access_key(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Set the status of an access key: Active or Inactive."""
    _, key = _asked_for(account, parameters)
    key.status = parameters["Status"]
    return {}


def delete_access_key(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Delete an access key of a user."""
    user, key = _asked_for(account, parameters)
    user.access_keys.remove(key)
    return {}


def _asked_for(account: SimulatedAccount, parameters: Mapping[str, Any]) -> tuple[StoredUser, StoredAccessKey]:
    user, wanted = user_asked_for(account, parameters), parameters["AccessKeyId"]
    for key in user.access_keys:
        if key.access_key_id == wanted:
            return user, key
    raise no_such_entity(f"The Access Key with id {wanted} cannot be found.")
