"""What a person asks for in the app, before it is resolved against AWS and the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from bks_tui.core.keys.decoded_key import DecodedKey
from bks_tui.core.response.requests import Request, RevokeRequest

# Of users whose plans are shown and confirmed together.
MOST_AT_ONCE = 100


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


class BatchAction(Enum):
    """What is asked of several users at once; the value is the verb."""

    CONTAIN = "contain"
    REVOKE = "revoke"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class UserAsk:
    """What is asked of one of several users, or why it is refused; `name` is as IAM wrote it."""

    name: str
    ask: Ask | Disabled


def why_too_many(number: int) -> Disabled | None:
    """Why an action refuses this number of marked users: nobody reads a longer plan."""
    if number <= MOST_AT_ONCE:
        return None
    return Disabled(f"{number} users are marked, and at most {MOST_AT_ONCE} can be confirmed at once")


def none_can(refused: Sequence[Disabled]) -> Disabled:
    """That an action can be done to none of the marked users: the reason of the first."""
    if len(refused) == 1:
        return refused[0]
    return Disabled(f"it can be done to none of the {len(refused)} marked users: {refused[0].reason}")


def revoke_user(name: str, *, delete_keys: bool) -> RevokeRequest:
    """Contain a user that a person chose, of any kind, and perhaps delete its API keys afterwards."""
    return RevokeRequest(name, delete_keys=delete_keys, allow_ordinary_user=True)
