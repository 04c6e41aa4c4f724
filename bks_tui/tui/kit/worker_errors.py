"""Errors of a worker, reported to the screen: no thread fails silently."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bks_tui.core.errors import BksError
from bks_tui.storage.crash_report import unexpected


@contextmanager
def failures_to(report: Callable[[BksError], object]) -> Iterator[None]:
    """Report any failure inside; a fault of bks itself also writes a crash report."""
    try:
        yield
    except BksError as error:
        report(error)
    except Exception as fault:
        report(unexpected(fault))
