"""Scan many accounts at once. Each has an outcome of its own; only the end of the source session concerns all.

Each account is scanned as a single one is (`operations.scan`), in a thread of its own, and is reported whole when it
is done: nothing of it is kept here.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from bks_tui.aws.pool import DaemonPool
from bks_tui.aws.retries import RetryBudget
from bks_tui.core.errors import AwsError, DeniedError, SourceSessionError
from bks_tui.core.scan.findings import ScanOptions, ScanProgress, ScanResult
from bks_tui.core.scan.organization import (
    AccountOutcome,
    AccountProgress,
    AccountScan,
    AccountStarted,
    OrganizationUpdate,
    SourceEnded,
)
from bks_tui.operations.clock import utc_now
from bks_tui.operations.organization.reach import ReachableAccount
from bks_tui.operations.scan.scan import scan
from bks_tui.operations.scan.service_filter import select

# Accounts that are scanned at the same time.
PARALLEL = 10


def scan_accounts(
    accounts: Iterable[ReachableAccount],
    options: ScanOptions,
    cancelled: threading.Event,
    now: Callable[[], datetime] = utc_now,
    patience: RetryBudget | None = None,
    parallel: int = PARALLEL,
) -> Generator[OrganizationUpdate, None, None]:
    """Scan the accounts, `parallel` at once: an AccountScan for each as it is done, and progress before.

    Raises UsageError for an unknown service, and CancelledError within about 50 ms after `cancelled` is set.
    """
    select(options)
    waiting = deque(accounts)
    run = _Run(partial(_scan_account, options=options, cancelled=cancelled, now=now, patience=patience))
    with DaemonPool[OrganizationUpdate](max(1, min(parallel, len(waiting)))) as pool:
        for _ in range(min(parallel, len(waiting))):
            pool.add(partial(run.task, waiting.popleft()))
        for update in pool.items(cancelled):
            yield from run.process(update)
            if isinstance(update, AccountScan) and waiting and run.ended is None:
                pool.add(partial(run.task, waiting.popleft()))
    for account in waiting:
        yield run.left_out(account)


class _Run:
    """The state of a run. Used by one thread only, apart from `task`."""

    def __init__(self, task: Callable[[ReachableAccount], Iterator[OrganizationUpdate]]) -> None:
        self.task = task
        self.ended: SourceEnded | None = None
        self._read: dict[str, str] = {}

    def process(self, update: OrganizationUpdate) -> Iterator[OrganizationUpdate]:
        """Check an update against the earlier ones, and pass it on."""
        if isinstance(update, SourceEnded):
            if self.ended is None:
                self.ended = update
                yield update
        elif isinstance(update, AccountScan):
            yield self._once(update)
        else:
            yield update

    def _once(self, scan: AccountScan) -> AccountScan:
        """Two profiles may lead to one account, whose users must not be counted twice."""
        if scan.result is None:
            return scan
        account_id, name = scan.result.account.account_id, scan.member.name
        member = replace(scan.member, account_id=account_id)
        if account_id in self._read:
            reason = f"the profile {name} leads to account {account_id}, as {self._read[account_id]} does"
            return AccountScan(scan.member, AccountOutcome.NOT_REACHED, reason)
        self._read[account_id] = name
        return replace(scan, member=member)

    def left_out(self, account: ReachableAccount) -> AccountScan:
        """An account that was not started because the source session had ended."""
        reason = self.ended.reason if self.ended else "the run ended before"
        return AccountScan(account.member, AccountOutcome.NOT_REACHED, reason, account.role_arn)


def _scan_account(
    account: ReachableAccount,
    options: ScanOptions,
    cancelled: threading.Event,
    now: Callable[[], datetime],
    patience: RetryBudget | None,
) -> Iterator[OrganizationUpdate]:
    """Scan one account, in a thread of its own."""
    member = account.member
    ended = partial(AccountScan, member, role_arn=account.role_arn)
    if not member.is_active:
        yield ended(AccountOutcome.SUSPENDED, f"its state in AWS Organizations is {member.state}")
        return
    yield AccountStarted(member)
    try:
        # An organization names its accounts, and a profile its own.
        for update in scan(account.open(), options, cancelled, now, patience, with_alias=False):
            if isinstance(update, ScanProgress):
                yield AccountProgress(member, update)
            elif isinstance(update, ScanResult):
                outcome = AccountOutcome.DONE if update.complete else AccountOutcome.INCOMPLETE
                yield ended(outcome, result=update)
    except SourceSessionError as error:
        yield SourceEnded(str(error), error.remedy)
        yield ended(AccountOutcome.NOT_REACHED, str(error))
    except DeniedError as error:
        yield ended(AccountOutcome.REFUSED, str(error))
    except AwsError as error:
        yield ended(AccountOutcome.NOT_REACHED, str(error))
