"""A scan of many accounts: what becomes of each, and what is reported while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from bks_tui.core.account.member import MemberAccount
from bks_tui.core.scan.findings import ScanProgress, ScanResult


class AccountOutcome(Enum):
    """What became of an account. Anything but DONE means that users may be missing."""

    DONE = "done"
    INCOMPLETE = "incomplete"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    NOT_REACHED = "not_reached"

    @property
    def label(self) -> str:
        """As a person reads it."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class AccountStarted:
    """The scan of an account was started."""

    member: MemberAccount


@dataclass(frozen=True, slots=True)
class AccountProgress:
    """The progress in one account."""

    member: MemberAccount
    progress: ScanProgress


@dataclass(frozen=True, slots=True)
class AccountScan:
    """What became of one account. There is a `result` where it was read, else a `reason`.

    `role_arn` is the role that was to be assumed; None for the caller's own account and for profiles.
    """

    member: MemberAccount
    outcome: AccountOutcome
    reason: str = ""
    role_arn: str | None = None
    result: ScanResult | None = None


@dataclass(frozen=True, slots=True)
class SourceEnded:
    """The session that assumes the roles can assume no more: no further account is started. `remedy` may be empty."""

    reason: str
    remedy: str


OrganizationUpdate: TypeAlias = AccountStarted | AccountProgress | AccountScan | SourceEnded
