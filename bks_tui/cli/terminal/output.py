"""Standard output: data, and nothing else."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from bks_tui.cli.terminal.messages import folded
from bks_tui.cli.terminal.streams import silence
from bks_tui.core.errors import FileError

if TYPE_CHECKING:
    from rich.console import RenderableType

# Wider than any table: in a pipe or a file nothing is folded.
_UNLIMITED = 100_000


def write(text: str) -> None:
    """Write finished, sanitized text with one line break at the end.

    If the reader has closed the pipe (`bks scan | head -1`), the rest is dropped and the command
    continues to its own exit code. Raises FileError for a full disk and similar errors.
    """
    try:
        click.echo(text.rstrip("\n"), color=True)
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        silence(sys.stdout)
        raise FileError(f"standard output cannot be written: {error.strerror}") from error


def write_lines(lines: Iterable[str]) -> None:
    """Write lines of sanitized text: folded with an indent on a terminal, otherwise whole."""
    if on_terminal():
        lines = ["\n".join(folded(line, width())) for line in lines]
    write("\n".join(lines))


def write_json(document: Mapping[str, object] | Sequence[object]) -> None:
    """Write JSON in ASCII: escapes keep every hostile character without any effect."""
    write(json.dumps(document, indent=2, ensure_ascii=True))


def write_json_line(document: Mapping[str, object]) -> None:
    """Write one line of JSON lines, in ASCII like `write_json`, at once."""
    write(json.dumps(document, ensure_ascii=True))


def width() -> int:
    """How many columns there are: those of the terminal, otherwise as many as needed."""
    return shutil.get_terminal_size().columns if on_terminal() else _UNLIMITED


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout.isatty()


def write_tables(tables: Iterable[RenderableType]) -> None:
    """Write tables of sanitized text: with the width and colours of the terminal, otherwise whole and plain."""
    # Rich takes a tenth of a second to import, which must not delay `bks --help`.
    from rich.console import Console

    terminal = on_terminal()
    console = Console(
        # Rich does not write itself: only `write` handles a closed pipe.
        file=io.TextIOWrapper(io.BytesIO(), encoding=sys.stdout.encoding),
        force_terminal=terminal,
        width=None if terminal else _UNLIMITED,
    )
    for number, table in enumerate(tables):
        with console.capture() as drawn:
            console.print(table)
        lines = (line.rstrip() for line in drawn.get().splitlines())
        write(("\n" if number else "") + "\n".join(lines))
