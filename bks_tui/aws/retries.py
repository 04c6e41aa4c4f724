"""Patience with throttling, beyond what botocore retries by itself.

Apart from botocore's retries because those cannot be cancelled and give up after seconds, while a
scan of a large account must slow down for as long as it takes and still answer escape at once.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from bks_tui.core.errors import CancelledError, ThrottledError

T = TypeVar("T")

# Waits for that many seconds; True if it was told to stop meanwhile (`threading.Event.wait`).
Wait: TypeAlias = Callable[[float], bool]


@dataclass(frozen=True, slots=True)
class RetryBudget:
    """How long throttling is waited out, in seconds: all pauses together, the first and the longest."""

    total: float = 120.0
    first: float = 1.0
    longest: float = 20.0


def pauses(patience: RetryBudget) -> Iterator[float]:
    """The pauses in seconds before the second attempt, the third … until the patience is used up."""
    waited, longest = 0.0, patience.first
    while waited < patience.total:
        # Jitter, or all threads that were throttled together would come back together.
        pause = random.uniform(longest / 2, longest)  # noqa: S311 - not for secrets
        yield pause
        waited += pause
        longest = min(longest * 2, patience.longest)


def retry_while_throttled(
    call: Callable[[], T], wait: Wait, patience: RetryBudget, interrupted: threading.Event | None = None
) -> T:
    """What `call` returns, asked again while AWS throttles it.

    Raises ThrottledError when the patience is used up or `interrupted` is set meanwhile, CancelledError when
    `wait` was told to stop.
    """
    before_next = pauses(patience)
    watched = interrupted if interrupted and not interrupted.is_set() else None
    while True:
        try:
            return call()
        except ThrottledError as throttled:
            pause = next(before_next, None)
            if pause is None:
                raise
            error = throttled
        if watched and watched.wait(pause):
            raise error
        if wait(0 if watched else pause):
            raise CancelledError("cancelled")
