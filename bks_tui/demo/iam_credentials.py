"""The simulated account's IAM: everything that a user can sign in with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bks_tui.core.services import LONG_TERM_SERVICES
from bks_tui.demo.account import SimulatedAccount
from bks_tui.demo.errors import RefusalError, access_denied, no_such_entity, validation_error
from bks_tui.demo.iam_users import user_asked_for, user_record
from bks_tui.demo.state import StoredAccessKey, StoredCredential, StoredMfaDevice, StoredUser

_SERVICES = {service.service_name for service in LONG_TERM_SERVICES} | {
    "codecommit.amazonaws.com",
    "cassandra.amazonaws.com",
}


def list_service_specific_credentials(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The service-specific credentials of a user, or of all of them."""
    service_name = parameters.get("ServiceName")
    if service_name is not None and service_name not in _SERVICES:
        raise RefusalError("NotSupportedService", f"{service_name} is not a supported service", 404)
    if not parameters.get("AllUsers"):
        users = [user_asked_for(account, parameters)]
    elif "UserName" in parameters:
        raise validation_error("UserName cannot be specified together with AllUsers")
    else:
        users = list(account.users.values())
    return {
        "ServiceSpecificCredentials": [
            _credential(user, credential)
            for user in users
            for credential in user.credentials
            if service_name in (None, credential.service_name)
        ]
    }


def _credential(user: StoredUser, credential: StoredCredential) -> dict[str, Any]:
    return {
        "UserName": user.name,
        "Status": credential.status,
        "ServiceUserName": credential.service_user_name,
        "ServiceCredentialAlias": credential.alias,
        "CreateDate": credential.created,
        "ExpirationDate": credential.expires,
        "ServiceSpecificCredentialId": credential.credential_id,
        "ServiceName": credential.service_name,
    }


def update_service_specific_credential(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Make a service-specific credential of a user Active or Inactive."""
    user = user_asked_for(account, parameters)
    wanted = parameters["ServiceSpecificCredentialId"]
    for credential in user.credentials:
        if credential.credential_id == wanted:
            credential.status = parameters["Status"]
            return {}
    raise no_such_entity(f"The Service Specific Credential with id {wanted} cannot be found.")


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


def get_login_profile(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The console password of a user."""
    user = user_asked_for(account, parameters)
    if user.password is None:
        raise no_such_entity(f"Login Profile for User {user.name} cannot be found.")
    return {
        "LoginProfile": {
            "UserName": user.name,
            "CreateDate": user.password.created,
            "PasswordResetRequired": user.password.reset_required,
        }
    }


def list_mfa_devices(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The MFA devices of a user, of every kind."""
    user = user_asked_for(account, parameters)
    return {
        "MFADevices": [
            {"UserName": user.name, "SerialNumber": device.serial_number, "EnableDate": device.enabled}
            for device in account.mfa_devices
            if device.user is user
        ]
    }


def list_virtual_mfa_devices(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The virtual MFA devices of the account, assigned or not."""
    wanted = {"Assigned": (True,), "Unassigned": (False,)}.get(parameters.get("AssignmentStatus", "Any"), (True, False))
    devices = (device for device in account.mfa_devices if device.virtual)
    return {
        "VirtualMFADevices": [_virtual(account, device) for device in devices if (device.user is not None) in wanted]
    }


def _virtual(account: SimulatedAccount, device: StoredMfaDevice) -> dict[str, Any]:
    if device.user is None:
        return {"SerialNumber": device.serial_number}
    return {
        "SerialNumber": device.serial_number,
        "User": user_record(account, device.user),
        "EnableDate": device.enabled,
    }
