"""A timeline that is cancelled, at any moment, keeps what was read and has a gap."""

from __future__ import annotations

import threading

import pytest

from bks_tui.aws.retries import RetryBudget
from bks_tui.core.account.account import Account
from bks_tui.core.errors import CancelledError
from bks_tui.core.timeline.timeline import EventsFound, Gap, RegionProgress, Timeline
from bks_tui.demo.state.account import SimulatedAccount
from tests.support.trails import (
    LOOKUP,
    attacked_account,
    updates,
)

STOPPED = Gap(None, LOOKUP, "stopped by you before everything was read")


def cancelled_after(account: SimulatedAccount, seen: int) -> list[object]:
    """The updates of a timeline that is cancelled after so many of them."""
    cancelled, seen_updates = threading.Event(), list[object]()
    for update in updates(account, cancelled=cancelled):
        seen_updates.append(update)
        if len(seen_updates) == seen:
            cancelled.set()
    return seen_updates


@pytest.mark.parametrize("seen", range(1, 12))
def test_cancelled_at_any_moment_it_keeps_what_is_there_and_says_so(seen: int) -> None:
    account = attacked_account()
    account.faults.truncate_pages(1, LOOKUP)
    seen_updates = cancelled_after(account, seen)
    last = seen_updates[-1]
    assert isinstance(last, Timeline)
    assert last.gaps == (STOPPED,)
    events = {event for update in seen_updates if isinstance(update, EventsFound) for event in update.events}
    assert set(last.events) == events


def test_cancelled_before_it_is_known_who_asks_there_is_nothing_to_keep() -> None:
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(CancelledError):
        next(updates(attacked_account(), cancelled=cancelled))


# Outlasts the test.
HOURS = RetryBudget(total=10_000.0, first=10_000.0, longest=10_000.0)


def cancelled_in_the_midst(account: SimulatedAccount) -> Timeline:
    """How a timeline ends that is cancelled while it waits for its first page."""
    cancelled = threading.Event()
    reading = updates(account, cancelled=cancelled, patience=HOURS)
    assert isinstance(next(reading), Account)
    assert isinstance(next(reading), RegionProgress)
    cancelled.set()
    *_, last = reading
    assert isinstance(last, Timeline)
    return last


def test_it_is_cancelled_though_aws_does_not_answer() -> None:
    account, answering = attacked_account(), threading.Event()

    def never_answer(_seconds: float) -> None:
        if account.calls[-1].operation == LOOKUP:
            answering.wait()

    account.faults.latency, account.faults.sleep = 1.0, never_answer
    assert cancelled_in_the_midst(account).gaps == (STOPPED,)
    answering.set()


def test_it_is_cancelled_while_it_waits_out_throttling() -> None:
    account = attacked_account()
    account.faults.throttle(LOOKUP, None)
    assert cancelled_in_the_midst(account).gaps == (STOPPED,)
