"""Ctrl-C in a command: stop the work in other threads before Python unwinds this one."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType


@contextmanager
def cancelled_by_interrupt(*, keep_result: bool = False, notice: str = "") -> Iterator[threading.Event]:
    """An event that Ctrl-C sets before KeyboardInterrupt is raised as usual.

    Without it, unwinding would wait for threads that do not know about the interruption. With
    `keep_result` the first Ctrl-C only sets the event, so that the work ends soon with its partial
    result; `notice` is printed then.
    """
    cancelled = threading.Event()

    def cancel(number: int, frame: FrameType | None) -> None:
        first = not cancelled.is_set()
        cancelled.set()
        if not (first and keep_result):
            signal.default_int_handler(number, frame)
        if notice:
            # Not through Python's buffer: this thread may be writing to it.
            with suppress(OSError):
                os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, f"\n{notice}\n".encode())

    previous = signal.signal(signal.SIGINT, cancel)
    try:
        yield cancelled
    finally:
        signal.signal(signal.SIGINT, previous)
