"""Ctrl-C in a command: work in other threads is told to stop before Python unwinds this one."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def cancelled_by_interrupt() -> Iterator[threading.Event]:
    """An event that Ctrl-C sets, and then KeyboardInterrupt as ever.

    Without it, unwinding would wait for threads that nobody has told to stop.
    """
    cancelled = threading.Event()

    def cancel(number: int, frame: FrameType | None) -> None:
        cancelled.set()
        signal.default_int_handler(number, frame)

    previous = signal.signal(signal.SIGINT, cancel)
    try:
        yield cancelled
    finally:
        signal.signal(signal.SIGINT, previous)
