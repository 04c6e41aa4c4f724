"""One user of the demo story, written as a row: all times are ages in days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bks_tui.core.services import phantom_service
from bks_tui.demo.state.account import SimulatedAccount


@dataclass(frozen=True, slots=True)
class Key:
    """A service-specific credential. By default it is as old as its user and never expires."""

    age: float | None = None
    status: str = "Active"
    lifetime: float | None = None
    service: str = "bedrock.amazonaws.com"


@dataclass(frozen=True, slots=True)
class StoryAccessKey:
    """An access key. `used` is how many days ago, in which Region, for which service."""

    age: float
    status: str = "Active"
    used: tuple[float, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Password:
    """A console password, how many days ago it was used, and its MFA devices."""

    age: float
    used: float | None = None
    virtual_mfa: bool = False
    hardware_mfa: bool = False


@dataclass(frozen=True, slots=True)
class StoryUser:
    """A user. `policies` are AWS-managed; a phantom user also has the policy of its service.

    `denied` are the operations that the caller has no permission for on this user.
    """

    name: str
    age: float
    keys: tuple[Key, ...] = ()
    access_keys: tuple[StoryAccessKey, ...] = ()
    password: Password | None = None
    policies: tuple[str, ...] = ()
    customer_policies: tuple[str, ...] = ()
    inline_policies: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    boundary: str | None = None
    path: str = "/"
    renamed: str | None = None
    ssh_public_key: bool = False
    signing_certificate: bool = False
    hardware_mfa: bool = False
    denied: tuple[str, ...] = ()


def add_row(account: SimulatedAccount, row: StoryUser) -> None:
    """Add the user of a row to `account`; ages are relative to the account's clock."""

    def ago(days: float) -> datetime:
        return account.now - timedelta(days=days)

    boundary = account.arn(f"policy/{row.boundary}") if row.boundary else None
    account.add_user(row.name, created=ago(row.age), path=row.path, tags=dict(row.tags), permissions_boundary=boundary)
    for key in row.keys:
        created = ago(row.age if key.age is None else key.age)
        expires = None if key.lifetime is None else created + timedelta(days=key.lifetime)
        account.add_service_credential(row.name, key.service, status=key.status, created=created, expires=expires)
    for access_key in row.access_keys:
        used = access_key.used and (ago(access_key.used[0]), *access_key.used[1:])
        account.add_access_key(row.name, status=access_key.status, created=ago(access_key.age), last_used=used)
    _add_sign_in(account, row)
    _add_public_keys(account, row)
    _add_permissions(account, row)
    if row.renamed:
        account.rename_user(row.name, row.renamed)
    for operation in row.denied:
        account.faults.deny(operation, row.renamed or row.name)


def _add_sign_in(account: SimulatedAccount, row: StoryUser) -> None:
    if row.password is None:
        return
    created = account.now - timedelta(days=row.password.age)
    used = None if row.password.used is None else account.now - timedelta(days=row.password.used)
    account.set_password(row.name, created=created, last_used=used)
    if row.password.virtual_mfa:
        account.add_mfa_device(row.name, enabled=created)
    if row.password.hardware_mfa:
        account.add_mfa_device(row.name, virtual=False, enabled=created)


def _add_public_keys(account: SimulatedAccount, row: StoryUser) -> None:
    if row.ssh_public_key:
        account.add_ssh_public_key(row.name)
    if row.signing_certificate:
        account.add_signing_certificate(row.name)
    if row.hardware_mfa:
        account.add_mfa_device(row.name, virtual=False)


def _add_permissions(account: SimulatedAccount, row: StoryUser) -> None:
    service = phantom_service(row.name)
    for policy in (*(service.managed_policies[:1] if service else ()), *row.policies):
        account.attach_policy(row.name, policy)
    for policy in row.customer_policies:
        account.attach_policy(row.name, policy, aws_managed=False)
    for name, document in row.inline_policies.items():
        account.put_inline_policy(row.name, name, document)
    for group in row.groups:
        account.add_to_group(row.name, group)
