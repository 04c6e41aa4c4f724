"""A scan as it is stored: what was to be read, and the latest record of each account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bks_tui.core.account.member import MemberAccount
from bks_tui.core.errors import UsageError
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import ScanOptions, ScanResult
from bks_tui.core.scan.organization import AccountOutcome


@dataclass(frozen=True, slots=True)
class RunHeader:
    """The beginning of a run. `source` is where the accounts come from: `account` for a scan of one account only.

    `minimum_age` is in hours; `warnings` are what could not be read about the organization. There is no caller where
    each account has a profile of its own.
    """

    run_id: str
    source: str
    started: datetime
    minimum_age: float
    account_id: str | None = None
    account_alias: str | None = None
    caller_arn: str | None = None
    partition: str | None = None
    region: str | None = None
    demo: bool = False
    services: tuple[str, ...] = ()
    role_name: str | None = None
    accounts: tuple[MemberAccount, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def options(self) -> ScanOptions:
        """What the run looks for."""
        return ScanOptions(self.services, timedelta(hours=self.minimum_age))


@dataclass(frozen=True, slots=True)
class StatusCounts:
    """Phantom users by status."""

    total: int = 0
    active: int = 0
    orphaned: int = 0
    at_risk: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """What became of an account, and its users as `bks scan --json` prints them.

    `account_id` is empty for a profile that did not answer. `summary` is None where nothing was read;
    `may_lack_users` is whether a user may be missing, although the account was read.
    """

    account_id: str
    account_name: str
    ou_path: str
    outcome: AccountOutcome
    reason: str = ""
    role_arn: str | None = None
    scan_time: datetime | None = None
    summary: StatusCounts | None = None
    may_lack_users: bool = False
    phantom_users: tuple[Mapping[str, Any], ...] = ()
    other_users: tuple[Mapping[str, Any], ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether everything in the account was read."""
        return self.outcome is AccountOutcome.DONE

    def without_users(self) -> AccountRecord:
        """The same in little memory."""
        return replace(self, phantom_users=(), other_users=())

    @property
    def key(self) -> str:
        """What identifies the account in a run: its id, or the name of its profile while it has none."""
        return self.account_id or f"profile {self.account_name}"

    @property
    def urgency(self) -> tuple[int, int, int, int, str]:
        """The order of accounts, worst first: by AT RISK, UNKNOWN and ACTIVE users, then those that were not read."""
        counts = self.summary or StatusCounts()
        return -counts.at_risk, -counts.unknown, -counts.active, int(self.is_done), self.account_id


def key_of(member: MemberAccount) -> str:
    """What identifies an account in a run, as `AccountRecord.key`."""
    return member.account_id or f"profile {member.name}"


@dataclass(frozen=True)
class StoredRun:
    """A run as far as it is stored: the latest record of each account, by its key and without its users."""

    header: RunHeader
    records: Mapping[str, AccountRecord] = field(default_factory=dict)
    is_in_progress: bool = False

    @property
    def missing(self) -> tuple[MemberAccount, ...]:
        """The accounts without a record."""
        return tuple(member for member in self.header.accounts if key_of(member) not in self.records)

    @property
    def is_complete(self) -> bool:
        """Whether every account was read without a gap."""
        return not self.missing and all(record.is_done for record in self.records.values())

    def to_read(self, now: datetime, max_age: timedelta | None) -> tuple[MemberAccount, ...]:
        """The accounts that a resumed run reads: missing, not done, or older than `max_age`."""
        return tuple(member for member in self.header.accounts if not self._is_kept(member, now, max_age))

    def _is_kept(self, member: MemberAccount, now: datetime, max_age: timedelta | None) -> bool:
        record = self.records.get(key_of(member))
        if record is None or not record.is_done or record.scan_time is None:
            return False
        return max_age is None or now - record.scan_time <= max_age


def counts_of(result: ScanResult) -> StatusCounts:
    """The phantom users of a scan, by status."""
    return StatusCounts(
        total=len(result.phantoms),
        active=result.count(Status.ACTIVE),
        orphaned=result.count(Status.ORPHANED),
        at_risk=result.count(Status.AT_RISK),
        unknown=result.count(Status.UNKNOWN),
    )


def total(records: Iterable[AccountRecord]) -> StatusCounts:
    """The phantom users of all accounts, by status."""
    counts = [record.summary for record in records if record.summary]
    return StatusCounts(
        total=sum(each.total for each in counts),
        active=sum(each.active for each in counts),
        orphaned=sum(each.orphaned for each in counts),
        at_risk=sum(each.at_risk for each in counts),
        unknown=sum(each.unknown for each in counts),
    )


def find_run(run_ids: Iterable[str], wanted: str) -> str:
    """The id of a run, by its beginning. Raises UsageError for none or several."""
    every = sorted(run_ids)
    if not every:
        raise UsageError("no run is stored", "Scan first.")
    found = [run_id for run_id in every if run_id.startswith(wanted)]
    if len(found) != 1:
        what = "no run has" if not found else f"{len(found)} runs have"
        raise UsageError(f"{what} an id that begins like this", "--list-runs lists the runs.")
    return found[0]
