"""An IAM user and everything about it that matters for API keys, as AWS returned it.

Names and ids are kept verbatim, because later calls need them; every output cleans them first
(`core.text`). What the data means is decided in `core.scan`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bks_tui.core.evidence import Evidence, Unread, known_items
from bks_tui.core.keys.alias import parse_alias
from bks_tui.core.services import ApiKeyService, phantom_service, probable_phantom_service, service_by_name

# The console gives keys without an expiry a date about 36,600 days ahead, in the years 21xx.
NEVER_DAYS = 10_000

# The statuses of a credential that does not work; any other status may mean that it works.
STOPPED = ("Inactive", "Expired")


class UserKind(Enum):
    """How a user was created."""

    PHANTOM = "phantom"
    RENAMED_PHANTOM = "renamed phantom"
    PROBABLE_PHANTOM = "probable phantom"
    ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True)
class ServiceSpecificCredential:
    """A credential of one AWS service: an API key, or a CodeCommit or Keyspaces password.

    `alias` is absent for services without API keys. `expires` is None if AWS returns no date.
    """

    credential_id: str
    service_name: str
    alias: str | None
    status: str
    created: datetime
    expires: datetime | None

    @property
    def service(self) -> ApiKeyService | None:
        """The API-key service; None if this is not an API key."""
        return service_by_name(self.service_name)

    @property
    def never_expires(self) -> bool:
        """Whether it has no expiry: no date, or one so far ahead that it means the same."""
        return self.expires is None or self.expires - self.created >= timedelta(days=NEVER_DAYS)

    @property
    def never_label(self) -> str:
        """`never`, with the date that stands for it; empty for a credential that expires."""
        if not self.never_expires:
            return ""
        return f"never (date {self.expires:%Y-%m-%d})" if self.expires else "never"


@dataclass(frozen=True, slots=True)
class LastUse:
    """When, where and for what an access key was last used."""

    when: datetime
    region: str
    service: str


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A long-term access key. `last_used` is Known(None) for a key that was never used."""

    access_key_id: str
    status: str
    created: datetime
    last_used: Evidence[LastUse | None]


@dataclass(frozen=True, slots=True)
class LoginProfile:
    """A console password."""

    created: datetime
    reset_required: bool


@dataclass(frozen=True, slots=True)
class MfaDevices:
    """The MFA devices of a user.

    `all_kinds` is False if only virtual devices were listed: hardware devices and passkeys take one call
    for each user, which a scan makes only if the assessment depends on it. `others` is why they could
    not be read, if that was tried.
    """

    serial_numbers: tuple[str, ...]
    all_kinds: bool
    others: Unread | None = None


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An SSH public key or a signing certificate."""

    key_id: str
    status: str


@dataclass(frozen=True, slots=True)
class AttachedPolicy:
    """A managed policy on a user."""

    name: str
    arn: str

    @property
    def is_aws_managed(self) -> bool:
        """Whether AWS owns it: a customer's policy can have the same name and allow anything."""
        return self.arn.split(":")[4:5] == ["aws"]


@dataclass(frozen=True, slots=True)
class InlinePolicy:
    """An inline policy. `document` is its JSON text, unread if only names could be listed."""

    name: str
    document: Evidence[str]


@dataclass(frozen=True, slots=True)
class UserRecord:
    """What IAM stores about the user itself."""

    user_id: str
    arn: str
    path: str
    created: datetime


@dataclass(frozen=True, slots=True)
class User:
    """An IAM user with everything that was read about it, each datum as evidence.

    The SSH public keys and signing certificates are None if they were not requested, because nothing
    depends on them.
    """

    name: str
    record: Evidence[UserRecord]
    tags: Evidence[tuple[tuple[str, str], ...]]
    permissions_boundary: Evidence[str | None]
    service_credentials: Evidence[tuple[ServiceSpecificCredential, ...]]
    access_keys: Evidence[tuple[AccessKey, ...]]
    login_profile: Evidence[LoginProfile | None]
    mfa_devices: Evidence[MfaDevices]
    groups: Evidence[tuple[str, ...]]
    attached_policies: Evidence[tuple[AttachedPolicy, ...]]
    inline_policies: Evidence[tuple[InlinePolicy, ...]]
    ssh_public_keys: Evidence[tuple[PublicKey, ...]] | None = None
    signing_certificates: Evidence[tuple[PublicKey, ...]] | None = None

    @property
    def api_keys(self) -> tuple[ServiceSpecificCredential, ...]:
        """The API keys that are known to exist."""
        return tuple(key for key in known_items(self.service_credentials) if key.service)

    @property
    def original_name(self) -> str | None:
        """The phantom name for which an API key was created, if the user has another name now."""
        for key in self.api_keys:
            alias = parse_alias(key.alias) if key.alias else None
            if alias and phantom_service(alias.user) and not phantom_service(self.name):
                return alias.user
        return None

    @property
    def kind(self) -> UserKind:
        """Whether the AWS console created this user for an API key."""
        if phantom_service(self.name):
            return UserKind.PHANTOM
        if self.original_name:
            return UserKind.RENAMED_PHANTOM
        return UserKind.PROBABLE_PHANTOM if probable_phantom_service(self.name) else UserKind.ORDINARY

    @property
    def is_phantom(self) -> bool:
        """Whether this is a phantom user, renamed or not. bks changes a probable one as an ordinary user."""
        return self.kind in (UserKind.PHANTOM, UserKind.RENAMED_PHANTOM)

    @property
    def may_be_phantom(self) -> bool:
        """Whether this is a phantom user, or probably one: for what must not look safer than it may be."""
        return self.kind is not UserKind.ORDINARY

    @property
    def console_service(self) -> ApiKeyService | None:
        """The service whose console created it, or probably did; None for an ordinary user."""
        name = self.original_name or self.name
        return phantom_service(name) or probable_phantom_service(name)

    @property
    def services(self) -> frozenset[ApiKeyService]:
        """The services that it holds API keys of, or was created for."""
        return frozenset(filter(None, (*(key.service for key in self.api_keys), self.console_service)))
