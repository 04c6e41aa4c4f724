"""The simulated account's IAM: service-specific credentials, API keys among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bks_tui.core.services import LONG_TERM_SERVICES
from bks_tui.demo.services.iam_users import user_asked_for
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import RefusalError, no_such_entity, validation_error
from bks_tui.demo.state.objects import StoredCredential, StoredUser

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
    """Set the status of a service-specific credential: Active or Inactive."""
    _, credential = _asked_for(account, parameters)
    credential.status = parameters["Status"]
    return {}


def delete_service_specific_credential(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Delete a service-specific credential of a user."""
    user, credential = _asked_for(account, parameters)
    user.credentials.remove(credential)
    return {}


def _asked_for(account: SimulatedAccount, parameters: Mapping[str, Any]) -> tuple[StoredUser, StoredCredential]:
    user, wanted = user_asked_for(account, parameters), parameters["ServiceSpecificCredentialId"]
    for credential in user.credentials:
        if credential.credential_id == wanted:
            return user, credential
    raise no_such_entity(f"The Service Specific Credential with id {wanted} cannot be found.")
