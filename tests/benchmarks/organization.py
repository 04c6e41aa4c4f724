"""How the scan of many accounts grows: time, calls and memory, beside one account after the other in plain boto3."""

from __future__ import annotations

import threading
import time
import tracemalloc
from collections.abc import Iterator

from bks_tui.core.account.member import DEFAULT_ROLE_NAME, AccountSelection
from bks_tui.core.scan.findings import ScanOptions
from bks_tui.core.scan.organization import AccountOutcome, AccountScan
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.requests import Call
from bks_tui.operations.organization.run import record_of
from bks_tui.operations.organization.scan import scan_accounts
from tests.benchmarks.table import Table
from tests.support.members import MANAGEMENT, organization, reachable, sessions_of
from tests.support.one_by_one import statuses_one_by_one
from tests.support.scans import NOW
from tests.support.simulated import iam

ACCOUNTS = (10, 100, 300)
PHANTOMS = 20
MILLISECONDS = 40


def organization_of(accounts: int, milliseconds: int) -> tuple[SimulatedAccount, list[SimulatedAccount]]:
    """An organization whose calls take a while."""
    management, members = organization(accounts, PHANTOMS)
    for account in (management, *members):
        account.faults.latency = milliseconds / 1_000
    return management, members


def scan_all(management: SimulatedAccount) -> dict[str, dict[str, object]]:
    """The statuses in each account; the records themselves are dropped, as `--jsonl` does."""
    chosen = reachable(management, AccountSelection(excluded=(MANAGEMENT,)))
    found = dict[str, dict[str, object]]()
    for update in scan_accounts(chosen, ScanOptions(), threading.Event(), lambda: NOW):
        if isinstance(update, AccountScan):
            assert update.outcome is AccountOutcome.DONE
            users = record_of(update).phantom_users
            found[update.member.account_id] = {user["username"]: user["status"] for user in users}
    return found


def one_by_one(
    management: SimulatedAccount, members: list[SimulatedAccount]
) -> tuple[dict[str, dict[str, object]], float]:
    """The same in plain boto3, an account after the other: the statuses, and the seconds without any latency."""
    begin, found = time.perf_counter(), dict[str, dict[str, object]]()
    sts = sessions_of(management).source.api("sts")
    for account in members:
        role = f"arn:aws:iam::{account.account_id}:role/{DEFAULT_ROLE_NAME}"
        sts.call("AssumeRole", RoleArn=role, RoleSessionName="ana")
        statuses = statuses_one_by_one(iam(account), NOW)
        found[account.account_id] = {name: status.value for name, status in statuses.items()}
    return found, time.perf_counter() - begin


def calls_of(management: SimulatedAccount, members: list[SimulatedAccount]) -> int:
    """How many calls were made."""
    return sum(len(account.calls) for account in (management, *members))


class _Forgotten(list[Call]):
    """In the place of the calls that a simulated account remembers, which would be most of the memory."""

    def append(self, _: Call, /) -> None:
        """Forget the call."""


def megabytes_of(accounts: int) -> float:
    """What a scan takes in memory at most, beyond the simulated organization."""
    management, members = organization_of(accounts, 0)
    for account in (management, *members):
        account.calls = _Forgotten()
    tracemalloc.start()
    scan_all(management)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1_000_000


def row(accounts: int) -> tuple[object, ...]:
    """One size, both ways, which must come to the same statuses."""
    management, members = organization_of(accounts, MILLISECONDS)
    begin = time.perf_counter()
    found = scan_all(management)
    taken = time.perf_counter() - begin
    plain_management, plain_members = organization_of(accounts, 0)
    plain, asking = one_by_one(plain_management, plain_members)
    assert found == plain
    # One after the other, waiting adds up: it is counted instead of waited for.
    plain_calls = calls_of(plain_management, plain_members)
    slow = asking + plain_calls * MILLISECONDS / 1_000
    calls = calls_of(management, members)
    return accounts, calls, taken, plain_calls, slow, taken / slow, calls / plain_calls, megabytes_of(accounts)


def tables() -> Iterator[Table]:
    """Organizations of three sizes."""
    yield Table(
        "Many accounts",
        (
            "accounts",
            "calls",
            "scan, s",
            "one by one: calls",
            "one by one, s",
            "time, ratio",
            "calls, ratio",
            "memory at most, MB",
        ),
        [row(accounts) for accounts in ACCOUNTS],
        f"{PHANTOMS} phantoms in each account, {MILLISECONDS} ms per call, ten accounts at once. One by one: plain "
        "boto3, an account after the other, with the same statuses. Only the latest account is kept in memory, as "
        "with --jsonl.",
    )
