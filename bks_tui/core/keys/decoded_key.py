"""The result of decoding: facts about keys, never a secret.

The secret, the signature, the session token and the decoded payload have no field here, so nothing
that shows, prints or stores these objects can leak them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from bks_tui.core.keys.access_key_id import AccessKeyClass
from bks_tui.core.keys.alias import CredentialAlias
from bks_tui.core.services import ApiKeyService

# The hash of a shorter secret could be reversed by trying all values.
_FINGERPRINT_MINIMUM = 20


class KeyKind(Enum):
    """The two kinds of API keys."""

    LONG_TERM = "long-term"
    SHORT_TERM = "short-term"


@dataclass(frozen=True, slots=True)
class Place:
    """The position of a finding in the text: line and column from 1, offsets as in a slice."""

    line: int
    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DecodedKey:
    """An API key and what it contains. None: the key does not contain it.

    `service` is None for a prefix that bks does not know. `partial`: the key is truncated.

    `fingerprint` shows whether two findings are the same key: the first 16 hexadecimal digits of the
    SHA-256 of its secret part in ASCII, decoded, so that wraps and escapes do not matter. The
    secret part is all that follows the alias and `:` in a long-term key, the signature (hexadecimal
    digits) in a short-term key; `secret_length` is its length in characters. A secret part of under
    20 characters has no fingerprint.

    `account_id` comes from the alias of a long-term key. In a short-term key it comes from the session
    token or the access key id (`access_key_account_id`); `accounts_agree` compares the two, and if they
    differ `account_id` is None. `expires_at` is the latest possible expiry.
    """

    kind: KeyKind
    prefix: str
    service: ApiKeyService | None
    partial: bool
    secret_length: int | None
    fingerprint: str | None
    account_id: str | None
    notes: tuple[str, ...]
    alias: CredentialAlias | None = None
    partition: str | None = None
    access_key_id: str | None = None
    access_key_class: AccessKeyClass | None = None
    access_key_account_id: str | None = None
    accounts_agree: bool | None = None
    region: str | None = None
    issued_at: datetime | None = None
    expires_at: datetime | None = None
    expired: bool | None = None
    places: tuple[Place, ...] = ()

    @property
    def place(self) -> Place:
        """The first place of the key."""
        return self.places[0]

    @property
    def user_name(self) -> str | None:
        """The user name at the time the key was created."""
        return self.alias.user if self.alias else None

    @property
    def marker(self) -> int | None:
        """The N of `+N` in the alias."""
        return self.alias.marker if self.alias else None

    @property
    def iam_user_arn(self) -> str | None:
        """The user's ARN, without its path; `*` for an unknown partition, since no long-term key contains it."""
        if self.alias is None:
            return None
        return f"arn:{self.partition or '*'}:iam::{self.alias.account_id}:user/{self.alias.user}"


@dataclass(frozen=True, slots=True)
class MalformedKey:
    """Text that looks like an API key but is not a valid one.

    `reason` is one sentence. `readable` is the part that could be read, never of the secret;
    may be empty. `partial`: it is truncated. `placeholder`: documentation uses it in place of a key.
    """

    kind: KeyKind
    prefix: str
    service: ApiKeyService | None
    reason: str
    readable: str = ""
    partial: bool = False
    placeholder: bool = False
    places: tuple[Place, ...] = ()

    @property
    def place(self) -> Place:
        """The first place of the finding."""
        return self.places[0]


@dataclass(frozen=True, slots=True)
class Decoded:
    """All API keys in a text, each once, in the order in which they first appear."""

    keys: tuple[DecodedKey, ...]
    malformed: tuple[MalformedKey, ...]


class Reading(NamedTuple):
    """What the base64 after a prefix contains, and how many of its characters belong to it."""

    finding: DecodedKey | MalformedKey
    characters: int


class Found(NamedTuple):
    """A finding and its place, as offsets in the text."""

    finding: DecodedKey | MalformedKey
    start: int
    end: int


def fingerprint(secret: bytes) -> str | None:
    """The fingerprint of a secret part, as `DecodedKey` defines it."""
    return hashlib.sha256(secret).hexdigest()[:16] if len(secret) >= _FINGERPRINT_MINIMUM else None
