"""How the scan of many accounts grows: time, calls and memory, beside plain boto3 with threads."""

from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from bks_tui.core.account.member import DEFAULT_ROLE_NAME, AccountSelection
from bks_tui.core.scan.findings import ScanOptions
from bks_tui.core.scan.organization import AccountOutcome, AccountScan
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.requests import Call
from bks_tui.operations.organization.run import record_of
from bks_tui.operations.organization.scan import scan_accounts
from tests.benchmarks.table import Table, seconds
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


def plainly(management: SimulatedAccount, members: list[SimulatedAccount]) -> dict[str, dict[str, object]]:
    """The same in plain boto3 with threads: four calls for each phantom, ten at once in each of eight accounts."""
    sts = sessions_of(management).source.api("sts")

    def statuses(account: SimulatedAccount) -> dict[str, object]:
        role = f"arn:aws:iam::{account.account_id}:role/{DEFAULT_ROLE_NAME}"
        sts.call("AssumeRole", RoleArn=role, RoleSessionName="ana")
        found = statuses_one_by_one(iam(account), NOW, at_once=10)
        return {name: status.value for name, status in found.items()}

    with ThreadPoolExecutor(8) as pool:
        return {account.account_id: found for account, found in zip(members, pool.map(statuses, members), strict=True)}


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
    found = dict[str, dict[str, object]]()
    taken = seconds(lambda: found.update(scan_all(management)))
    plain_management, plain_members = organization_of(accounts, MILLISECONDS)
    expected = dict[str, dict[str, object]]()
    plain = seconds(lambda: expected.update(plainly(plain_management, plain_members)))
    assert found == expected
    calls, plain_calls = calls_of(management, members), calls_of(plain_management, plain_members)
    return accounts, calls, taken, plain_calls, plain, calls / plain_calls, taken / plain, megabytes_of(accounts)


def tables() -> Iterator[Table]:
    """Organizations of three sizes."""
    yield Table(
        "Many accounts",
        (
            "accounts",
            "calls",
            "scan, s",
            "plain: calls",
            "plain, s",
            "calls, ratio",
            "time, ratio",
            "memory at most, MB",
        ),
        [row(accounts) for accounts in ACCOUNTS],
        f"{PHANTOMS} phantoms in each account, a third of them orphaned, {MILLISECONDS} ms per call, ten accounts at "
        "once. Plain: boto3 with threads, four calls for each phantom, ten at once in each of eight accounts, with the "
        "same statuses. Only the latest account is kept in memory, as with --jsonl.",
    )
