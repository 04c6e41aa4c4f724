"""Deletion holds: the reasons that require a manual decision before a user is deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bks_tui.core.evidence import Known, Unread, known_items
from bks_tui.core.iam.user import STOPPED, AttachedPolicy, User, UserKind
from bks_tui.core.scan.live_credentials import CredentialState, access_key_state, api_key_state

# The one inline policy by which bks contains a user.
CONTAINMENT_POLICY = "bks-containment"

# AWS attaches these itself when it finds a key in public; the versions so far are V1 to V4.
_QUARANTINE = re.compile(r"AWSCompromisedKeyQuarantine(V\d+)?")


class HoldKind(Enum):
    """The kinds of holds. The value is what people type to override one."""

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
    """One reason not to delete a user without a manual decision."""

    kind: HoldKind
    reason: str


def find_holds(user: User, now: datetime, minimum_age: timedelta) -> Iterator[Hold]:
    """All holds of a user at `now`; a user younger than `minimum_age` has one for that."""
    if user.kind is UserKind.ORDINARY:
        yield Hold(HoldKind.ORDINARY_USER, "not created by the AWS console for an API key")
    elif user.kind is UserKind.PROBABLE_PHANTOM:
        yield Hold(HoldKind.ORDINARY_USER, "probably created by the AWS console for an API key: only its name says so")
    yield from _inactive_credentials(user, now)
    yield from _policy_holds(user)
    for group in known_items(user.groups):
        yield Hold(HoldKind.GROUP, f"member of the group {group}")
    for credential in known_items(user.service_credentials):
        if not credential.service:
            yield Hold(HoldKind.OTHER_SERVICE, f"has a credential of {credential.service_name}")
    yield from _sign_in_holds(user)
    if isinstance(user.record, Known) and now - user.record.value.created < minimum_age:
        yield Hold(HoldKind.YOUNG, f"younger than {minimum_age.total_seconds() / 3600:g} h")
    yield from _unread_holds(user)


def _unread_holds(user: User) -> Iterator[Hold]:
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
            yield Hold(HoldKind.UNREAD, f"{what} could not be read: {fact}")


def _unread_devices(user: User) -> Unread | None:
    """Why some MFA devices are unknown; None if all that were requested are known."""
    devices = user.mfa_devices
    return devices if isinstance(devices, Unread) else devices.value.others


def _sign_in_holds(user: User) -> Iterator[Hold]:
    """Everything else that a person or a program can sign in with, each under its own name."""
    if isinstance(user.login_profile, Known) and user.login_profile.value is not None:
        yield Hold(HoldKind.CONSOLE, "a console password is set")
    for kind, what, keys in (
        (HoldKind.SSH_PUBLIC_KEY, "SSH public key", user.ssh_public_keys),
        (HoldKind.SIGNING_CERTIFICATE, "signing certificate", user.signing_certificates),
    ):
        for key in known_items(keys) if keys else ():
            if key.status in STOPPED:
                yield Hold(HoldKind.INACTIVE_CREDENTIAL, f"{what} {key.key_id} could be activated again")
            else:
                yield Hold(kind, f"{what} {key.key_id} is {key.status.lower()}")
    for serial_number in user.mfa_devices.value.serial_numbers if isinstance(user.mfa_devices, Known) else ():
        yield Hold(HoldKind.MFA_DEVICE, f"MFA device {serial_number} is assigned to it")


def _inactive_credentials(user: User, now: datetime) -> Iterator[Hold]:
    for api_key in user.api_keys:
        if api_key.status == "Inactive":
            yield Hold(HoldKind.INACTIVE_CREDENTIAL, f"API key {api_key.credential_id} could be activated again")
        elif api_key.status == "Active" and api_key_state(api_key, now) is CredentialState.DEAD:
            # It is expired only by the clock of this machine.
            reason = f"API key {api_key.credential_id} is past its expiry, but AWS still reports it as Active"
            yield Hold(HoldKind.INACTIVE_CREDENTIAL, reason)
    for access_key in known_items(user.access_keys):
        if access_key_state(access_key) is CredentialState.DEAD:
            yield Hold(HoldKind.INACTIVE_CREDENTIAL, f"access key {access_key.access_key_id} could be activated again")


def is_quarantine(policy: AttachedPolicy) -> bool:
    """Whether AWS attached this policy because it found a key of the user in public."""
    return policy.is_aws_managed and _QUARANTINE.fullmatch(policy.name) is not None


def foreign_policies(user: User) -> tuple[AttachedPolicy, ...]:
    """Managed policies other than those that AWS attaches for the user's API keys, and other than a quarantine."""
    own = {name for service in user.services for name in service.managed_policies}
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
        yield Hold(HoldKind.POLICY, f"attached policy {policy.name} is not needed by the API key")
    for inline in known_items(user.inline_policies):
        if inline.name == CONTAINMENT_POLICY:
            yield Hold(HoldKind.CONTAINMENT, "contained by bks")
        else:
            yield Hold(HoldKind.POLICY, f"inline policy {inline.name} is not needed by the API key")
