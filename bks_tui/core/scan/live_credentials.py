"""Which credentials of a user work: a status that bks does not know is unclear, never inactive."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from bks_tui.core.evidence import known_items
from bks_tui.core.iam.user import STOPPED, AccessKey, ServiceSpecificCredential, User


class CredentialState(Enum):
    """Whether a credential works."""

    LIVE = "live"
    DEAD = "dead"
    UNCLEAR = "unclear"


def api_key_state(key: ServiceSpecificCredential, now: datetime) -> CredentialState:
    """Whether an API key works at `now`: its status, and its expiry."""
    if key.status == "Active":
        return CredentialState.LIVE if key.expires is None or key.expires > now else CredentialState.DEAD
    return CredentialState.DEAD if key.status in STOPPED else CredentialState.UNCLEAR


def access_key_state(key: AccessKey) -> CredentialState:
    """Whether an access key works."""
    if key.status == "Active":
        return CredentialState.LIVE
    return CredentialState.DEAD if key.status in STOPPED else CredentialState.UNCLEAR


def live_api_keys(user: User, now: datetime) -> tuple[ServiceSpecificCredential, ...]:
    """The API keys that are known to work at `now`."""
    return tuple(key for key in user.api_keys if api_key_state(key, now) is CredentialState.LIVE)


def live_access_keys(user: User) -> tuple[AccessKey, ...]:
    """The access keys that are known to work."""
    return tuple(key for key in known_items(user.access_keys) if access_key_state(key) is CredentialState.LIVE)
