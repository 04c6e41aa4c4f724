"""What a scan yields: the account, its progress, each user as it is read, and the complete result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from bks_tui.core.account.account import Account
from bks_tui.core.iam.user import User
from bks_tui.core.iam.user_policies import PolicyDocuments
from bks_tui.core.scan.assessment import Assessment, Status
from bks_tui.core.settings import MINIMUM_AGE


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """What to look for. `services` are slugs of `core.services`; none means all.

    `with_policies`: read what the policies of the users say as well.
    """

    services: tuple[str, ...] = ()
    minimum_age: timedelta = MINIMUM_AGE
    with_policies: bool = False


@dataclass(frozen=True, slots=True)
class ScanProgress:
    """Progress of a scan: `done` of `total` users are read. `total` grows while lists are read."""

    phase: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A user that has an API key or is a phantom user, with its assessment."""

    user: User
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class ScanResult:
    """A completed scan. Each warning is a gap: something that could not be read.

    `may_lack_users` is whether a gap is in the lists of users and API keys, and not only in what is known of a user.
    `policies` is what the policies of the users say, if that was to be read; what could not be read of it is no gap.
    """

    account: Account
    scanned_at: datetime
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]
    may_lack_users: bool = False
    policies: PolicyDocuments | None = None

    @property
    def complete(self) -> bool:
        """Whether everything could be read."""
        return not self.warnings

    @property
    def phantoms(self) -> tuple[Finding, ...]:
        """The phantom users, the most urgent first."""
        return tuple(finding for finding in self.findings if finding.user.is_phantom)

    @property
    def others(self) -> tuple[Finding, ...]:
        """The ordinary users with an API key, and the probable phantoms; the most urgent first."""
        return tuple(finding for finding in self.findings if not finding.user.is_phantom)

    def count(self, status: Status) -> int:
        """How many phantom users have this status."""
        return sum(finding.assessment.status is status for finding in self.phantoms)


ScanUpdate: TypeAlias = Account | ScanProgress | Finding | ScanResult


def by_urgency(finding: Finding) -> tuple[int, str]:
    """The order in which findings are shown: status, then name."""
    return finding.assessment.status.urgency, finding.user.name
