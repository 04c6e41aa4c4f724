"""The real program on a pseudo-terminal, and the screen that a person would see."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pexpect
import pyte

_PATIENCE_SECONDS = 60


@dataclass
class Terminal:
    """A program on a terminal of a size; `sent` is every byte that it wrote, `pressed` the keys that were counted."""

    child: pexpect.spawn[bytes]
    screen: pyte.Screen
    stream: pyte.ByteStream
    sent: bytes = b""
    pressed: int = 0

    def until(self, seen: Callable[[list[str]], bool]) -> list[str]:
        """Read what the program writes until its screen is so; gives the screen's lines."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not seen(self.lines):
            assert time.monotonic() < deadline, "\n".join(self.lines)
            self.read(0.05)
        return self.lines

    def shows(self, *texts: str, gone: str | None = None) -> list[str]:
        """Read until all of `texts` are on the screen, and another text is not any more."""

        def seen(lines: list[str]) -> bool:
            screen = "\n".join(lines)
            return all(text in screen for text in texts) and not (gone and gone in screen)

        return self.until(seen)

    def falls_silent(self, seconds: float) -> None:
        """Read until the program has written nothing for so long, however many pieces it was still painting in."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while self.read(seconds):
            assert time.monotonic() < deadline, "\n".join(self.lines)
        assert self.child.isalive()

    def read(self, seconds: float) -> bytes:
        """What the program writes within a time; empty if nothing, or if it has ended."""
        try:
            written = self.child.read_nonblocking(65_536, seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return b""
        self.sent += written
        self.stream.feed(written)
        return bytes(written)

    def write(self, text: str) -> None:
        """Type."""
        self.child.send(text.encode())

    def press(self, *keys: str) -> None:
        """Press keys one after the other, and count them; `write` types without counting."""
        for key in keys:
            self.pressed += 1
            self.write(key)

    def paste(self, text: str) -> None:
        """Paste as a terminal does: in brackets, with carriage returns for line breaks."""
        self.write("\x1b[200~" + text.replace("\n", "\r") + "\x1b[201~")

    def resize(self, columns: int, rows: int) -> None:
        """Resize the window, which notifies the program."""
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def ended(self) -> int | None:
        """Wait for the program to end; gives its exit code."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while self.child.isalive():
            assert time.monotonic() < deadline, "\n".join(self.lines)
            self.read(0.05)
        return self.child.exitstatus

    @property
    def lines(self) -> list[str]:
        """The screen as lines of text."""
        return [line.rstrip() for line in self.screen.display]


def heed_signals() -> None:
    """Ignore no key that interrupts or quits, as all do that a script has started in the background."""
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def on_terminal(
    words: list[str], variables: Mapping[str, str], size: tuple[int, int], directory: Path | None = None
) -> Iterator[Terminal]:
    """Run a program in a directory, on a terminal of `size` columns and rows, and end it in the end."""
    columns, rows = size
    child: pexpect.spawn[bytes] = pexpect.spawn(
        words[0],
        words[1:],
        env={**variables, "TERM": "xterm-256color"},
        dimensions=(rows, columns),
        cwd=str(directory) if directory else None,
        preexec_fn=heed_signals,
    )
    screen = pyte.Screen(columns, rows)
    try:
        yield Terminal(child, screen, pyte.ByteStream(screen))
    finally:
        try:
            child.close(force=True)
        except pexpect.ExceptionPexpect:
            # It was killed; a busy machine takes longer over that than pexpect waits.
            child.wait()
