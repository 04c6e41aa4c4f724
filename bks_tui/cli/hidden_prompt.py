"""Text typed or pasted into the terminal without being shown there.

`getpass` would do for one short line: it ends at the first line break, and the terminal's own line
editing drops what goes beyond 4,095 characters, which a short-term key may.
"""

from __future__ import annotations

import os
import re
import select
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager

import click

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
    with _hidden(descriptor):
        click.echo(prompt + _MARK_PASTES, err=True)
        try:
            received = _receive(descriptor)
        finally:
            click.echo(_MARK_NO_PASTES, nl=False, err=True)
    return _PASTE_MARKS.sub(b"", received).decode(errors="replace")


@contextmanager
def _hidden(descriptor: int) -> Iterator[None]:
    """The terminal without echo and line editing; ctrl-c works as ever."""
    before = termios.tcgetattr(descriptor)
    hidden = termios.tcgetattr(descriptor)
    hidden[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(descriptor, termios.TCSADRAIN, hidden)
    try:
        yield
    finally:
        # Flushed: what is left of a paste must not reach the shell.
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)


def _receive(descriptor: int) -> bytes:
    received = bytearray()
    pasting = False
    while True:
        chunk = os.read(descriptor, _CHUNK)
        received += chunk
        recent = received[-len(chunk) - len(_PASTE_BEGINS) :]
        begun, ended = recent.rfind(_PASTE_BEGINS), recent.rfind(_PASTE_ENDS)
        pasting = begun > ended if begun != ended else pasting
        if not chunk or (not pasting and _complete(received) and not select.select([descriptor], [], [], _PAUSE)[0]):
            return bytes(received).removesuffix(_END_OF_INPUT)


def _complete(received: bytearray) -> bool:
    """Whether an empty line or ctrl-d came last."""
    return received.endswith((b"\n\n", _PASTE_ENDS + b"\n", _END_OF_INPUT)) or received == b"\n"
