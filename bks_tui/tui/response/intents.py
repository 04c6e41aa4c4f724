"""What a person asks for in the app, before it is resolved against AWS and the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bks_tui.core.keys.decoded_key import DecodedKey
from bks_tui.core.response.requests import Request, RevokeRequest


@dataclass(frozen=True, slots=True)
class DenySigner:
    """Contain the signer of a short-term key: an access key, or the use of API keys by a role or user."""

    key: DecodedKey


@dataclass(frozen=True, slots=True)
class Release:
    """Undo the containment of a user (by name), an API key (by id), or the signer of a short-term key."""

    about: str | DecodedKey


@dataclass(frozen=True, slots=True)
class UndoOperation:
    """Undo one operation of the journal, with all operations that it resumed."""

    operation_id: str


@dataclass(frozen=True, slots=True)
class ResumeOperation:
    """Resume an interrupted operation of the journal."""

    operation_id: str


Ask: TypeAlias = Request | DenySigner | Release | UndoOperation | ResumeOperation


@dataclass(frozen=True, slots=True)
class Disabled:
    """An action that cannot run, with the reason in words."""

    reason: str


def revoke_user(name: str, *, delete_keys: bool) -> RevokeRequest:
    """Contain a user that a person chose, of any kind, and perhaps delete its API keys afterwards."""
    return RevokeRequest(name, delete_keys=delete_keys, allow_ordinary_user=True)
