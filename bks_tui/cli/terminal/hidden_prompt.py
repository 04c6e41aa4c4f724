"""Read text from the terminal without showing it.

`getpass` is enough for one short line only: it ends at the first line break, and the terminal's own line
editing drops what goes beyond 4,095 characters, which a short-term key may.
"""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any

from bks_tui.cli.terminal.endings import restored_at_the_end

# A terminal with bracketed paste marks the start and the end of a paste.
_MARK_PASTES, _MARK_NO_PASTES = "\x1b[?2004h", "\x1b[?2004l"
_PASTE_BEGINS, _PASTE_ENDS = b"\x1b[200~", b"\x1b[201~"
_PASTE_MARKS = re.compile(rb"\x1b\[20[01]~")
_END_OF_INPUT = b"\x04"
_CHUNK = 65_536

# The rest of a paste arrives faster than this; the next key press of a person does not.
_PAUSE = 0.05


def read_hidden(prompt: str) -> str:
    """Ask on standard error, and read the terminal up to an empty line or ctrl-d, showing nothing."""
    descriptor = sys.stdin.fileno()
    with _Hidden(descriptor, prompt, termios.tcgetattr(descriptor)).until_read():
        received = _receive(descriptor)
    return _PASTE_MARKS.sub(b"", received).decode(errors="replace")


@dataclass(frozen=True)
class _Hidden:
    """A terminal without echo and line editing, whose mode was `before`; ctrl-c and ctrl-z work as usual."""

    descriptor: int
    prompt: str
    before: list[Any]

    @contextmanager
    def until_read(self) -> Iterator[None]:
        """Hide input inside the block; show it again at the end and while the process is stopped."""
        previous = {number: signal.getsignal(number) for number in (signal.SIGTSTP, signal.SIGCONT)}
        # Installed before input is hidden, so that a signal in between finds them.
        with restored_at_the_end(self.show):
            signal.signal(signal.SIGTSTP, self._stop)
            signal.signal(signal.SIGCONT, self._continue)
            try:
                self.hide()
                yield
            finally:
                for number, handler in previous.items():
                    signal.signal(number, handler)
                self.show()

    def hide(self) -> None:
        """Hide input and print the prompt. Raises termios.error if the terminal has closed."""
        hidden = termios.tcgetattr(self.descriptor)
        hidden[3] &= ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(self.descriptor, termios.TCSADRAIN, hidden)
        _write(f"{self.prompt}{_MARK_PASTES}\n")

    def show(self) -> None:
        """Restore the terminal."""
        with suppress(termios.error):
            # Flushed: the rest of a paste must not reach the shell.
            termios.tcsetattr(self.descriptor, termios.TCSAFLUSH, self.before)
        _write(_MARK_NO_PASTES)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        """Ctrl-z: restore the terminal for the shell."""
        self.show()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.signal(number, self._stop)

    def _continue(self, _number: int, _frame: FrameType | None) -> None:
        """After a stop the shell has set its own terminal mode, so hide input again."""
        with suppress(termios.error):
            self.hide()


def _write(text: str) -> None:
    """Write without Python's buffers, which a signal may have interrupted. The terminal may have closed."""
    with suppress(OSError):
        os.write(sys.stderr.fileno(), text.encode())


def _receive(descriptor: int) -> bytes:
    received = bytearray()
    pasting = False
    while True:
        chunk = _read(descriptor)
        received += chunk
        recent = received[-len(chunk) - len(_PASTE_BEGINS) :]
        started, ended = recent.rfind(_PASTE_BEGINS), recent.rfind(_PASTE_ENDS)
        pasting = started > ended if started != ended else pasting
        if not chunk or (not pasting and _complete(received) and not select.select([descriptor], [], [], _PAUSE)[0]):
            return bytes(received).removesuffix(_END_OF_INPUT)


def _read(descriptor: int) -> bytes:
    """The input; empty when the terminal has closed."""
    try:
        return os.read(descriptor, _CHUNK)
    except OSError:
        return b""


def _complete(received: bytearray) -> bool:
    """Whether the input ends with an empty line or ctrl-d."""
    return received.endswith((b"\n\n", _PASTE_ENDS + b"\n", _END_OF_INPUT)) or received == b"\n"
