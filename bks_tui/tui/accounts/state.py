"""The state of the accounts: the stored run that is shown, and the scan that adds to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from bks_tui.core.account.account import Account, SessionChoice
from bks_tui.core.account.member import MemberAccount
from bks_tui.core.errors import BksError, CancelledError
from bks_tui.core.scan.findings import ScanResult
from bks_tui.core.scan.organization import AccountProgress, AccountStarted, SourceEnded
from bks_tui.core.scan.run import AccountRecord, RunHeader, StatusCounts, key_of, total
from bks_tui.tui.accounts.rows import UserRow, by_urgency
from bks_tui.tui.accounts.worker import AccountRead, AccountsFound, AccountsUpdate, RunShown, SourceKnown

_WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """A row of the list: the account, its latest record, and its progress in the scan that runs, if it is in one."""

    member: MemberAccount
    record: AccountRecord | None = None
    progress: str = ""

    @property
    def key(self) -> str:
        """What identifies the account."""
        return key_of(self.member)

    @property
    def urgency(self) -> tuple[int, int, int, int, str]:
        """The order of accounts, worst first."""
        return self.record.urgency if self.record else (0, 0, 0, 0, self.member.account_id)


@dataclass
class AccountsState:
    """The accounts that `source` reaches. Records of an earlier run stay until the account was read again."""

    source: SessionChoice
    account: Account | None = None
    header: RunHeader | None = None
    gaps: tuple[str, ...] = ()
    running: bool = False
    to_read: int = 0
    paused: SourceEnded | None = None
    error: BksError | None = None
    _members: dict[str, MemberAccount] = field(default_factory=dict)
    _records: dict[str, AccountRecord] = field(default_factory=dict)
    _users: dict[str, tuple[UserRow, ...]] = field(default_factory=dict)
    _progress: dict[str, str] = field(default_factory=dict)
    _all_users: Sequence[UserRow] | None = None

    def begin(self) -> None:
        """A job begins: a scan, or the reading of what is stored."""
        self.running, self.to_read = True, 0
        self.error = self.paused = None
        self._progress = {}

    def learn(self, update: AccountsUpdate) -> None:
        """Apply an update of a job."""
        match update:
            case SourceKnown(account):
                self.account = account
            case AccountsFound(members, gaps):
                self._show_members(members)
                self.gaps = gaps
            case RunShown(header, gaps, to_read):
                self.header, self.gaps = header, (*header.warnings, *gaps)
                self._show_members(header.accounts)
                self._progress = {key_of(member): _WAITING for member in to_read}
                self.to_read = len(to_read)
            case AccountStarted(member):
                self._progress[key_of(member)] = "connecting"
            case AccountProgress(member, progress):
                counted = f"{progress.done}/{progress.total} users" if progress.total else progress.phase
                self._progress[key_of(member)] = counted
            case AccountRead(record, users):
                self._records[record.key], self._users[record.key] = record, users
                self._progress.pop(record.key, None)
                self._all_users = None
            case SourceEnded():
                self.paused = update

    def _show_members(self, members: Iterable[MemberAccount]) -> None:
        self._members = {key_of(member): member for member in members}
        self._records = {key: record for key, record in self._records.items() if key in self._members}
        self._users = {key: users for key, users in self._users.items() if key in self._members}
        self._all_users = None

    def end(self, error: BksError | None = None) -> None:
        """The job has ended."""
        self.error = error
        self.running = False
        self._progress = {}

    @property
    def is_stopped(self) -> bool:
        """Whether a person stopped the latest scan."""
        return isinstance(self.error, CancelledError)

    @property
    def entries(self) -> list[AccountEntry]:
        """The accounts, in the order of the organization."""
        return [self._entry(key, member) for key, member in self._members.items()]

    def entry(self, key: str | None) -> AccountEntry | None:
        """The account of this key."""
        member = self._members.get(key) if key else None
        return self._entry(key_of(member), member) if member else None

    def _entry(self, key: str, member: MemberAccount) -> AccountEntry:
        return AccountEntry(member, self._records.get(key), self._progress.get(key, ""))

    def is_older(self, result: ScanResult) -> bool:
        """Whether the record of an account is older than a scan of it."""
        record = self._records.get(result.account.account_id)
        return record is None or record.scan_time is None or record.scan_time <= result.scanned_at

    @property
    def users(self) -> Sequence[UserRow]:
        """The users of all accounts, the most urgent first: sorted once, since every letter of a filter uses them."""
        if self._all_users is None:
            self._all_users = sorted(chain.from_iterable(self._users.values()), key=by_urgency)
        return self._all_users

    @property
    def unfinished(self) -> tuple[str, ...]:
        """The keys of the accounts of the run that were not read completely."""
        return tuple(entry.key for entry in self.entries if entry.record is None or not entry.record.is_done)

    @property
    def in_progress(self) -> tuple[AccountEntry, ...]:
        """The accounts that are being read."""
        return tuple(entry for entry in self.entries if entry.progress not in ("", _WAITING))

    @property
    def done(self) -> int:
        """How many accounts of the scan have been read."""
        return self.to_read - len(self._progress)

    @property
    def counts(self) -> StatusCounts:
        """The phantom users of all accounts, by status."""
        return total(self._records.values())
