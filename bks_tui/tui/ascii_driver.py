"""A terminal whose locale lacks line drawing: what it cannot show becomes ASCII of the same width."""

from __future__ import annotations

import codecs
import locale
import sys

from rich.cells import cell_len
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

_EQUIVALENTS = {
    "-": "─╌┄–—",
    # The frame of the pane in use.
    "=": "━═▄▅",
    "|": "│┃║▌▐▏▕",
    "+": "╭╮╰╯┌┐└┘├┤┬┴┼┏┓┗┛╔╗╚╝",
    ">": "›→»",
    "<": "←«",
    "^": "↑",
    "v": "↓",
    "*": "◉•●",
    "o": "∅○",
    "~": "…",
    ",": "·",
    ".": "▁",
    ":": "▂▃",
    "#": "▆▇█",
}
_ASCII = {ord(character): ascii_one for ascii_one, others in _EQUIVALENTS.items() for character in others}


def in_encoding(text: str, encoding: str) -> str:
    """`text` as a terminal of this encoding can show it, in the same number of cells."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_shown(character, encoding) for character in text)
    return text


def _shown(character: str, encoding: str) -> str:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return _ASCII.get(ord(character), "?" * cell_len(character))
    return character


def terminal_encoding() -> str:
    """The encoding of the locale; ASCII if Python writes another one, as it does in the locale C."""
    codeset = locale.nl_langinfo(locale.CODESET)
    written = sys.__stderr__.encoding if sys.__stderr__ else "ascii"
    try:
        is_written = codecs.lookup(codeset) == codecs.lookup(written)
    except LookupError:
        return "ascii"
    return codeset if is_written else "ascii"


class AsciiDriver(LinuxDriver):
    """Writes only what the terminal can show."""

    def write(self, data: str) -> None:
        """Write it."""
        super().write(in_encoding(data, terminal_encoding()))


def terminal_driver() -> type[Driver] | None:
    """The driver for the locale of this process; None for the one that Textual chooses."""
    return None if codecs.lookup(terminal_encoding()).name == "utf-8" else AsciiDriver
