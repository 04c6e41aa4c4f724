"""Parallel AWS calls, in threads that never delay quitting.

Not `concurrent.futures`: its threads are joined when the interpreter exits, and a thread inside a
retry sleep of botocore would keep a person who has quit waiting. These are daemons.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, TypeVar

from bks_tui.aws.retries import Wait
from bks_tui.core.errors import CancelledError

T = TypeVar("T")

_LOOK_FOR_CANCEL_SECONDS = 0.05


@dataclass(frozen=True)
class _Ended:
    """A task is over; `error` is what ended it, if it failed."""

    error: BaseException | None


@dataclass(frozen=True)
class _Item(Generic[T]):
    value: T


class DaemonPool(Generic[T]):
    """Runs tasks in threads; a task is called and yields items. Use it in a `with`.

    A thread starts when a task needs one, while there are fewer than `size` and, if given, `is_useful` says so of
    another one. The thread that holds the pool adds tasks and takes items; it may add tasks while it takes.
    """

    def __init__(self, size: int, is_useful: Callable[[], bool] | None = None) -> None:
        # Tasks check it where they would wait; set when the `with` block ends in any way.
        self.stopping = threading.Event()
        self._size = size
        self._is_useful = is_useful
        self._lock = threading.Lock()
        self._threads = 0
        self._idle = 0
        self._under_way = 0
        self._tasks: queue.SimpleQueue[Callable[[], Iterable[T]] | None] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[_Item[T] | _Ended] = queue.SimpleQueue()

    def __enter__(self) -> DaemonPool[T]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._lock:
            self.stopping.set()
        for _ in range(self._threads):
            self._tasks.put(None)

    def add(self, task: Callable[[], Iterable[T]]) -> None:
        """Run `task` as soon as a thread is free."""
        self._under_way += 1
        self._tasks.put(task)
        self._start_thread()

    def items(self, cancelled: threading.Event) -> Iterator[T]:
        """What the tasks yield, as they yield it, until no task is left.

        Raises CancelledError soon after `cancelled` is set, and whatever a task raised.
        """
        while self._under_way:
            if cancelled.is_set():
                raise CancelledError("cancelled")
            try:
                result = self._results.get(timeout=_LOOK_FOR_CANCEL_SECONDS)
            except queue.Empty:
                continue
            if isinstance(result, _Item):
                yield result.value
            elif result.error is not None:
                raise result.error
            else:
                self._under_way -= 1

    def _start_thread(self) -> None:
        """Start a thread if a task waits and no thread is about to take it."""
        with self._lock:
            is_needed = not self._idle and not self._tasks.empty() and not self.stopping.is_set()
            # The first thread is always useful.
            is_useful = not self._threads or not self._is_useful or self._is_useful()
            if not is_needed or not is_useful or self._threads >= self._size:
                return
            self._threads += 1
            self._idle += 1
            name = f"bks-aws-{self._threads}"
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None and not self.stopping.is_set():
            with self._lock:
                self._idle -= 1
            ended = _Ended(self._run(task))
            with self._lock:
                self._idle += 1
            self._results.put(ended)

    def _run(self, task: Callable[[], Iterable[T]]) -> BaseException | None:
        try:
            # Not in `add` alone, which would wait for each thread to start.
            self._start_thread()
            for item in task():
                self._results.put(_Item(item))
                if self.stopping.is_set():
                    break
        except BaseException as error:
            return error
        return None


def call_in_worker(task: Callable[[Wait], T], cancelled: threading.Event) -> T:
    """What one task returns, which runs in its own thread and gets a way to wait.

    Raises as `DaemonPool.items` does.
    """
    with DaemonPool[T](1) as pool:
        pool.add(lambda: [task(pool.stopping.wait)])
        return next(pool.items(cancelled))
