"""Evidence about a user → its status, why, what holds a clean-up back, and what else to see.

Everything fails closed: a fact that was not read never counts as an absence, and a word from AWS
that bks does not know never counts as harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bks_tui.core.evidence import Known, Unread, known_items
from bks_tui.core.iam.policy_document import permissions
from bks_tui.core.iam.user import STOPPED, AccessKey, AttachedPolicy, ServiceSpecificCredential, User, UserKind
from bks_tui.core.services import phantom_service
from bks_tui.core.settings import MINIMUM_AGE

OLD_KEY_AGE = timedelta(days=90)
RECENT_USE = timedelta(days=30)

# The one inline policy by which bks contains a user.
CONTAINMENT_POLICY = "bks-containment"

# AWS attaches these itself when it finds a key in public; the versions so far are V1 to V4.
_QUARANTINE = re.compile(r"AWSCompromisedKeyQuarantine(V\d+)?")


class Status(Enum):
    """What a user's credentials add up to, the most urgent first."""

    AT_RISK = "AT RISK"
    UNKNOWN = "UNKNOWN"
    ACTIVE = "ACTIVE"
    # An ordinary user who needs no API key to be in use: none of the other four would be true.
    NO_LIVE_KEY = "NO LIVE KEY"
    ORPHANED = "ORPHANED"

    @property
    def urgency(self) -> int:
        """Where the status sorts: 0 is the most urgent."""
        return _URGENCY[self]


_URGENCY = {status: place for place, status in enumerate(Status)}


class HoldKind(Enum):
    """Why a clean-up must not take a user without a person deciding. The value is what people type."""

    ORDINARY_USER = "ordinary-user"
    INACTIVE_CREDENTIAL = "inactive-credential"
    QUARANTINE = "quarantine"
    CONTAINMENT = "containment"
    YOUNG = "young"
    OTHER_SERVICE = "other-service"
    CONSOLE = "console-password"
    SSH_PUBLIC_KEY = "ssh-public-key"
    SIGNING_CERTIFICATE = "signing-certificate"
    MFA_DEVICE = "mfa-device"
    GROUP = "group"
    POLICY = "policy"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Hold:
    """One reason not to delete a user without a person deciding."""

    kind: HoldKind
    reason: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The status of a user with everything that led to it, in words.

    `contained` is whether it is known that bks contained the user.
    """

    status: Status
    reasons: tuple[str, ...]
    holds: tuple[Hold, ...]
    notes: tuple[str, ...]
    contained: bool = False


class _CredentialState(Enum):
    """Whether a credential works."""

    LIVE = "live"
    DEAD = "dead"
    UNCLEAR = "unclear"


def _api_key_life(key: ServiceSpecificCredential, now: datetime) -> _CredentialState:
    if key.status == "Active":
        return _CredentialState.LIVE if key.expires is None or key.expires > now else _CredentialState.DEAD
    return _CredentialState.DEAD if key.status in STOPPED else _CredentialState.UNCLEAR


def _access_key_life(key: AccessKey) -> _CredentialState:
    if key.status == "Active":
        return _CredentialState.LIVE
    return _CredentialState.DEAD if key.status in STOPPED else _CredentialState.UNCLEAR


def live_api_keys(user: User, now: datetime) -> tuple[ServiceSpecificCredential, ...]:
    """The API keys that are known to work at `now`."""
    return tuple(key for key in user.api_keys if _api_key_life(key, now) is _CredentialState.LIVE)


def live_access_keys(user: User) -> tuple[AccessKey, ...]:
    """The access keys that are known to work."""
    return tuple(key for key in known_items(user.access_keys) if _access_key_life(key) is _CredentialState.LIVE)


def is_contained(user: User, now: datetime) -> bool:
    """Whether it is known that bks contained the user: its deny policy is there, and no key works."""
    works = live_api_keys(user, now) or live_access_keys(user)
    unclear = (*_unclear_api_keys(user, now), *_unclear_access_keys(user))
    documents = (each.document for each in known_items(user.inline_policies) if each.name == CONTAINMENT_POLICY)
    denied = any(isinstance(document, Known) and _only_denies(document.value) for document in documents)
    return denied and not works and not unclear


def _only_denies(document: str) -> bool:
    """Whether a policy is what bks puts there: under the same name somebody can have put anything."""
    stated = permissions(document)
    return bool(stated) and all(each.effect == "Deny" for each in stated or ())


def depends_on_every_credential(user: User, now: datetime) -> bool:
    """Whether its SSH public keys, certificates and MFA devices of any kind decide something.

    They do of a phantom of which nothing else is known to work: of that one they are all that speaks against
    deleting it.
    """
    return user.is_phantom and _status(user, now)[0] in (Status.ORPHANED, Status.UNKNOWN)


def assess(user: User, now: datetime, minimum_age: timedelta = MINIMUM_AGE) -> Assessment:
    """Everything that the evidence about `user` says at `now`."""
    status, reasons = _status(user, now)
    notes = (*_unclear_beside(status, user, now), *_notes(user, now))
    return Assessment(status, reasons, tuple(_holds(user, now, minimum_age)), notes, is_contained(user, now))


def _status(user: User, now: datetime) -> tuple[Status, tuple[str, ...]]:
    lasting = tuple(_lasting_credentials(user))
    if user.is_phantom and lasting:
        return Status.AT_RISK, tuple(f"{what}: it outlives the API key" for what in lasting)
    live = tuple(f"API key {key.credential_id} is active" for key in live_api_keys(user, now))
    access_keys_unclear = tuple(_unclear_access_keys(user))
    unclear = tuple(_unclear_api_keys(user, now)) + access_keys_unclear + tuple(_unclear_password(user))
    # On a phantom, an unread access key could still make it AT RISK. An unread password could too,
    # but it is common to be denied and does not make a live key less live: it stays a reason to look.
    if live and not (user.is_phantom and access_keys_unclear):
        return Status.ACTIVE, live
    if unclear:
        return Status.UNKNOWN, unclear + live
    if lasting:
        return Status.NO_LIVE_KEY, ("no API key is active", *(f"{what}, as its owner's own" for what in lasting))
    return Status.ORPHANED, ("no API key, access key or password is active",)


def _unclear_beside(status: Status, user: User, now: datetime) -> Iterator[str]:
    """What is not known of a user whose live API key decides: it could still be worse, so it is a note."""
    if status is Status.ACTIVE:
        yield from _unclear_api_keys(user, now)
        yield from _unclear_access_keys(user)
        yield from _unclear_password(user)


def _lasting_credentials(user: User) -> Iterator[str]:
    for key in live_access_keys(user):
        yield f"access key {key.access_key_id} is active"
    if isinstance(user.login_profile, Known) and user.login_profile.value is not None:
        yield "a console password is set"


def _unclear_api_keys(user: User, now: datetime) -> Iterator[str]:
    if isinstance(user.service_credentials, Unread):
        yield f"API keys not read: {user.service_credentials}"
    for key in user.api_keys:
        if _api_key_life(key, now) is _CredentialState.UNCLEAR:
            yield f"API key {key.credential_id} has the unknown status {key.status}"


def _unclear_access_keys(user: User) -> Iterator[str]:
    if isinstance(user.access_keys, Unread):
        yield f"access keys not read: {user.access_keys}"
    for key in known_items(user.access_keys):
        if _access_key_life(key) is _CredentialState.UNCLEAR:
            yield f"access key {key.access_key_id} has the unknown status {key.status}"


def _unclear_password(user: User) -> Iterator[str]:
    if isinstance(user.login_profile, Unread):
        yield f"console password not read: {user.login_profile}"


def _holds(user: User, now: datetime, minimum_age: timedelta) -> Iterator[Hold]:
    if user.kind is UserKind.ORDINARY:
        yield Hold(HoldKind.ORDINARY_USER, "no console made this user for an API key")
    yield from _dormant_credentials(user, now)
    yield from _policy_holds(user)
    for group in known_items(user.groups):
        yield Hold(HoldKind.GROUP, f"member of the group {group}")
    for credential in known_items(user.service_credentials):
        if not credential.service:
            yield Hold(HoldKind.OTHER_SERVICE, f"holds a credential of {credential.service_name}")
    yield from _sign_in_holds(user)
    if isinstance(user.record, Known) and now - user.record.value.created < minimum_age:
        yield Hold(HoldKind.YOUNG, f"younger than {minimum_age.total_seconds() / 3600:g} h")
    for fact, what in (
        (user.record, "age"),
        (user.groups, "groups"),
        (user.attached_policies, "attached policies"),
        (user.inline_policies, "inline policies"),
        (user.ssh_public_keys, "SSH public keys"),
        (user.signing_certificates, "signing certificates"),
        (_unread_devices(user), "MFA devices"),
    ):
        if isinstance(fact, Unread):
            yield Hold(HoldKind.UNREAD, f"{what} not read: {fact}")


def _unread_devices(user: User) -> Unread | None:
    """Why not all MFA devices are known, where somebody asked for them."""
    devices = user.mfa_devices
    return devices if isinstance(devices, Unread) else devices.value.others


def _sign_in_holds(user: User) -> Iterator[Hold]:
    """Whatever else a person or a program can authenticate with, each under its own name."""
    if isinstance(user.login_profile, Known) and user.login_profile.value is not None:
        yield Hold(HoldKind.CONSOLE, "a console password is set")
    for kind, what, keys in (
        (HoldKind.SSH_PUBLIC_KEY, "SSH public key", user.ssh_public_keys),
        (HoldKind.SIGNING_CERTIFICATE, "signing certificate", user.signing_certificates),
    ):
        for key in known_items(keys) if keys else ():
            if key.status in STOPPED:
                yield Hold(HoldKind.INACTIVE_CREDENTIAL, f"{what} {key.key_id} could be re-activated")
            else:
                yield Hold(kind, f"{what} {key.key_id} is {key.status.lower()}")
    for serial_number in user.mfa_devices.value.serial_numbers if isinstance(user.mfa_devices, Known) else ():
        yield Hold(HoldKind.MFA_DEVICE, f"MFA device {serial_number} is assigned to it")


def _dormant_credentials(user: User, now: datetime) -> Iterator[Hold]:
    for api_key in user.api_keys:
        if api_key.status == "Inactive":
            yield Hold(HoldKind.INACTIVE_CREDENTIAL, f"API key {api_key.credential_id} could be re-activated")
        elif api_key.status == "Active" and _api_key_life(api_key, now) is _CredentialState.DEAD:
            # Only this machine's clock calls it expired.
            reason = f"API key {api_key.credential_id} is past its expiry, but AWS still calls it Active"
            yield Hold(HoldKind.INACTIVE_CREDENTIAL, reason)
    for access_key in known_items(user.access_keys):
        if _access_key_life(access_key) is _CredentialState.DEAD:
            yield Hold(HoldKind.INACTIVE_CREDENTIAL, f"access key {access_key.access_key_id} could be re-activated")


def is_quarantine(policy: AttachedPolicy) -> bool:
    """Whether AWS attached this policy because it found a key of the user in public."""
    return policy.is_aws_managed and _QUARANTINE.fullmatch(policy.name) is not None


def foreign_policies(user: User) -> tuple[AttachedPolicy, ...]:
    """Managed policies beyond what AWS attaches for the user's API keys, quarantine apart."""
    services = {key.service for key in user.api_keys} | {phantom_service(user.original_name or user.name)}
    own = {name for service in services if service for name in service.managed_policies}
    return tuple(
        policy
        for policy in known_items(user.attached_policies)
        if not is_quarantine(policy) and not (policy.is_aws_managed and policy.name in own)
    )


def _policy_holds(user: User) -> Iterator[Hold]:
    for policy in known_items(user.attached_policies):
        if is_quarantine(policy):
            yield Hold(HoldKind.QUARANTINE, f"AWS attached {policy.name}: it found a key of this user in public")
    for policy in foreign_policies(user):
        yield Hold(HoldKind.POLICY, f"attached policy {policy.name} is beyond the API key's own")
    for inline in known_items(user.inline_policies):
        if inline.name == CONTAINMENT_POLICY:
            yield Hold(HoldKind.CONTAINMENT, "contained by bks")
        else:
            yield Hold(HoldKind.POLICY, f"inline policy {inline.name} is beyond the API key's own")


def _notes(user: User, now: datetime) -> Iterator[str]:
    for key in user.api_keys:
        if key.expires is None:
            yield f"API key {key.credential_id} never expires"
        if now - key.created > OLD_KEY_AGE:
            yield f"API key {key.credential_id} is {(now - key.created).days} days old"
    for policy in foreign_policies(user):
        yield f"attached policy {policy.name} grants more than the API key needs"
    for inline in known_items(user.inline_policies):
        if inline.name != CONTAINMENT_POLICY:
            yield f"inline policy {inline.name} grants more than the API key needs"
    for access_key in known_items(user.access_keys):
        yield from _use_notes(access_key, now)
    if user.original_name:
        yield f"renamed: its API key was made for {user.original_name}"


def _use_notes(access_key: AccessKey, now: datetime) -> Iterator[str]:
    use = access_key.last_used
    if isinstance(use, Known) and use.value and now - use.value.when <= RECENT_USE:
        when = use.value.when.strftime("%Y-%m-%d %H:%M")
        where = f"in {use.value.region} for {use.value.service}"
        yield f"access key {access_key.access_key_id} was used on {when} UTC {where}"
    elif isinstance(use, Unread):
        yield f"last use of access key {access_key.access_key_id} not read: {use}"
