"""What a person asks for in the app, before AWS and the journal have told what that comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bks_tui.core.keys.decoded_key import DecodedKey
from bks_tui.core.response.requests import Request


@dataclass(frozen=True, slots=True)
class DenySigner:
    """Stop what signed a short-term key: an access key, or the use of API keys by a role or user."""

    key: DecodedKey


@dataclass(frozen=True, slots=True)
class Release:
    """Take back all that contained this: a user by its name, an API key by its id, or who signed a short-term key."""

    about: str | DecodedKey


@dataclass(frozen=True, slots=True)
class UndoOperation:
    """Take back one operation of the journal, with all that it went on with."""

    operation_id: str


@dataclass(frozen=True, slots=True)
class ResumeOperation:
    """Go on with an operation of the journal that was cut off."""

    operation_id: str


Ask: TypeAlias = Request | DenySigner | Release | UndoOperation | ResumeOperation
