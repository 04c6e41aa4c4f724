"""The time, where nobody gives another: tests and the app bring their own clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timezone
from typing import TypeAlias

# The same moment by two clocks, in seconds: by the wall, and by one that nobody sets.
Clocks: TypeAlias = Callable[[], tuple[float, float]]


def utc_now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(timezone.utc)


def both_clocks() -> tuple[float, float]:
    """This moment by the wall clock, which continues while the machine sleeps, and by the monotonic one."""
    return time.time(), time.monotonic()
