"""How long scans take with a limit that adapts, beside fixed ones, where IAM allows more and where it throttles."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from bks_tui.aws.concurrency import CallSlots, ConcurrencyLimit, SharedBound
from bks_tui.demo.state.account import SimulatedAccount
from tests.benchmarks.scan import MILLISECONDS, account_of, scanned
from tests.benchmarks.table import Table, seconds

PHANTOMS = 500
CALLS_PER_SECOND = (None, 400, 100, 20)
# An account that throttles this much takes a second for so many phantoms.
FEWER = {20: 100}
ACCOUNTS, PHANTOMS_IN_EACH = 10, 100


class Fixed(ConcurrencyLimit):
    """A limit that learns nothing."""

    def after_answer(self, sent_after: int, in_flight: int) -> ConcurrencyLimit:
        """The same."""
        del sent_after, in_flight
        return self

    def after_throttling(self, sent_after: int) -> ConcurrencyLimit:
        """The same."""
        del sent_after
        return self


def fixed(calls: int) -> CallSlots:
    """As many slots at all times."""
    return CallSlots(SharedBound(calls), Fixed(calls))


LIMITS: dict[str, Callable[[], CallSlots]] = {
    "fixed 16": lambda: fixed(16),
    "fixed 32": lambda: fixed(32),
    "adaptive": lambda: CallSlots(SharedBound()),
}


def measured(per_second: int | None, slots: CallSlots) -> tuple[float, int]:
    """The seconds of a scan, and the calls that AWS refused."""
    phantoms = FEWER.get(per_second or 0, PHANTOMS)
    account, allowed = account_of(phantoms, MILLISECONDS, per_second), account_of(phantoms)
    scanned(allowed)
    return scanned(account, slots).total, len(account.calls) - len(allowed.calls)


def row(per_second: int | None) -> tuple[object, ...]:
    """One rate, with each limit."""
    phantoms = FEWER.get(per_second or 0, PHANTOMS)
    each = [measured(per_second, slots()) for slots in LIMITS.values()]
    return per_second or "any", phantoms, *(taken for taken, _ in each), *(refused for _, refused in each)


class Threads:
    """The most threads there were in any call to some accounts."""

    def __init__(self, accounts: list[SimulatedAccount]) -> None:
        self.most = 0
        for account in accounts:
            account.faults.sleep = self._sleep

    def _sleep(self, seconds: float) -> None:
        self.most = max(self.most, threading.active_count())
        time.sleep(seconds)


def together(at_once: int, slots: Callable[[SharedBound], CallSlots]) -> tuple[float, int]:
    """The seconds that the scans of all accounts take, so many at once, and the most threads meanwhile."""
    accounts, bound = [account_of(PHANTOMS_IN_EACH, MILLISECONDS) for _ in range(ACCOUNTS)], SharedBound()
    threads = Threads(accounts)
    with ThreadPoolExecutor(at_once) as scans:
        taken = seconds(lambda: list(scans.map(lambda account: scanned(account, slots(bound)), accounts)))
    return taken, threads.most


def tables() -> Iterator[Table]:
    """One account at several rates, and several accounts."""
    # What is loaded once is no part of any.
    scanned(account_of(1))
    yield Table(
        "Calls in flight",
        (
            "calls per second",
            "phantoms",
            *(f"{name}, s" for name in LIMITS),
            *(f"{name}: refused" for name in LIMITS),
        ),
        [row(per_second) for per_second in CALLS_PER_SECOND],
        f"A scan with a fixed number of calls in flight, or an adaptive one; {MILLISECONDS} ms per call. The account "
        "refuses what comes faster than the calls per second.",
    )
    yield Table(
        "Several accounts",
        ("scans", "s", "threads at most"),
        [
            ("one after the other, fixed 16", *together(1, lambda _: fixed(16))),
            ("one after the other, adaptive", *together(1, CallSlots)),
            ("at once, fixed 16 for each account", *together(ACCOUNTS, lambda _: fixed(16))),
            ("at once, adaptive within one bound", *together(ACCOUNTS, CallSlots)),
        ],
        f"{ACCOUNTS} accounts with {PHANTOMS_IN_EACH} phantoms each; {MILLISECONDS} ms per call.",
    )
