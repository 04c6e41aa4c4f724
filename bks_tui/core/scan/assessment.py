"""Evidence about a user → its status, the reasons, the deletion holds and the notes.

Everything fails closed: data that could not be read never counts as absent, and a value from AWS
that bks does not know never counts as harmless.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bks_tui.core.evidence import Known, Unread, known_items
from bks_tui.core.iam.policy_document import permissions
from bks_tui.core.iam.user import AccessKey, User
from bks_tui.core.scan.holds import CONTAINMENT_POLICY, Hold, find_holds, foreign_policies
from bks_tui.core.scan.live_credentials import (
    CredentialState,
    access_key_state,
    api_key_state,
    live_access_keys,
    live_api_keys,
)
from bks_tui.core.settings import MINIMUM_AGE

OLD_KEY_AGE = timedelta(days=90)
RECENT_USE = timedelta(days=30)


class Status(Enum):
    """The result of the assessment of a user's credentials, the most urgent first."""

    AT_RISK = "AT RISK"
    UNKNOWN = "UNKNOWN"
    ACTIVE = "ACTIVE"
    # For ordinary users only, who can be in use without an API key: none of the other four would be true.
    NO_LIVE_KEY = "NO LIVE KEY"
    ORPHANED = "ORPHANED"

    @property
    def urgency(self) -> int:
        """Where the status sorts: 0 is the most urgent."""
        return _URGENCY[self]


_URGENCY = {status: place for place, status in enumerate(Status)}


@dataclass(frozen=True, slots=True)
class Assessment:
    """The status of a user with its reasons, holds and notes, as sentences.

    `contained` is whether it is known that bks contained the user.
    """

    status: Status
    reasons: tuple[str, ...]
    holds: tuple[Hold, ...]
    notes: tuple[str, ...]
    contained: bool = False


def is_contained(user: User, now: datetime) -> bool:
    """Whether it is known that bks contained the user: its deny policy exists, and no key works."""
    works = live_api_keys(user, now) or live_access_keys(user)
    unclear = (*_unclear_api_keys(user, now), *_unclear_access_keys(user))
    documents = (each.document for each in known_items(user.inline_policies) if each.name == CONTAINMENT_POLICY)
    denied = any(isinstance(document, Known) and _only_denies(document.value) for document in documents)
    return denied and not works and not unclear


def _only_denies(document: str) -> bool:
    """Whether a policy only denies, as that of bks does: anyone can give another policy the same name."""
    stated = permissions(document)
    return bool(stated) and all(each.effect == "Deny" for each in stated or ())


def depends_on_every_credential(user: User, now: datetime) -> bool:
    """Whether SSH public keys, certificates and MFA devices of any kind matter for the assessment.

    They do for a phantom user without any other credential that is known to work: then only they can
    prevent its deletion.
    """
    return user.is_phantom and _status(user, now)[0] in (Status.ORPHANED, Status.UNKNOWN)


def assess(user: User, now: datetime, minimum_age: timedelta = MINIMUM_AGE) -> Assessment:
    """The assessment of the evidence about `user` at `now`."""
    status, reasons = _status(user, now)
    notes = (*_unclear_notes(status, user, now), *_notes(user, now))
    return Assessment(status, reasons, tuple(find_holds(user, now, minimum_age)), notes, is_contained(user, now))


def _status(user: User, now: datetime) -> tuple[Status, tuple[str, ...]]:
    lasting = tuple(_lasting_credentials(user))
    if user.may_be_phantom and lasting:
        return Status.AT_RISK, tuple(f"{what} and stays valid after the API key is deleted" for what in lasting)
    live = tuple(f"API key {key.credential_id} is active" for key in live_api_keys(user, now))
    access_keys_unclear = tuple(_unclear_access_keys(user))
    unclear = tuple(_unclear_api_keys(user, now)) + access_keys_unclear + tuple(_unclear_password(user))
    # Unread access keys could still make a phantom user AT RISK. So could an unread password, but it is
    # often denied and does not make a live key less live: it becomes a note.
    if live and not (user.may_be_phantom and access_keys_unclear):
        return Status.ACTIVE, live
    if unclear:
        return Status.UNKNOWN, unclear + live
    if lasting:
        return Status.NO_LIVE_KEY, (
            "no API key is active",
            *(f"{what}, as usual for an ordinary user" for what in lasting),
        )
    return Status.ORPHANED, ("no API key, access key or password is active",)


def _unclear_notes(status: Status, user: User, now: datetime) -> Iterator[str]:
    """What is unknown about a user with a live API key: the status is decided, but it could be worse."""
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
        yield f"API keys could not be read: {user.service_credentials}"
    for key in user.api_keys:
        if api_key_state(key, now) is CredentialState.UNCLEAR:
            yield f"API key {key.credential_id} has the unknown status {key.status}"


def _unclear_access_keys(user: User) -> Iterator[str]:
    if isinstance(user.access_keys, Unread):
        yield f"access keys could not be read: {user.access_keys}"
    for key in known_items(user.access_keys):
        if access_key_state(key) is CredentialState.UNCLEAR:
            yield f"access key {key.access_key_id} has the unknown status {key.status}"


def _unclear_password(user: User) -> Iterator[str]:
    if isinstance(user.login_profile, Unread):
        yield f"console password could not be read: {user.login_profile}"


def _notes(user: User, now: datetime) -> Iterator[str]:
    for key in user.api_keys:
        if key.never_expires:
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
        yield f"renamed: its API key was created for {user.original_name}"


def _use_notes(access_key: AccessKey, now: datetime) -> Iterator[str]:
    use = access_key.last_used
    if isinstance(use, Known) and use.value and now - use.value.when <= RECENT_USE:
        when = use.value.when.strftime("%Y-%m-%d %H:%M")
        where = f"in {use.value.region} for {use.value.service}"
        yield f"access key {access_key.access_key_id} was used on {when} UTC {where}"
    elif isinstance(use, Unread):
        yield f"last use of access key {access_key.access_key_id} could not be read: {use}"
