"""How the scan of many accounts grows: time, calls and memory, and how it compares with another tool."""

from __future__ import annotations

import os
import sys
import threading
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from tempfile import TemporaryDirectory
from unittest.mock import patch

from bks_tui.cli.main import run
from bks_tui.core.account.member import AccountSelection
from bks_tui.core.scan.findings import ScanOptions
from bks_tui.core.scan.organization import AccountScan
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.requests import ReceivedCall
from bks_tui.operations import connect
from bks_tui.operations.organization.run import record_of
from bks_tui.operations.organization.scan import scan_accounts
from tests.benchmarks import peer
from tests.benchmarks.peer import Statuses
from tests.benchmarks.table import Table, seconds
from tests.support.members import MANAGEMENT, add_phantoms, organization, reachable
from tests.support.scans import NOW
from tests.support.trails import session_in

ACCOUNTS = (10, 100, 300)
PHANTOMS = 20
MILLISECONDS = 40
# How many of the phantom users are orphaned: their sorts, as `add_phantoms` numbers them.
SHARES = {"none, no access keys": (1,), "none": (1, 2), "a third": (0, 1, 2), "all": (0,)}


def organization_of(
    accounts: int, milliseconds: int, sorts: Sequence[int] = SHARES["a third"]
) -> tuple[SimulatedAccount, list[SimulatedAccount]]:
    """An organization whose calls take a while."""
    management, members = organization(accounts, 0)
    for account in members:
        add_phantoms(account, PHANTOMS, sorts)
    for account in (management, *members):
        account.faults.latency = milliseconds / 1_000
    return management, members


def scan_all(management: SimulatedAccount) -> dict[str, Statuses | None]:
    """The statuses in each account; the records themselves are dropped, as `--jsonl` does."""
    chosen = reachable(management, AccountSelection(excluded=(MANAGEMENT,)))
    found = dict[str, Statuses | None]()
    for update in scan_accounts(chosen, ScanOptions(), threading.Event(), lambda: NOW):
        if isinstance(update, AccountScan):
            users = record_of(update).phantom_users
            found[update.member.account_id] = {user["username"]: user["status"] for user in users}
    return found


def calls_of(management: SimulatedAccount, members: list[SimulatedAccount]) -> int:
    """How many calls were made."""
    return sum(len(account.calls) for account in (management, *members))


class _Forgotten(list[ReceivedCall]):
    """In the place of the calls that a simulated account remembers, which would be most of the memory."""

    def append(self, _: ReceivedCall, /) -> None:
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


def growth(accounts: int) -> tuple[object, ...]:
    """One size."""
    management, members = organization_of(accounts, MILLISECONDS)
    taken = seconds(lambda: scan_all(management))
    calls = calls_of(management, members)
    return accounts, calls, taken, calls / accounts, 1_000 * taken / accounts, megabytes_of(accounts)


def beside(orphans: str) -> tuple[object, ...]:
    """Ten accounts of such users, scanned by both, which must come to the same statuses."""
    found = list[object]()
    numbers = list[tuple[int, float]]()
    ways: tuple[Callable[[SimulatedAccount], object], ...] = (scan_all, lambda each: peer.scan_organization(each)[0])
    for way in ways:
        management, members = organization_of(10, MILLISECONDS, SHARES[orphans])
        taken = seconds(lambda way=way, management=management: found.append(way(management)))  # type: ignore[misc]
        numbers.append((calls_of(management, members), taken))
    assert found[0] == found[1]
    (calls, taken), (peer_calls, peer_taken) = numbers
    ratios = (f"{calls / peer_calls:.2f}", f"{taken / peer_taken:.2f}")
    return orphans, calls, peer_calls, ratios[0], taken, peer_taken, ratios[1]


def exit_codes() -> tuple[int, int]:
    """The exit codes of both where one account refuses the role."""
    management, members = organization_of(10, 0)
    members[0].roles.clear()
    with (
        TemporaryDirectory() as home,
        patch.dict(os.environ, {"HOME": home, "XDG_STATE_HOME": home, "XDG_CONFIG_HOME": home}),
        patch.object(connect, "open_source", lambda _choice: session_in(management)),
        patch.object(sys, "argv", ["bks", "scan", "--org", "--jsonl", "--quiet"]),
        redirect_stdout(StringIO()),
        redirect_stderr(StringIO()),
    ):
        try:
            run(lambda _invocation: None)
        except SystemExit as ended:
            code = int(ended.code or 0)
    return code, peer.scan_organization(management)[1]


def tables() -> Iterator[Table]:
    """Organizations of three sizes, then ten accounts beside the peer."""
    yield Table(
        "Many accounts",
        ("accounts", "calls", "scan, s", "calls per account", "ms per account", "memory at most, MB"),
        [growth(accounts) for accounts in ACCOUNTS],
        f"{PHANTOMS} phantom users in each account, a third of them orphaned, {MILLISECONDS} ms per call, ten accounts "
        "at once. Only the latest account is kept in memory, as with --jsonl.",
    )
    code, peer_code = exit_codes()
    yield Table(
        "Ten accounts beside another tool",
        ("orphaned", "calls", "its calls", "ratio", "scan, s", "its scan, s", "ratio"),
        [beside(orphans) for orphans in SHARES],
        "bedrock-keys-security 1.3.1: the calls of its `scan --org`, made with boto3, as many at once, with the same "
        f"statuses; {PHANTOMS} phantom users in each account, {MILLISECONDS} ms per call. bks also verifies each "
        "session, and reads passwords, the last use of access keys, and of orphaned users SSH public keys, "
        f"certificates and MFA devices. Exit code if an account failed: {code}, its {peer_code}.",
    )
