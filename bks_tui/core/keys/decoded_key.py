"""What decoding yields: facts about keys, and never a secret.

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

# A shorter secret could be found again from its hash by trying all.
_FINGERPRINT_MINIMUM = 20


class KeyKind(Enum):
    """The two kinds of API keys."""

    LONG_TERM = "long-term"
    SHORT_TERM = "short-term"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands in the text: line and column from 1, offsets as a slice takes them."""

    line: int
    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DecodedKey:
    """An API key and what it tells by itself. None: the key does not tell.

    `service` is None for a prefix that bks does not know. `partial`: the key is cut off.

    `fingerprint` tells two findings of a key from two keys: the first 16 hexadecimal digits of the
    SHA-256 of its secret part in ASCII, decoded, so that wraps and escapes do not matter. The
    secret part is all that follows the alias and `:` in a long-term key, the signature (hexadecimal
    digits) in a short-term key; `secret_length` is its length in characters. A secret part of under
    20 characters has no fingerprint.

    `account_id` is the alias's in a long-term key. In a short-term key it is the session token's or
    the access key id's (`access_key_account_id`); `accounts_agree` compares the two, and where they
    differ there is no `account_id`. `expires_at` is the latest possible end.
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
        """Where the key stands first."""
        return self.places[0]

    @property
    def user_name(self) -> str | None:
        """The user's name as it was when the key was made."""
        return self.alias.user if self.alias else None

    @property
    def marker(self) -> int | None:
        """The N of `+N` in the alias."""
        return self.alias.marker if self.alias else None

    @property
    def iam_user_arn(self) -> str | None:
        """The user's ARN, with `*` for a partition that is not known: no long-term key tells it. Without its path."""
        if self.alias is None:
            return None
        return f"arn:{self.partition or '*'}:iam::{self.alias.account_id}:user/{self.alias.user}"


@dataclass(frozen=True, slots=True)
class MalformedKey:
    """What looks like an API key and is none that can be believed.

    `reason` is one sentence. `readable` is what can still be read of it, never of its secret;
    empty if nothing can. `partial`: it is cut off. `placeholder`: documentation writes it so in place of a key.
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
        """Where it stands first."""
        return self.places[0]


@dataclass(frozen=True, slots=True)
class Decoded:
    """All API keys in a text, each once, in the order in which they first appear."""

    keys: tuple[DecodedKey, ...]
    malformed: tuple[MalformedKey, ...]


class Reading(NamedTuple):
    """What the base64 after a prefix holds, and how many of its characters belong to that."""

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
