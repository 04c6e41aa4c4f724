"""Who can call AWS in the simulated account, and the `userIdentity` that CloudTrail records for each.

The shapes are those of https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Protocol

from bks_tui.demo.state.objects import StoredUser, unique_id


class HomeAccount(Protocol):
    """The account that records a call: the fields that an actor's identity needs."""

    account_id: str
    users: dict[str, StoredUser]

    def arn(self, resource: str, service: str = ...) -> str:
        """The ARN of something in this account."""
        ...


class SimulatedActor(Protocol):
    """A caller of AWS."""

    @property
    def user_name(self) -> str | None:
        """The user name by which LookupEvents finds the actor."""
        ...

    def identity(self, account: HomeAccount) -> dict[str, Any]:
        """The `userIdentity` of a record."""
        ...


@dataclass(frozen=True, slots=True)
class IamUser:
    """A user with an access key, an API key (`credential_id`) or, with neither, a password."""

    user_name: str
    access_key_id: str | None = None
    credential_id: str | None = None

    def identity(self, account: HomeAccount) -> dict[str, Any]:
        """The `userIdentity` of a record."""
        user = account.users.get(self.user_name)
        return _present(
            type="IAMUser",
            principalId=user.user_id if user else unique_id("AIDA", account.account_id, self.user_name),
            arn=account.arn(f"user{user.path if user else '/'}{self.user_name}"),
            accountId=account.account_id,
            accessKeyId=self.access_key_id,
            userName=self.user_name,
            credentialId=self.credential_id,
        )


@dataclass(frozen=True, slots=True)
class RoleSession:
    """A session of a role; `path` is the role's. Its access key id is generated if none is given."""

    role: str
    user_name: str
    path: str = "/"
    access_key_id: str | None = None

    def identity(self, account: HomeAccount) -> dict[str, Any]:
        """The `userIdentity` of a record."""
        role_id = unique_id("AROA", account.account_id, self.role)
        issuer = {
            "type": "Role",
            "principalId": role_id,
            "arn": account.arn(f"role{self.path}{self.role}"),
            "accountId": account.account_id,
            "userName": self.role,
        }
        return {
            "type": "AssumedRole",
            "principalId": f"{role_id}:{self.user_name}",
            "arn": account.arn(f"assumed-role/{self.role}/{self.user_name}", "sts"),
            "accountId": account.account_id,
            "accessKeyId": self.access_key_id or unique_id("ASIA", account.account_id, f"{self.role}/{self.user_name}"),
            "sessionContext": {"sessionIssuer": issuer, "attributes": {"mfaAuthenticated": "false"}},
        }


@dataclass(frozen=True, slots=True)
class IdentityCenterUser:
    """A person of IAM Identity Center with a permission set, in its reserved role."""

    permission_set: str
    user_name: str

    def identity(self, account: HomeAccount) -> dict[str, Any]:
        """The `userIdentity` of a record."""
        digits = uuid.uuid5(uuid.NAMESPACE_DNS, self.permission_set).hex[:16]
        role = RoleSession(
            f"AWSReservedSSO_{self.permission_set}_{digits}", self.user_name, "/aws-reserved/sso.amazonaws.com/"
        )
        on_behalf_of = {
            "userId": str(uuid.uuid5(uuid.NAMESPACE_DNS, self.user_name)),
            "identityStoreArn": f"arn:aws:identitystore::{account.account_id}:identitystore/d-9067example",
        }
        return {**role.identity(account), "onBehalfOf": on_behalf_of}


@dataclass(frozen=True, slots=True)
class Root:
    """The account's root user."""

    user_name: str = "root"

    def identity(self, account: HomeAccount) -> dict[str, Any]:
        """The `userIdentity` of a record."""
        return {
            "type": "Root",
            "principalId": account.account_id,
            "arn": account.arn("root"),
            "accountId": account.account_id,
        }


@dataclass(frozen=True, slots=True)
class AwsService:
    """AWS itself, by the name of a service: `support.amazonaws.com`."""

    invoked_by: str
    user_name: None = None

    def identity(self, _: HomeAccount) -> dict[str, Any]:
        """The `userIdentity` of a record."""
        return {"type": "AWSService", "invokedBy": self.invoked_by}


def _present(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
