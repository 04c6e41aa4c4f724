"""The simulated account's IAM: console passwords and MFA devices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bks_tui.demo.services.iam_users import user_asked_for, user_record
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import delete_conflict, no_such_entity
from bks_tui.demo.state.objects import StoredMfaDevice


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


def delete_login_profile(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Delete the console password of a user."""
    user = user_asked_for(account, parameters)
    if user.password is None:
        raise no_such_entity(f"Login Profile for User {user.name} cannot be found.")
    user.password = None
    return {}


def deactivate_mfa_device(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Remove an MFA device from its user. A virtual device still exists afterwards, a hardware device does not."""
    user, serial_number = user_asked_for(account, parameters), parameters["SerialNumber"]
    for device in account.mfa_devices:
        if device.user is user and device.serial_number == serial_number:
            device.user = None
            if not device.virtual:
                account.mfa_devices.remove(device)
            return {}
    raise no_such_entity(f"MFA Device with serial number {serial_number} does not exist.")


def delete_virtual_mfa_device(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Delete a virtual MFA device that is not assigned."""
    serial_number = parameters["SerialNumber"]
    for device in account.mfa_devices:
        if device.virtual and device.serial_number == serial_number:
            if device.user is not None:
                raise delete_conflict("MFA VirtualDevice in use. Must deactivate first.")
            account.mfa_devices.remove(device)
            return {}
    raise no_such_entity(f"VirtualMFADevice with serial number {serial_number} does not exist.")
