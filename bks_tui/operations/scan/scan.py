"""Find and assess every API key and phantom user of an account.

Two lists of the whole account, credentials and users, name the users that matter; only those are read
one by one, several at a time. If a list is denied, the scan reads user by user and reports it. Threads
only call AWS (`operations.scan.tasks`); all decisions are made in the thread of the generator.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import datetime
from functools import partial
from itertools import chain
from typing import TypeAlias

from bks_tui.aws.concurrency import MOST
from bks_tui.aws.iam.parsing import ListedUser
from bks_tui.aws.pool import DaemonPool
from bks_tui.aws.retries import RetryBudget
from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import Account
from bks_tui.core.errors import AwsError, DeniedError
from bks_tui.core.evidence import Known, Unread
from bks_tui.core.iam.user import User
from bks_tui.core.iam.user_policies import PolicyDocuments
from bks_tui.core.permissions import LEAST_OF_A_SCAN
from bks_tui.core.scan.assessment import assess
from bks_tui.core.scan.findings import Finding, ScanOptions, ScanProgress, ScanResult, ScanUpdate, by_urgency
from bks_tui.operations.clock import utc_now
from bks_tui.operations.scan import gaps
from bks_tui.operations.scan import tasks as scan_tasks
from bks_tui.operations.scan.policies import GroupRead, PolicyRead, PolicyReader
from bks_tui.operations.scan.service_filter import ServiceFilter, select
from bks_tui.operations.scan.tasks import (
    CredentialsByUser,
    CredentialsListed,
    DetailsUnread,
    DevicesByUser,
    GetApi,
    ScanMessage,
    UserDone,
    UsersEnded,
    UsersListed,
    VirtualMfaListed,
)

_Task: TypeAlias = Callable[[GetApi], Iterable[ScanMessage]]


def scan(
    session: AwsSession,
    options: ScanOptions,
    cancelled: threading.Event,
    now: Callable[[], datetime] = utc_now,
    patience: RetryBudget | None = None,
    *,
    with_alias: bool = True,
) -> Generator[ScanUpdate, None, None]:
    """Scan the account of `session`: its Account, then progress and findings as they come, the ScanResult last.

    `now` is called once, so that all users are assessed at the same moment. Raises AwsError if nothing
    of the account can be read, UsageError for an unknown service, and CancelledError within
    about 50 ms after `cancelled` is set.
    """
    selection = select(options)
    scanned_at = now()
    with DaemonPool[ScanMessage](MOST, lambda: not session.slots.waiting) as pool:
        wait = pool.stopping.wait
        # Interrupted, so that the slots are free for the next scan.
        iam = partial(session.api, "iam", wait=wait, patience=patience, interrupted=pool.stopping, slots=session.slots)
        pool.add(lambda: [session.identify(wait, patience, with_alias=with_alias)])
        for task in (scan_tasks.list_credentials, scan_tasks.list_users, scan_tasks.list_virtual_mfa):
            pool.add(partial(task, iam))
        reports, earlier = pool.items(cancelled), list[ScanMessage]()
        while not isinstance(report := next(reports), Account):
            earlier.append(report)
        account = report
        yield account
        run = _Scan(
            selection,
            scanned_at,
            assess_user=lambda user: Finding(user, assess(user, scanned_at, options.minimum_age)),
            start=lambda task: pool.add(partial(task, iam)),
            policies=PolicyReader(lambda read: pool.add(partial(read, iam))) if options.with_policies else None,
        )
        for report in chain(earlier, reports):
            yield from run.process(report)
    warnings = (*gaps.gaps_of_account(account), *run.warnings)
    yield ScanResult(account, scanned_at, run.findings, warnings, run.may_lack_users, run.policies)


class _Scan:
    """The state of one scan. Used by one thread only."""

    def __init__(
        self,
        selection: ServiceFilter,
        now: datetime,
        assess_user: Callable[[User], Finding],
        start: Callable[[_Task], None],
        policies: PolicyReader | None,
    ) -> None:
        self._policies = policies
        self._selection = selection
        self._now = now
        self._assess_user = assess_user
        self._start = start
        self._credentials: CredentialsByUser | None = None
        self._virtual_mfa: DevicesByUser | None = None
        self._waiting: list[ListedUser] = []
        self._ended: UsersEnded | None = None
        self._has_details = True
        self._seen: set[str] = set()
        self._total = 0
        self._done = 0
        self._findings: list[Finding] = []
        self._unread_others: list[Unread] = []
        self._list_warnings: list[str] = []

    def process(self, report: ScanMessage) -> Iterator[ScanUpdate]:
        """Process the report of a thread, start what can be read now, and yield the progress."""
        match report:
            case CredentialsListed(by_user):
                self._credentials = by_user
            case VirtualMfaListed(by_user):
                self._virtual_mfa = by_user
            case UsersListed(users):
                self._waiting.extend(users)
            case DetailsUnread():
                self._has_details = False
            case UsersEnded():
                self._ended = report
            case UserDone(user):
                yield from self._finish(user)
            case PolicyRead() | GroupRead():
                if self._policies:
                    self._policies.add_read(report)
        self._start_waiting()
        yield ScanProgress(self._phase, self._done, self._total)

    @property
    def _phase(self) -> str:
        """What takes the time. It names a fallback: only what the fallback could not read is a gap."""
        if self._credentials is None:
            return "listing API keys"
        if isinstance(self._credentials, Unread):
            return "reading API keys user by user"
        return "reading users" if self._has_details else "reading users, their policies one by one"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found, the most urgent first."""
        return tuple(sorted(self._findings, key=by_urgency))

    @property
    def policies(self) -> PolicyDocuments | None:
        """What the policies of the users say, if that was to be read."""
        return self._policies.documents if self._policies else None

    @property
    def may_lack_users(self) -> bool:
        """Whether users may be missing."""
        return bool(self._list_warnings or self._unread_others)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What could not be read."""
        return (
            # Sorted, because the threads report in any order.
            *sorted(self._list_warnings),
            *sorted(gaps.unread_others(self._unread_others)),
            *gaps.gaps_of_users(finding.user for finding in self.findings),
        )

    def _finish(self, user: User | Unread | None) -> Iterator[Finding]:
        self._done += 1
        if isinstance(user, User):
            finding = self._assess_user(user)
            self._findings.append(finding)
            if self._policies:
                self._policies.add_user(user)
            yield finding
        elif isinstance(user, Unread):
            self._unread_others.append(user)

    def _start_waiting(self) -> None:
        """Start to read the listed users as soon as it is known which of them matter."""
        if self._credentials is None or self._virtual_mfa is None:
            return
        for listed in self._waiting:
            self._start_user(listed, self._credentials, self._virtual_mfa)
        self._waiting = []
        if self._ended:
            self._end_list(self._ended.error, self._credentials, self._virtual_mfa)
            self._ended = None

    def _start_user(self, listed: ListedUser, credentials: CredentialsByUser, virtual_mfa: DevicesByUser) -> None:
        """Read a user once, if it matters or if only reading it shows that."""
        if listed.name in self._seen:
            return
        self._seen.add(listed.name)
        held = credentials.value.get(listed.name, ()) if isinstance(credentials, Known) else None
        if held is None or self._selection.is_phantom(listed.name) or self._selection.is_held(held):
            self._total += 1
            self._start(
                partial(
                    scan_tasks.read_one,
                    listed=listed,
                    credentials=held,
                    virtual_mfa=virtual_mfa,
                    selection=self._selection,
                    now=self._now,
                )
            )

    def _end_list(self, error: AwsError | None, credentials: CredentialsByUser, virtual_mfa: DevicesByUser) -> None:
        if error is not None:
            if isinstance(credentials, Unread) and not self._seen:
                raise _nothing_readable(error)
            self._list_warnings.append(gaps.no_user_list(error.as_unread(), keys_known=isinstance(credentials, Known)))
        # Users that were in no list: created later, or no list could be read.
        for name in credentials.value if isinstance(credentials, Known) else ():
            self._start_user(ListedUser(name), credentials, virtual_mfa)


def _nothing_readable(error: AwsError) -> AwsError:
    if not isinstance(error, DeniedError):
        return error
    remedy = f"A scan needs at least {', '.join(LEAST_OF_A_SCAN)}."
    return DeniedError(str(error), remedy, error.operation)
