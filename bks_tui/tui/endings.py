"""The end of the app by a signal or because its terminal is gone, within a deadline.

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

# The time for a running step to end; the journal records an unfinished one.
_GRACE_SECONDS = 10.0

# What Textual switches on, off: pastes and focus marked, mouse, keyboard protocol, alternate screen, hidden cursor,
# lines that do not wrap.
_RESTORE = (
    b"\x1b[?2004l\x1b[?1004l\x1b[?1016l\x1b[?1006l\x1b[?1015l\x1b[?1003l\x1b[?1000l\x1b[?2048l\x1b[?7h\x1b[<u"
    b"\x1b[?1049l\x1b[?25h"
)


class Endings:
    """Waits for a signal or the loss of the terminal, and ends the app: `number` is the signal, or 0.

    `leave` asks the app to end with an exit code; it is called in another thread, and may come too early or too late.
    """

    def __init__(self, leave: Callable[[int], object]) -> None:
        self._leave = leave
        self._terminal = sys.__stdin__.fileno() if sys.__stdin__ else 0
        self._before = _mode(self._terminal)
        # Written to by a handler, which can do nothing else that is safe wherever it interrupts.
        self._signalled, self._signal_pipe = os.pipe()
        self.number = 0

    def await_in_background(self) -> None:
        """From here on, a signal or the loss of the terminal ends the app. An ignored signal (nohup) stays so."""
        for number in _ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._note)
        threading.Thread(target=self._watch, name="bks-endings", daemon=True).start()

    def _note(self, number: int, _frame: FrameType | None) -> None:
        os.write(self._signal_pipe, bytes([number]))

    def _watch(self) -> None:
        waiting = select.poll()
        waiting.register(self._signalled, select.POLLIN)
        if os.isatty(self._terminal):
            waiting.register(self._terminal, 0)
        (descriptor, found), *_ = waiting.poll()
        if descriptor == self._signalled:
            self.number = os.read(self._signalled, 1)[0]
        elif found & select.POLLNVAL:
            # This system cannot poll a terminal.
            self.number = os.read(self._signalled, 1)[0]
        else:
            self.number = signal.SIGHUP
            _detach()
        self._leave(self.exit_code)
        # The process has ended by now, unless something is stuck.
        time.sleep(_GRACE_SECONDS)
        self._restore()
        os._exit(self.exit_code)

    @property
    def exit_code(self) -> int:
        """The exit code of a process that was ended by a signal, as in a shell."""
        return 128 + self.number

    def _restore(self) -> None:
        """Restore the terminal without Textual, which no longer responds."""
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
    """Replace a terminal that is gone by a silent pipe and the null device, so that nothing spins or fails on it."""
    silent, _ = os.pipe()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 0)
    for output in (1, 2):
        os.dup2(nowhere, output)
