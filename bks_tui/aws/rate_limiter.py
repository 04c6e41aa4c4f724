"""A rate limiter for calls with a published rate: the next call waits for its turn.

Separate from `retries`, which is for unpublished rates: repeated throttling costs more time than
keeping to the rate.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from bks_tui.aws.retries import Wait
from bks_tui.core.errors import CancelledError


class RateLimiter:
    """Turns that are at least `interval` seconds apart, for all threads that share it.

    `wait` waits for so many seconds and returns True if it was stopped; `clock` is in seconds.
    """

    def __init__(self, interval: float, wait: Wait, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = interval
        self._wait = wait
        self._clock = clock
        self._lock = threading.Lock()
        self._next_turn = clock()

    def acquire(self) -> None:
        """Wait for the next turn. Raises CancelledError when `wait` was stopped."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._next_turn)
            self._next_turn = turn + self._interval
        if turn > now and self._wait(turn - now):
            raise CancelledError("cancelled")
