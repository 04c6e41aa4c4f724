"""How long a scan takes, how many calls and how much memory, beside asking about one phantom after the other."""

from __future__ import annotations

import threading
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass

from bks_tui.aws.concurrency import CallSlots
from bks_tui.core.scan.findings import Finding, ScanOptions, ScanResult
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.operations.scan.scan import scan
from tests.benchmarks.peer import scan_account, session
from tests.benchmarks.table import Table, seconds
from tests.support.one_by_one import statuses_one_by_one
from tests.support.scans import NOW, many, session_to, statuses
from tests.support.simulated import iam

PHANTOMS = (100, 500, 2_000, 5_000)
MILLISECONDS = 40
CALLS_PER_SECOND = 100


@dataclass(frozen=True)
class Scanned:
    """A scan: what it found, and the seconds to the first user and to the end."""

    result: ScanResult
    first: float
    total: float


def account_of(phantoms: int, milliseconds: int = 0, per_second: int | None = None) -> SimulatedAccount:
    """An account, half of whose users are phantoms, and whose calls take a while."""
    account = many(2 * phantoms, phantoms)
    account.faults.latency = milliseconds / 1_000
    if per_second:
        account.faults.limit_rate(per_second)
    return account


def scanned(account: SimulatedAccount, slots: CallSlots | None = None) -> Scanned:
    """Scan to the end."""
    own = session_to(account)
    own.slots = slots or own.slots
    begin, first = time.perf_counter(), 0.0
    for update in scan(own, ScanOptions(), threading.Event(), lambda: NOW):
        if isinstance(update, Finding) and not first:
            first = time.perf_counter() - begin
    assert isinstance(update, ScanResult)
    assert update.complete
    return Scanned(update, first, time.perf_counter() - begin)


def megabytes_of(account: SimulatedAccount) -> tuple[float, float]:
    """What a scan takes in memory at most, and what its result keeps."""
    tracemalloc.start()
    done = scanned(account)
    kept, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert done.result
    return most / 1_000_000, kept / 1_000_000


def row(phantoms: int) -> tuple[object, ...]:
    """One size, both ways, which must come to the same statuses."""
    account, naive = account_of(phantoms, MILLISECONDS), account_of(phantoms)
    fast = scanned(account)
    throttled = scanned(account_of(phantoms, MILLISECONDS, CALLS_PER_SECOND))
    expected = dict[str, object]()
    # One after the other, waiting adds up: it is counted instead of waited for.
    asking = seconds(lambda: expected.update(statuses_one_by_one(iam(naive), NOW)))
    assert expected == statuses(fast.result) == statuses(throttled.result)
    slow = asking + len(naive.calls) * MILLISECONDS / 1_000
    beside = account_of(phantoms, MILLISECONDS)
    at_once = seconds(lambda: scan_account(session(beside).client("iam")))
    most, kept = megabytes_of(account_of(phantoms))
    times = (fast.first, fast.total, throttled.total)
    share = f"{fast.total / at_once:.2f}"
    return phantoms, len(account.calls), *times, len(naive.calls), slow, len(beside.calls), at_once, share, most, kept


def tables() -> Iterator[Table]:
    """Scans of four sizes."""
    yield Table(
        "A scan",
        (
            "phantoms",
            "calls",
            "first user, s",
            "scan, s",
            "throttled, s",
            "one by one: calls",
            "one by one, s",
            "the peer: calls",
            "the peer, s",
            "of its time",
            "memory at most, MB",
            "kept, MB",
        ),
        [row(phantoms) for phantoms in PHANTOMS],
        f"Half the users are phantoms; {MILLISECONDS} ms per call; throttled: at most {CALLS_PER_SECOND} calls per "
        "second, the rest refused. One by one: plain boto3, four calls for each phantom, with the same statuses. "
        "The peer: the calls of another tool, for ten users at once.",
    )
