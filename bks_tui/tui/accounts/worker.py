"""The accounts as the app reads them: the newest stored run, a new run, or the rest of one.

Runs are the files of `bks scan --org`: each continues what the other began.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from bks_tui.core.account.account import Account, SessionChoice
from bks_tui.core.account.member import AccountSelection, MemberAccount, RoleOptions
from bks_tui.core.errors import CancelledError
from bks_tui.core.scan.findings import ScanOptions, ScanResult
from bks_tui.core.scan.organization import AccountProgress, AccountScan, AccountStarted, SourceEnded
from bks_tui.core.scan.run import AccountRecord, RunHeader, key_of
from bks_tui.tui.accounts.rows import UserRow, rows_of
from bks_tui.tui.messages import Post, post_call

if TYPE_CHECKING:
    from bks_tui.aws.member_sessions import MemberSessions
    from bks_tui.aws.session import AwsSession
    from bks_tui.storage.run_file import RunDirectory, RunWriter

# Where the accounts of a run come from, as `bks scan --org` writes it.
_SOURCE = "organization"


@dataclass(frozen=True)
class SourceKnown:
    """Whose session assumes the roles."""

    account: Account


@dataclass(frozen=True)
class AccountsFound:
    """The accounts of the organization, of which no run is stored."""

    members: tuple[MemberAccount, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True)
class RunShown:
    """A run, stored or just started; `to_read` are the accounts that are read now."""

    header: RunHeader
    gaps: tuple[str, ...] = ()
    to_read: tuple[MemberAccount, ...] = ()


@dataclass(frozen=True)
class AccountRead:
    """The record of an account, without its users, and these in little memory."""

    record: AccountRecord
    users: tuple[UserRow, ...]


@dataclass(frozen=True)
class AllRead:
    """The job has done all it was to do."""


AccountsUpdate: TypeAlias = (
    SourceKnown | AccountsFound | RunShown | AccountRead | AccountStarted | AccountProgress | SourceEnded | AllRead
)


@dataclass(frozen=True)
class AccountsReader:
    """What each job needs: how to connect as the source, the role to assume, what to look for, and the clock.

    The calls of the source are posted; those in the accounts are too many to list.
    """

    source: SessionChoice
    role: RoleOptions
    options: ScanOptions
    connect: Callable[[SessionChoice], AwsSession]
    clock: Callable[[], datetime]
    post: Post

    def sessions(self, cancelled: threading.Event) -> tuple[MemberSessions, Account]:
        """Sessions in the accounts, and whose session assumes the roles. Raises AwsError."""
        from bks_tui.aws.pool import call_in_worker
        from bks_tui.operations.connect import member_sessions

        session = self.connect(self.source)
        session.calls.listen(partial(post_call, self.post))
        sessions = member_sessions(session)
        return sessions, call_in_worker(lambda _wait: sessions.account(), cancelled)


def _members(sessions: MemberSessions, cancelled: threading.Event) -> tuple[tuple[MemberAccount, ...], tuple[str, ...]]:
    """The accounts of the organization, and what could not be read about it. Raises AwsError."""
    from bks_tui.aws.pool import call_in_worker
    from bks_tui.operations.organization.reach import organization_accounts

    return call_in_worker(lambda _wait: organization_accounts(sessions.source), cancelled)


def show_newest(reader: AccountsReader, cancelled: threading.Event) -> Iterator[AccountsUpdate]:
    """The newest stored run of the organization; without one, its accounts. Raises BksError."""
    from bks_tui.storage.run_file import RunDirectory

    sessions, account = reader.sessions(cancelled)
    yield SourceKnown(account)
    directory = RunDirectory.usual(demo=account.demo)
    header, gaps = _newest(directory, account)
    if header:
        yield RunShown(header, gaps)
        for record in directory.records(header.run_id):
            if cancelled.is_set():
                raise CancelledError("cancelled")
            yield AccountRead(record.without_users(), rows_of(record))
    else:
        members, unread = _members(sessions, cancelled)
        yield AccountsFound(members, (*unread, *gaps))
    yield AllRead()


def _newest(directory: RunDirectory, account: Account) -> tuple[RunHeader | None, tuple[str, ...]]:
    """The newest run that was started from this account, and which newer files could not be read."""
    origin = (_SOURCE, account.partition, account.account_id)
    return directory.newest(lambda header: (header.source, header.partition, header.account_id) == origin)


def scan_all(reader: AccountsReader, cancelled: threading.Event) -> Iterator[AccountsUpdate]:
    """Begin a run, and scan every account of the organization. Raises BksError."""
    from bks_tui.operations.organization.run import header_of
    from bks_tui.storage.run_file import RunDirectory

    sessions, account = reader.sessions(cancelled)
    yield SourceKnown(account)
    members, gaps = _members(sessions, cancelled)
    header = header_of(account, reader.options, reader.clock(), _SOURCE, members, reader.role.role_name, gaps)
    with RunDirectory.usual(demo=account.demo).begin(header) as writer:
        yield RunShown(header, to_read=members)
        yield from _scan(reader, sessions, header, members, writer, cancelled)
    yield AllRead()


def scan_some(
    reader: AccountsReader, run_id: str, keys: Collection[str], cancelled: threading.Event
) -> Iterator[AccountsUpdate]:
    """Continue a run with these accounts. Raises BksError."""
    from bks_tui.operations.organization.run import require_same_caller
    from bks_tui.storage.run_file import RunDirectory

    sessions, account = reader.sessions(cancelled)
    yield SourceKnown(account)
    with RunDirectory.usual(demo=account.demo).resume(run_id) as (stored, writer):
        require_same_caller(stored, account)
        members = tuple(member for member in stored.header.accounts if key_of(member) in keys)
        yield RunShown(stored.header, to_read=members)
        if members:
            yield from _scan(reader, sessions, stored.header, members, writer, cancelled)
    yield AllRead()


def keep_scans(
    header: RunHeader, scans: Collection[tuple[MemberAccount, ScanResult]], cancelled: threading.Event
) -> Iterator[AccountRead]:
    """Show scans of single accounts, and store them in a run. Raises FileError."""
    from bks_tui.operations.organization.run import single_record
    from bks_tui.storage.run_file import RunDirectory

    del cancelled  # It takes no time.
    records = [single_record(result, member) for member, result in scans]
    # Shown first: it is so even where another process holds the run.
    for record in records:
        yield AccountRead(record.without_users(), rows_of(record))
    with RunDirectory.usual(demo=header.demo).resume(header.run_id) as (_, writer):
        for record in records:
            writer.write(record)


def _scan(
    reader: AccountsReader,
    sessions: MemberSessions,
    header: RunHeader,
    members: Iterable[MemberAccount],
    writer: RunWriter,
    cancelled: threading.Event,
) -> Iterator[AccountsUpdate]:
    """Scan accounts, and store each as it is done."""
    from bks_tui.operations.organization.reach import reach
    from bks_tui.operations.organization.run import record_of
    from bks_tui.operations.organization.scan import scan_accounts

    role = replace(reader.role, role_name=header.role_name or reader.role.role_name)
    accounts = reach(sessions, members, AccountSelection(), role)
    for update in scan_accounts(accounts, header.options, cancelled, reader.clock):
        if isinstance(update, AccountScan):
            record = record_of(update)
            writer.write(record)
            yield AccountRead(record.without_users(), rows_of(record))
        else:
            yield update
