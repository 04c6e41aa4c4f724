"""A scan has as many calls in flight as AWS answers, and makes the same calls with the same result."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from bks_tui.aws.concurrency import FIRST, CallSlots, ConcurrencyLimit, SharedBound
from bks_tui.aws.retries import RetryBudget
from bks_tui.aws.session import AwsSession
from bks_tui.core.errors import CancelledError
from bks_tui.core.scan.findings import ScanOptions, ScanProgress, ScanResult
from bks_tui.operations.scan.scan import scan
from tests.support.scans import NOW, many, result, session_to, varied_account

QUICK = RetryBudget(total=60.0, first=0.001, longest=0.01)


def scanned(session: AwsSession) -> ScanResult:
    """How a scan ends."""
    *_, last = scan(session, ScanOptions(), threading.Event(), lambda: NOW, QUICK)
    assert isinstance(last, ScanResult)
    return last


def test_more_calls_are_in_flight_while_aws_answers() -> None:
    account, are_many = many(300, 300), threading.Event()
    session = session_to(account)

    def wait_for_others(_seconds: float) -> None:
        if session.slots.in_flight >= FIRST:
            are_many.set()
        are_many.wait(30)

    for update in scan(session, ScanOptions(), threading.Event(), lambda: NOW, QUICK):
        if isinstance(update, ScanProgress) and update.total:
            account.faults.latency, account.faults.sleep = 1.0, wait_for_others
    assert are_many.is_set()
    assert session.slots.limit.size > FIRST


def test_a_throttled_scan_sends_fewer_calls_at_the_same_time_and_ends_complete() -> None:
    account = many(60, 60)
    session = session_to(account)
    account.faults.throttle("iam:ListAccessKeys", calls=40)
    ended = scanned(session)
    assert ended.complete
    assert ended == result(many(60, 60))
    assert session.slots.limit.halvings > 0


@pytest.mark.parametrize("limit", [1, 2, 64])
def test_the_limit_changes_neither_the_calls_nor_the_result(limit: int) -> None:
    account, same = varied_account(), varied_account()
    session = session_to(account)
    session.slots = CallSlots(SharedBound(), ConcurrencyLimit(limit))
    assert scanned(session) == result(same)
    assert Counter(call.operation for call in account.calls) == Counter(call.operation for call in same.calls)


def test_the_next_scan_starts_with_what_the_last_one_learnt() -> None:
    account = many(60, 60)
    session = session_to(account)
    account.faults.throttle("iam:ListAccessKeys", calls=40)
    scanned(session)
    learnt = session.slots.limit.halvings
    scanned(session)
    assert session.slots.limit.halvings == learnt


def test_scans_of_several_accounts_share_one_bound() -> None:
    accounts, bound = [many(30, 30) for _ in range(4)], SharedBound(5)
    sessions, in_flight, are_many = [session_to(account) for account in accounts], list[int](), threading.Event()

    def count(_seconds: float) -> None:
        with bound.lock:
            in_flight.append(now := sum(session.slots.in_flight for session in sessions))
        if now == 5:
            are_many.set()
        are_many.wait(30)

    for account, session in zip(accounts, sessions, strict=True):
        session.slots = CallSlots(bound)
        account.faults.latency, account.faults.sleep = 1.0, count
    with ThreadPoolExecutor(4) as threads:
        ended = list(threads.map(scanned, sessions))
    assert all(each == result(many(30, 30)) for each in ended)
    assert max(in_flight) == 5


def test_accounts_that_throttle_do_not_slow_down_others() -> None:
    throttling, other = many(40, 40), many(40, 40)
    throttling.faults.throttle("iam:ListAccessKeys", calls=40)
    sessions = session_to(throttling), session_to(other)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(scanned, sessions))
    assert [session.slots.limit.halvings > 0 for session in sessions] == [True, False]


def test_a_scan_that_waits_for_slots_can_be_cancelled() -> None:
    cancelled = threading.Event()
    session = session_to(many(40, 40))
    session.slots = CallSlots(SharedBound(1))
    scanning = scan(session, ScanOptions(), cancelled, lambda: NOW, QUICK)
    next(scanning)
    with session.slots.slot(threading.Event().wait):
        cancelled.set()
        with pytest.raises(CancelledError):
            list(scanning)


def test_a_cancelled_scan_leaves_its_slots_to_the_next_though_aws_does_not_answer() -> None:
    account, cancelled, answering = many(40, 40), threading.Event(), threading.Event()
    session = session_to(account)
    session.slots = CallSlots(SharedBound(1))

    def never_answer(_seconds: float) -> None:
        cancelled.set()
        answering.wait()

    scanning = scan(session, ScanOptions(), cancelled, lambda: NOW, QUICK)
    next(scanning)
    account.faults.latency, account.faults.sleep = 1.0, never_answer
    with pytest.raises(CancelledError):
        list(scanning)
    for thread in threading.enumerate():
        if thread.name.startswith("bks-aws-"):
            thread.join(timeout=20)
            assert not thread.is_alive()
    account.faults.latency = 0.0
    assert scanned(session) == result(many(40, 40))
    answering.set()
