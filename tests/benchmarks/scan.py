"""How long a scan takes, and how many calls, beside asking about one phantom after the other.

Run: python -m tests.benchmarks.scan [USERS PHANTOMS MILLISECONDS]

Both ways run here, one after the other, on two equal simulated accounts in which every call takes
the same time, and must come to the same statuses.
"""

from __future__ import annotations

import sys
import threading
import time

from bks_tui.core.findings import Finding, ScanOptions, ScanResult
from bks_tui.demo.account import SimulatedAccount
from bks_tui.operations.scan import scan
from tests.support.one_by_one import statuses_one_by_one
from tests.support.scans import NOW, many, session_to, statuses
from tests.support.simulated import iam


def slow_account(users: int, phantoms: int, milliseconds: int) -> SimulatedAccount:
    """An account whose calls take a while."""
    account = many(users, phantoms)
    account.faults.latency = milliseconds / 1000
    return account


def main(users: int = 2_000, phantoms: int = 500, milliseconds: int = 40) -> None:
    """Measure both ways and print them side by side."""
    account, same = slow_account(users, phantoms, milliseconds), slow_account(users, phantoms, milliseconds)

    begin = time.perf_counter()
    first = None
    for update in scan(session_to(account), ScanOptions(), threading.Event(), lambda: NOW):
        if isinstance(update, Finding) and first is None:
            first = time.perf_counter() - begin
    scanning = time.perf_counter() - begin
    assert isinstance(update, ScanResult)

    client = iam(same)
    begin = time.perf_counter()
    expected = statuses_one_by_one(client, NOW)
    asking = time.perf_counter() - begin

    lines = [
        f"{users} users, {phantoms} of them phantoms, {milliseconds} ms a call",
        f"{'':24}{'seconds':>10}{'calls':>10}",
        f"{'one after the other':24}{asking:>10.1f}{len(same.calls):>10}",
        f"{'bks scan':24}{scanning:>10.1f}{len(account.calls):>10}",
        f"{'part':24}{scanning / asking:>10.1%}{len(account.calls) / len(same.calls):>10.1%}",
        f"first user after {first:.1f} s" if first else "no user",
        "same statuses" if statuses(update) == expected else "DIFFERENT STATUSES",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
