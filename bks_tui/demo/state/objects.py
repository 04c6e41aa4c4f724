"""What the simulated account stores about a user: plain mutable records, without behaviour.

Separate from `core.iam`, which is what bks assumes: a simulation that shared its types could not
contradict it.
"""

from __future__ import annotations

import uuid
from base64 import b32encode
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b


@dataclass
class StoredCredential:
    """A service-specific credential. API keys have an `alias`, other services a `service_user_name`."""

    credential_id: str
    service_name: str
    alias: str | None
    service_user_name: str | None
    status: str
    created: datetime
    expires: datetime | None


@dataclass
class StoredAccessKey:
    """An access key. `last_used` is when, in which Region and for which service; None for never."""

    access_key_id: str
    status: str
    created: datetime
    last_used: tuple[datetime, str, str] | None


@dataclass
class StoredPassword:
    """A console password."""

    created: datetime
    reset_required: bool


@dataclass
class StoredPublicKey:
    """An SSH public key or a signing certificate; the list that contains it says which."""

    key_id: str
    status: str
    uploaded: datetime


@dataclass
class StoredUser:
    """An IAM user. `policies` is policy ARN → name, `inline_policies` name → document (JSON text)."""

    name: str
    user_id: str
    path: str
    created: datetime
    tags: dict[str, str]
    permissions_boundary: str | None
    password: StoredPassword | None = None
    password_last_used: datetime | None = None
    credentials: list[StoredCredential] = field(default_factory=list)
    access_keys: list[StoredAccessKey] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    policies: dict[str, str] = field(default_factory=dict)
    inline_policies: dict[str, str] = field(default_factory=dict)
    ssh_public_keys: list[StoredPublicKey] = field(default_factory=list)
    signing_certificates: list[StoredPublicKey] = field(default_factory=list)


@dataclass
class StoredRole:
    """An IAM role. `inline_policies` is name → document (JSON text).

    `external_id` is what its trust policy demands, if anything.
    """

    name: str
    role_id: str
    path: str
    created: datetime
    inline_policies: dict[str, str] = field(default_factory=dict)
    external_id: str | None = None


@dataclass
class StoredGroup:
    """An IAM group; its members are kept with the users, and its policies like those of a user."""

    name: str
    group_id: str
    path: str
    created: datetime
    policies: dict[str, str] = field(default_factory=dict)
    inline_policies: dict[str, str] = field(default_factory=dict)


@dataclass
class StoredMfaDevice:
    """An MFA device. A virtual device outlives its assignment, so `user` may be None."""

    serial_number: str
    virtual: bool
    user: StoredUser | None
    enabled: datetime


def unique_id(prefix: str, account_id: str, serial: int | str) -> str:
    """An id of 20 characters: the prefix (`AKIA`, `AIDA`, …) and 16 more, from the account and a number or name.

    The account id sits where AWS has put it since 2019 (bits 7 to 46 of the first 48, the top bit
    set), so that decoding an access key id of the demo finds the demo's account.
    """
    noise = blake2b(f"{prefix}{serial}".encode(), digest_size=5).digest()
    head = (1 << 47) | (int(account_id) << 7) | (noise[0] & 0x7F)
    return prefix + b32encode(head.to_bytes(6, "big") + noise[1:]).decode("ascii")


def event_id(account_id: str, serial: int) -> str:
    """The id of event number `serial` of an account."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{account_id}/{serial}"))
