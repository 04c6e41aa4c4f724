"""What a person asks bks to do in AWS. A plan is made from a request and fresh evidence, and can be made repeatedly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class RevokeRequest:
    """Stop the API keys of a user, all or one by its credential id, and with `delete_keys` delete them.

    With `only_access_key` nothing but that access key is made inactive. `end_sessions` ends its sign-in sessions.
    """

    user_name: str
    only_key: str | None = None
    only_access_key: str | None = None
    delete_keys: bool = True
    keep_access_keys: bool = False
    delete_password: bool = False
    allow_ordinary_user: bool = False
    end_sessions: bool = False


@dataclass(frozen=True, slots=True)
class DenyRequest:
    """Deny the use of short-term keys to the role or user that signed them.

    `sessions_before` (aware) denies everything to all its sessions that were issued before then instead.
    """

    principal_arn: str
    sessions_before: datetime | None = None
    allow_ordinary_user: bool = False


@dataclass(frozen=True, slots=True)
class CleanUpRequest:
    """Delete a phantom user with everything on it. `include_held` are the kinds of holds that were decided about."""

    user_name: str
    minimum_age_hours: float = 24.0
    include_held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UndoRequest:
    """Undo what was done in these operations, the latest first; about the user or role of this name."""

    name: str
    operation_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyRequest:
    """Attach one of bks's service control policies to a root, OU or account of the organization, or take it off."""

    policy_name: str
    target_id: str
    remove: bool = False


@dataclass(frozen=True, slots=True)
class AthenaRequest:
    """Create what Athena needs to query the logs of a trail, or with `remove` delete what bks created of it.

    Without a `trail`, by its name or ARN, it is the only one. `max_scan` is in bytes.
    """

    database: str
    table: str
    workgroup: str
    output: str = ""
    max_scan: int = 0
    trail: str | None = None
    remove: bool = False


@dataclass(frozen=True, slots=True)
class FindingsRequest:
    """Send the findings of an account in a stored scan to Security Hub."""

    run_id: str
    account_id: str


Request: TypeAlias = (
    RevokeRequest | DenyRequest | CleanUpRequest | UndoRequest | PolicyRequest | AthenaRequest | FindingsRequest
)
