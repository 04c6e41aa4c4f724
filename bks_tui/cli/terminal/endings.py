"""The end of a command by a signal: what it changed in the terminal is restored first."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

# Ctrl-C is none of them: Python unwinds then, and with it whatever is to be restored.
_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


@contextmanager
def restored_at_the_end(restore: Callable[[], None]) -> Iterator[None]:
    """Call `restore` before a signal ends the process within, which then ends by that signal as ever.

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
