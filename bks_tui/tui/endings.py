"""The end of the app by a signal, or because its terminal is gone: in order, and within a deadline.

Textual handles none of SIGTERM, SIGQUIT and SIGHUP, and reads a terminal that is gone over and over.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)

# A step that was begun is given so long to end; what is not over then is in the journal.
_GRACE_SECONDS = 10.0

# What Textual switches on, off: pastes and focus marked, mouse, keyboard protocol, alternate screen, hidden cursor,
# lines that do not wrap.
_RESTORE = (
    b"\x1b[?2004l\x1b[?1004l\x1b[?1016l\x1b[?1006l\x1b[?1015l\x1b[?1003l\x1b[?1000l\x1b[?2048l\x1b[?7h\x1b[<u"
    b"\x1b[?1049l\x1b[?25h"
)


class Endings:
    """Waits for what ends the app, and ends it: `number` is the signal that did, or 0.

    `leave` asks the app to end with an exit code; it is called in another thread, and may come too early or too late.
    """

    def __init__(self, leave: Callable[[int], object]) -> None:
        self._leave = leave
        self._terminal = sys.__stdin__.fileno() if sys.__stdin__ else 0
        self._before = _mode(self._terminal)
        # Written to by a handler, which can do nothing else that is safe wherever it interrupts.
        self._told, self._tell = os.pipe()
        self.number = 0

    def await_in_background(self) -> None:
        """From here on, a signal or the loss of the terminal ends the app. An ignored signal (nohup) stays so."""
        for number in _ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._note)
        threading.Thread(target=self._watch, name="bks-endings", daemon=True).start()

    def _note(self, number: int, _frame: FrameType | None) -> None:
        os.write(self._tell, bytes([number]))

    def _watch(self) -> None:
        waiting = select.poll()
        waiting.register(self._told, select.POLLIN)
        if os.isatty(self._terminal):
            waiting.register(self._terminal, 0)
        (descriptor, found), *_ = waiting.poll()
        if descriptor == self._told:
            self.number = os.read(self._told, 1)[0]
        elif found & select.POLLNVAL:
            # A system that cannot watch a terminal so.
            self.number = os.read(self._told, 1)[0]
        else:
            self.number = signal.SIGHUP
            _detach()
        self._leave(self.exit_code)
        # The process has ended before, unless something is stuck.
        time.sleep(_GRACE_SECONDS)
        self._restore()
        os._exit(self.exit_code)

    @property
    def exit_code(self) -> int:
        """What a shell calls the end by a signal."""
        return 128 + self.number

    def _restore(self) -> None:
        """Restore the terminal past Textual, which answers no more."""
        with suppress(termios.error):
            if self._before:
                termios.tcsetattr(self._terminal, termios.TCSANOW, self._before)
        with suppress(OSError):
            # Without waiting for a terminal that is stopped.
            os.write(os.open("/dev/tty", os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY), _RESTORE)


def _mode(terminal: int) -> list[Any] | None:
    with suppress(termios.error):
        return termios.tcgetattr(terminal)
    return None


def _detach() -> None:
    """Put a silent pipe and nowhere in the place of a terminal that is gone, so that nothing spins or fails on it."""
    silent, _ = os.pipe()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 0)
    for output in (1, 2):
        os.dup2(nowhere, output)
