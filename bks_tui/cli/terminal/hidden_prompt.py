"""Text typed or pasted into the terminal without being shown there.

`getpass` would do for one short line: it ends at the first line break, and the terminal's own line
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

# A terminal that knows bracketed paste marks where a paste begins and ends.
_MARK_PASTES, _MARK_NO_PASTES = "\x1b[?2004h", "\x1b[?2004l"
_PASTE_BEGINS, _PASTE_ENDS = b"\x1b[200~", b"\x1b[201~"
_PASTE_MARKS = re.compile(rb"\x1b\[20[01]~")
_END_OF_INPUT = b"\x04"
_CHUNK = 65_536

# The rest of a paste arrives sooner than this; a person's next key press does not.
_PAUSE = 0.05


def read_hidden(prompt: str) -> str:
    """Ask on standard error, and read the terminal up to an empty line or ctrl-d, showing nothing."""
    descriptor = sys.stdin.fileno()
    with _Hidden(descriptor, prompt, termios.tcgetattr(descriptor)).until_read():
        received = _receive(descriptor)
    return _PASTE_MARKS.sub(b"", received).decode(errors="replace")


@dataclass(frozen=True)
class _Hidden:
    """A terminal without echo and line editing, whose mode was `before`; ctrl-c and ctrl-z work as ever."""

    descriptor: int
    prompt: str
    before: list[Any]

    @contextmanager
    def until_read(self) -> Iterator[None]:
        """Hide within; show again at every end, and while the process is stopped."""
        previous = {number: signal.getsignal(number) for number in (signal.SIGTSTP, signal.SIGCONT)}
        # In place before anything is hidden: what stops or ends the process in between finds them.
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
        """Show nothing from here on, and ask. Raises termios.error for a terminal that is gone."""
        hidden = termios.tcgetattr(self.descriptor)
        hidden[3] &= ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(self.descriptor, termios.TCSADRAIN, hidden)
        _tell(f"{self.prompt}{_MARK_PASTES}\n")

    def show(self) -> None:
        """The terminal as it was before."""
        with suppress(termios.error):
            # Flushed: what is left of a paste must not reach the shell.
            termios.tcsetattr(self.descriptor, termios.TCSAFLUSH, self.before)
        _tell(_MARK_NO_PASTES)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        """Ctrl-z: the shell gets the terminal as it was."""
        self.show()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.signal(number, self._stop)

    def _continue(self, _number: int, _frame: FrameType | None) -> None:
        """Whatever stopped the process, the shell has set a mode of its own since."""
        with suppress(termios.error):
            self.hide()


def _tell(text: str) -> None:
    """Write past Python's buffers, which a signal may have interrupted; nobody may be there to see it."""
    with suppress(OSError):
        os.write(sys.stderr.fileno(), text.encode())


def _receive(descriptor: int) -> bytes:
    received = bytearray()
    pasting = False
    while True:
        chunk = _read(descriptor)
        received += chunk
        recent = received[-len(chunk) - len(_PASTE_BEGINS) :]
        begun, ended = recent.rfind(_PASTE_BEGINS), recent.rfind(_PASTE_ENDS)
        pasting = begun > ended if begun != ended else pasting
        if not chunk or (not pasting and _complete(received) and not select.select([descriptor], [], [], _PAUSE)[0]):
            return bytes(received).removesuffix(_END_OF_INPUT)


def _read(descriptor: int) -> bytes:
    """What was typed; nothing once the terminal is gone."""
    try:
        return os.read(descriptor, _CHUNK)
    except OSError:
        return b""


def _complete(received: bytearray) -> bool:
    """Whether an empty line or ctrl-d came last."""
    return received.endswith((b"\n\n", _PASTE_ENDS + b"\n", _END_OF_INPUT)) or received == b"\n"
