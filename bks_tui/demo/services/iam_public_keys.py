"""The simulated account's IAM: signing certificates and SSH public keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bks_tui.demo.services.iam_users import user_asked_for
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import no_such_entity
from bks_tui.demo.state.objects import StoredPublicKey


def list_signing_certificates(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The signing certificates of a user."""
    user = user_asked_for(account, parameters)
    return {
        "Certificates": [
            {
                "UserName": user.name,
                "CertificateId": certificate.key_id,
                "CertificateBody": "the demo has none",
                "Status": certificate.status,
                "UploadDate": certificate.uploaded,
            }
            for certificate in user.signing_certificates
        ]
    }


def delete_signing_certificate(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Delete a signing certificate of a user."""
    user, wanted = user_asked_for(account, parameters), parameters["CertificateId"]
    _remove(user.signing_certificates, wanted, f"The Certificate with id {wanted} cannot be found.")
    return {}


def list_ssh_public_keys(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The SSH public keys of a user."""
    user = user_asked_for(account, parameters)
    return {
        "SSHPublicKeys": [
            {
                "UserName": user.name,
                "SSHPublicKeyId": key.key_id,
                "Status": key.status,
                "UploadDate": key.uploaded,
            }
            for key in user.ssh_public_keys
        ]
    }


def delete_ssh_public_key(account: SimulatedAccount, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Delete an SSH public key of a user."""
    user, wanted = user_asked_for(account, parameters), parameters["SSHPublicKeyId"]
    _remove(user.ssh_public_keys, wanted, f"The Public Key with id {wanted} cannot be found.")
    return {}


def _remove(keys: list[StoredPublicKey], wanted: str, otherwise: str) -> None:
    for key in keys:
        if key.key_id == wanted:
            keys.remove(key)
            return
    raise no_such_entity(otherwise)
