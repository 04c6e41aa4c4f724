"""How the users and credentials of the demo account came to be, told from what the account holds.

Apart from the rest of the history, which is a table: here nothing can contradict IAM.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from bks_tui.core.services import phantom_service
from bks_tui.demo.state.objects import StoredAccessKey, StoredCredential, StoredUser
from bks_tui.demo.story.call import Act, Caller, on_user

if TYPE_CHECKING:
    from bks_tui.demo.state.account import SimulatedAccount

# What is older nobody can look up.
_LOOKED_UP = 90

Maker: TypeAlias = Callable[[StoredUser, datetime], Caller]


def origins(account: SimulatedAccount, maker: Maker) -> Iterator[Act]:
    """What was made in the last 90 days; `maker` tells who made what a user has since when."""
    for user in account.users.values():
        for when, name, told in _made(account, user):
            days_ago = (account.now - when).total_seconds() / 86_400
            if days_ago < _LOOKED_UP:
                yield on_user(days_ago, maker(user, when), name, user.name, **told)


def _made(account: SimulatedAccount, user: StoredUser) -> Iterator[tuple[datetime, str, dict[str, Any]]]:
    """When, by which call, and what more is to be told of it."""
    made_user = {"user": {"userName": user.name, "userId": user.user_id, "arn": account.user_arn(user)}}
    yield user.created, "CreateUser", {"made": made_user, "made_id": ("AWS::IAM::User", account.user_arn(user))}
    service = phantom_service(user.name)
    if service:
        policy = f"arn:{account.partition}:iam::aws:policy/{service.managed_policies[0]}"
        yield user.created, "AttachUserPolicy", {"policyArn": policy}
    for credential in user.credentials:
        yield credential.created, "CreateServiceSpecificCredential", _credential(user, credential)
    for key in user.access_keys:
        yield key.created, "CreateAccessKey", _access_key(user, key)
    if user.password:
        made = {"loginProfile": {"userName": user.name, "passwordResetRequired": user.password.reset_required}}
        yield user.password.created, "CreateLoginProfile", {"made": made}


def _credential(user: StoredUser, credential: StoredCredential) -> dict[str, Any]:
    made = {
        "serviceSpecificCredentialId": credential.credential_id,
        "serviceCredentialAlias": credential.alias,
        "serviceName": credential.service_name,
        "userName": user.name,
        "status": "Active",
    }
    return {"serviceName": credential.service_name, "made": {"serviceSpecificCredential": made}}


def _access_key(user: StoredUser, key: StoredAccessKey) -> dict[str, Any]:
    made = {"accessKeyId": key.access_key_id, "userName": user.name, "status": "Active"}
    return {"made": {"accessKey": made}, "made_id": ("AWS::IAM::AccessKey", key.access_key_id)}
