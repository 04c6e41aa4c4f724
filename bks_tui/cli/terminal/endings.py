"""Restore the terminal before a signal ends a command."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

# Not Ctrl-C: there Python unwinds the stack, which restores the terminal.
_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


@contextmanager
def restored_at_the_end(restore: Callable[[], None]) -> Iterator[None]:
    """Call `restore` before a signal ends the process within, which then ends by that signal as usual.

    A signal that the caller ignores (nohup) is ignored here too.
    """

    def end(number: int, _frame: FrameType | None) -> None:
        restore()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    previous = {number: signal.getsignal(number) for number in _ENDING}
    heeded = {number: handler for number, handler in previous.items() if handler is not signal.SIG_IGN}
    for number in heeded:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in heeded.items():
            signal.signal(number, handler)
