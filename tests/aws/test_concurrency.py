"""A slot is held by one call in flight, and comes back however the call ends."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from bks_tui.aws.api import Api
from bks_tui.aws.concurrency import CallSlots, ConcurrencyLimit, SharedBound
from bks_tui.aws.retries import Wait
from bks_tui.core.errors import (
    AwsError,
    CancelledError,
    DeniedError,
    NotFoundError,
    ServerError,
    ThrottledError,
    UnreachableError,
)
from bks_tui.demo.state.account import SimulatedAccount
from tests.support.scans import session_to

NEVER: Wait = threading.Event().wait


def account_slots(limit: int, bound: SharedBound | None = None) -> CallSlots:
    """The slots of an account that takes so many calls, and has throttled before."""
    return CallSlots(bound or SharedBound(), ConcurrencyLimit(limit, halvings=1))


def hold(stack: ExitStack, slots: CallSlots, times: int = 1) -> None:
    """Keep slots until the end of the block."""
    for _ in range(times):
        stack.enter_context(slots.slot(NEVER))


def is_full(slots: CallSlots) -> bool:
    """Whether a call would have to wait."""
    looks = iter([False, True])
    try:
        with slots.slot(lambda _: next(looks)):
            return False
    except CancelledError:
        return True


def test_an_account_has_as_many_slots_as_its_limit() -> None:
    slots = account_slots(3)
    with ExitStack() as stack:
        hold(stack, slots, 2)
        assert not is_full(slots)
        hold(stack, slots)
        assert is_full(slots)


def test_all_accounts_share_one_bound() -> None:
    bound = SharedBound(3)
    one, other = account_slots(2, bound), account_slots(2, bound)
    with ExitStack() as stack:
        hold(stack, one, 2)
        hold(stack, other)
        assert is_full(other)
    assert not is_full(other)


class Waiter(threading.Thread):
    """A call in its own thread, which tells when it waits and may be cancelled."""

    def __init__(self, slots: CallSlots, then: Callable[[], object] = lambda: None) -> None:
        super().__init__(daemon=True)
        self.cancelled, self.waits, self.raised = threading.Event(), threading.Event(), list[Exception]()
        self._slots, self._then, self._looks = slots, then, 0
        self.start()

    def run(self) -> None:
        try:
            with self._slots.slot(self._look):
                self._then()
        except CancelledError as error:
            self.raised.append(error)

    def _look(self, seconds: float) -> bool:
        self._looks += 1
        if self._looks > 1:
            self.waits.set()
        return self.cancelled.wait(seconds)

    def until_it_waits(self) -> None:
        assert self.waits.wait(30)

    def until_it_ends(self) -> None:
        self.join(30)
        assert not self.is_alive()


def test_a_call_waits_until_another_one_has_ended() -> None:
    slots = account_slots(1)
    with slots.slot(NEVER):
        waiter = Waiter(slots)
        waiter.until_it_waits()
    waiter.until_it_ends()
    assert (waiter.raised, slots.in_flight) == ([], 0)


def test_calls_get_their_slots_in_the_order_in_which_they_came() -> None:
    slots, order, waiters = account_slots(4, SharedBound(1)), list[int](), list[Waiter]()
    with slots.slot(NEVER):
        for number in range(4):
            # mypy does not infer a lambda with a default.
            waiters.append(Waiter(slots, lambda number=number: order.append(number)))  # type: ignore[misc]
            waiters[-1].until_it_waits()
    for waiter in waiters:
        waiter.until_it_ends()
    assert order == [0, 1, 2, 3]


def test_calls_that_wait_for_one_account_do_not_hold_up_another() -> None:
    bound = SharedBound(2)
    full, free = account_slots(1, bound), account_slots(1, bound)
    with full.slot(NEVER):
        waiter = Waiter(full)
        waiter.until_it_waits()
        assert not is_full(free)
    waiter.until_it_ends()


def test_a_growing_limit_lets_in_those_who_wait() -> None:
    slots, together = CallSlots(SharedBound(), ConcurrencyLimit(1)), threading.Barrier(2)
    with slots.slot(NEVER):
        waiters = [Waiter(slots, lambda: together.wait(30)) for _ in range(2)]
        for waiter in waiters:
            waiter.until_it_waits()
    for waiter in waiters:
        waiter.until_it_ends()
    assert slots.limit.size > 1


def test_a_call_that_waits_can_be_cancelled() -> None:
    slots = account_slots(1)
    with slots.slot(NEVER):
        waiter = Waiter(slots)
        waiter.until_it_waits()
        waiter.cancelled.set()
        waiter.until_it_ends()
    assert (len(waiter.raised), slots.in_flight) == (1, 0)


def test_a_call_that_is_cancelled_as_it_gets_its_slot_gives_it_back() -> None:
    slots, first = account_slots(1), ExitStack()
    hold(first, slots)
    looks = iter([lambda: None, first.close])

    def cancelled_as_the_other_call_ends(_seconds: float) -> bool:
        look = next(looks)
        look()
        return look == first.close

    with pytest.raises(CancelledError), slots.slot(cancelled_as_the_other_call_ends):
        pytest.fail("was not cancelled")
    assert (slots.in_flight, is_full(slots)) == (0, False)


def test_no_call_is_sent_after_the_cancelling_though_a_slot_is_free() -> None:
    with pytest.raises(CancelledError), account_slots(1).slot(lambda _: True):
        pytest.fail("was sent")


@pytest.mark.parametrize("error", [DeniedError("x"), ThrottledError("x"), UnreachableError("x"), KeyboardInterrupt()])
def test_a_slot_comes_back_however_the_call_ends(error: BaseException) -> None:
    slots = account_slots(1)
    with pytest.raises(type(error)), slots.slot(NEVER):
        raise error
    assert slots.in_flight == 0


@pytest.mark.parametrize(
    ("error", "size"),
    [
        (None, 3),
        (DeniedError("x"), 3),
        (NotFoundError("x"), 3),
        (ThrottledError("x"), 1),
        (UnreachableError("x"), 2),
        (ServerError("x"), 2),
    ],
)
def test_the_limit_learns_from_answers_and_throttling_alone(error: AwsError | None, size: int) -> None:
    slots = CallSlots(SharedBound(), ConcurrencyLimit(2))
    try:
        with slots.slot(NEVER):
            if error:
                raise error
    except AwsError:
        pass
    assert slots.limit.size == size


def test_many_threads_that_are_throttled_and_cancelled_leave_every_slot_free() -> None:
    bound, choose = SharedBound(5), random.Random(1)
    accounts = [CallSlots(bound) for _ in range(3)]
    most = list[int]()

    def call(slots: CallSlots, errors: list[AwsError | None], is_cancelled: Wait) -> None:
        for error in errors:
            try:
                with slots.slot(is_cancelled):
                    most.append(sum(account.in_flight for account in accounts))
                    if error:
                        raise error
            except (AwsError, CancelledError):
                continue

    threads = [
        threading.Thread(
            target=call,
            args=(
                accounts[number % 3],
                choose.choices([None, ThrottledError("x"), UnreachableError("x")], k=30),
                lambda _: choose.random() < 0.2,
            ),
            daemon=True,
        )
        for number in range(40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert max(most) <= 5
    assert [account.in_flight for account in accounts] == [0, 0, 0]
    assert not is_full(account_slots(5, bound))


def api_to(account: SimulatedAccount, slots: CallSlots, wait: Wait = NEVER, seconds: float = 30.0) -> Api:
    """IAM, with these slots."""
    return session_to(account).api("iam", wait=wait, seconds=seconds, slots=slots)


def test_a_slot_is_held_while_the_call_is_in_flight() -> None:
    account, slots, seen = SimulatedAccount(), account_slots(1), list[int]()
    account.faults.before("iam:ListUsers", lambda: seen.append(slots.in_flight))
    api_to(account, slots).call("ListUsers")
    assert (seen, slots.in_flight) == ([1], 0)


def test_no_slot_is_held_in_the_pauses_between_retries() -> None:
    account, slots, seen = SimulatedAccount(), account_slots(1), list[int]()
    account.faults.throttle("iam:ListUsers", calls=3)

    def look(seconds: float) -> bool:
        if seconds:
            seen.append(slots.in_flight)
        return False

    api_to(account, slots, look).call("ListUsers")
    assert seen == [0, 0, 0]


def test_an_abandoned_call_gives_its_slot_back() -> None:
    account, slots, answering = SimulatedAccount(), account_slots(1), threading.Event()
    account.faults.latency, account.faults.sleep = 1.0, lambda _seconds: answering.wait()
    with pytest.raises(UnreachableError):
        api_to(account, slots, seconds=0.01).call("ListUsers")
    assert slots.in_flight == 0
    answering.set()


def test_a_write_waits_for_no_slot() -> None:
    account, slots = SimulatedAccount(), account_slots(1)
    with slots.slot(NEVER):
        api_to(account, slots).write("CreateUser", UserName="ana")
    assert "ana" in account.users
