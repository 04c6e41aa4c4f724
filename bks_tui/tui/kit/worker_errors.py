"""What goes wrong in a worker, told to the screen: nothing that is read in a thread ends in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bks_tui.core.errors import BksError
from bks_tui.storage.crash_report import unexpected


@contextmanager
def failures_to(tell: Callable[[BksError], object]) -> Iterator[None]:
    """Tell any failure inside; a fault of bks itself also leaves its crash file."""
    try:
        yield
    except BksError as error:
        tell(error)
    except Exception as fault:
        tell(unexpected(fault))
