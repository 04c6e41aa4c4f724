"""How many bytes the app sends to the terminal for what a person does: what matters over a slow line."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.table import Table
from tests.support.command import command, environment
from tests.support.terminal import Terminal, on_terminal

SIZES = ((80, 24), (120, 40))

# What is done, and with which keys.
DONE = (
    ("down a row", "j"),
    ("down a page", "\x1b[6~"),
    ("to the detail", "2"),
    ("back to the list", "\x1b"),
    ("the help", "?"),
    ("close it", "\x1b"),
    ("open the filter", "/"),
    ("a letter of it", "x"),
    ("clear it", "\x1b"),
    ("the plan of a containment", "C"),
    ("close it unwritten", "\x1b"),
)


def bytes_of(terminal: Terminal, keys: str) -> int:
    """What keys make the app send until it is silent."""
    before = len(terminal.sent)
    terminal.write(keys)
    terminal.falls_silent(0.7)
    return len(terminal.sent) - before


def column(size: tuple[int, int]) -> list[int]:
    """The bytes of the start, of a second in which nothing happens, and of each thing done."""
    with (
        tempfile.TemporaryDirectory() as home,
        on_terminal(command("--demo"), environment(Path(home)), size) as terminal,
    ):
        terminal.shows("INCOMPLETE")
        terminal.falls_silent(1)
        return [len(terminal.sent), len(terminal.read(1)), *(bytes_of(terminal, keys) for _, keys in DONE)]


def tables() -> Iterator[Table]:
    """Two sizes of window."""
    names = ("start and a scan of 52 users", "a second of rest", *(name for name, _ in DONE))
    rows = list(zip(names, *(column(size) for size in SIZES), strict=True))
    headings = ("", *(f"{columns} by {rows_}, bytes" for columns, rows_ in SIZES))
    yield Table("Bytes to the terminal", headings, rows, "256 colours, the demo account.")
