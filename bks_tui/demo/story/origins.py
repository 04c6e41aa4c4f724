"""Who created the users and credentials of the demo account, derived from what it contains.

Separate from the rest of the history, which is a table: derived events cannot contradict IAM.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from bks_tui.core.services import phantom_service
from bks_tui.demo.state.objects import StoredAccessKey, StoredCredential, StoredUser
from bks_tui.demo.story.call import Act, StoryCaller, on_user

if TYPE_CHECKING:
    from bks_tui.demo.state.account import SimulatedAccount

# LookupEvents returns nothing older, in days.
_EVENT_HISTORY = 90

Creator: TypeAlias = Callable[[StoredUser, datetime], StoryCaller]


def origins(account: SimulatedAccount, creator: Creator) -> Iterator[Act]:
    """The calls of the last 90 days that created something; `creator` gives who created what a user has since when."""
    for user in account.users.values():
        for when, name, details in _creations(account, user):
            days_ago = (account.now - when).total_seconds() / 86_400
            if days_ago < _EVENT_HISTORY:
                yield on_user(days_ago, creator(user, when), name, user.name, **details)


def _creations(account: SimulatedAccount, user: StoredUser) -> Iterator[tuple[datetime, str, dict[str, Any]]]:
    """The time, the name and the details of each call."""
    created_user = {"user": {"userName": user.name, "userId": user.user_id, "arn": account.user_arn(user)}}
    yield (
        user.created,
        "CreateUser",
        {"created": created_user, "created_id": ("AWS::IAM::User", account.user_arn(user))},
    )
    service = phantom_service(user.name)
    if service:
        policy = f"arn:{account.partition}:iam::aws:policy/{service.managed_policies[0]}"
        yield user.created, "AttachUserPolicy", {"policyArn": policy}
    for credential in user.credentials:
        yield credential.created, "CreateServiceSpecificCredential", _credential(user, credential)
    for key in user.access_keys:
        yield key.created, "CreateAccessKey", _access_key(user, key)
    if user.password:
        created = {"loginProfile": {"userName": user.name, "passwordResetRequired": user.password.reset_required}}
        yield user.password.created, "CreateLoginProfile", {"created": created}


def _credential(user: StoredUser, credential: StoredCredential) -> dict[str, Any]:
    created = {
        "serviceSpecificCredentialId": credential.credential_id,
        "serviceCredentialAlias": credential.alias,
        "serviceName": credential.service_name,
        "userName": user.name,
        "status": "Active",
    }
    age = {"credentialAgeDays": (credential.expires - credential.created).days} if credential.expires else {}
    return {"serviceName": credential.service_name, **age, "created": {"serviceSpecificCredential": created}}


def _access_key(user: StoredUser, key: StoredAccessKey) -> dict[str, Any]:
    created = {"accessKeyId": key.access_key_id, "userName": user.name, "status": "Active"}
    return {"created": {"accessKey": created}, "created_id": ("AWS::IAM::AccessKey", key.access_key_id)}
