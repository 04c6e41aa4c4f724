"""Tasks run side by side, tell what they find at once, and hold nobody up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest

from bks_tui.aws.pool import DaemonPool
from bks_tui.core.errors import CancelledError

NEVER = threading.Event()


def test_every_item_of_every_task_arrives() -> None:
    with DaemonPool[int](3) as pool:
        for number in range(10):
            pool.add(partial(range, number))
        assert sorted(pool.items(NEVER)) == sorted(item for number in range(10) for item in range(number))


def test_an_item_arrives_before_its_task_has_ended() -> None:
    let_on = threading.Event()

    def task() -> Iterator[str]:
        yield "first"
        let_on.wait()
        yield "second"

    with DaemonPool[str](1) as pool:
        pool.add(task)
        items = pool.items(NEVER)
        assert next(items) == "first"
        let_on.set()
        assert list(items) == ["second"]


def test_tasks_run_side_by_side() -> None:
    together = threading.Barrier(4)

    def task() -> list[int]:
        return [together.wait()]

    with DaemonPool[int](4) as pool:
        for _ in range(4):
            pool.add(task)
        assert sorted(pool.items(NEVER)) == [0, 1, 2, 3]


def test_threads_start_only_as_tasks_need_them() -> None:
    used = set[threading.Thread]()
    with DaemonPool[threading.Thread](64) as pool:
        for _ in range(10):
            pool.add(lambda: [threading.current_thread()])
            used.update(pool.items(NEVER))
    assert len(used) == 1


def test_no_further_thread_starts_that_is_of_no_use() -> None:
    used = set[threading.Thread]()
    with DaemonPool[threading.Thread](64, lambda: False) as pool:
        for _ in range(10):
            pool.add(lambda: [threading.current_thread()])
        used.update(pool.items(NEVER))
    assert len(used) == 1


def test_more_threads_start_once_they_are_of_use() -> None:
    useful, together = threading.Event(), threading.Barrier(3)

    def become_useful() -> Iterator[int]:
        useful.set()
        yield 0

    with DaemonPool[int](64, useful.is_set) as pool:
        pool.add(become_useful)
        for _ in range(3):
            pool.add(lambda: [together.wait(30)])
        assert len(list(pool.items(NEVER))) == 4


def test_no_more_tasks_run_at_a_time_than_there_are_threads() -> None:
    lock, running, most = threading.Lock(), 0, 0

    def task() -> Iterator[None]:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        yield None
        with lock:
            running -= 1

    with DaemonPool[None](3) as pool:
        for _ in range(50):
            pool.add(task)
        list(pool.items(NEVER))
    assert most <= 3


def test_a_task_may_be_added_for_an_item() -> None:
    with DaemonPool[int](2) as pool:
        pool.add(lambda: [3])
        seen = []
        for number in pool.items(NEVER):
            seen.append(number)
            if number:
                pool.add(partial(list, [number - 1]))
    assert seen == [3, 2, 1, 0]


def test_what_a_task_raises_is_raised() -> None:
    def task() -> list[int]:
        raise KeyError("x")

    with DaemonPool[int](1) as pool:
        pool.add(task)
        items = pool.items(NEVER)
        with pytest.raises(KeyError):
            next(items)


def test_a_task_that_hangs_does_not_hold_up_the_cancelling() -> None:
    cancelled, hanging = threading.Event(), threading.Event()
    with DaemonPool[bool](1) as pool:
        pool.add(lambda: [hanging.wait()])
        cancelled.set()
        items = pool.items(cancelled)
        with pytest.raises(CancelledError):
            next(items)
    hanging.set()


def test_a_cancelled_pool_gives_nothing_more() -> None:
    cancelled = threading.Event()
    with DaemonPool[int](1) as pool:
        pool.add(lambda: [1, 2, 3])
        items = pool.items(cancelled)
        next(items)
        cancelled.set()
        with pytest.raises(CancelledError):
            next(items)


def test_the_threads_are_daemons() -> None:
    with DaemonPool[bool](1) as pool:
        pool.add(lambda: [threading.current_thread().daemon])
        assert list(pool.items(NEVER)) == [True]


def test_the_threads_end_with_the_pool_and_begin_no_task_more() -> None:
    begun = list[str]()

    with DaemonPool[threading.Thread](1) as pool:

        def first() -> Iterator[threading.Thread]:
            yield threading.current_thread()
            pool.stopping.wait()

        def second() -> Iterator[threading.Thread]:
            begun.append("second")
            yield threading.current_thread()

        pool.add(first)
        pool.add(second)
        thread = next(pool.items(NEVER))
    thread.join(timeout=30)
    assert (thread.is_alive(), begun) == (False, [])
