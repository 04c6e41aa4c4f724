"""Text that may hold keys, from where it leaves no trace: a hidden prompt or a pipe."""

from __future__ import annotations

import codecs
import sys

# What stands for standard input among arguments.
STANDARD_INPUT = "-"

_LOOKED_AT = 4_096


def is_terminal() -> bool:
    """Whether a person types standard input."""
    return sys.stdin.isatty()


def read_pasted(request: str) -> str:
    """Ask the person for it; what they paste is not shown."""
    from bks_tui.cli.hidden_prompt import read_hidden

    return read_hidden(f"{request}; then press enter on an empty line. Nothing is shown.")


def read_piped() -> str:
    """All of standard input."""
    return as_text(sys.stdin.buffer.read())


def as_text(content: bytes) -> str:
    """Text from a file or pipe: UTF-8, or UTF-16 as PowerShell writes it; what is neither is no part of a key."""
    return content.decode(_encoding(content[:_LOOKED_AT]), errors="replace")


def _encoding(start: bytes) -> str:
    """Without a mark, UTF-16 is known by every other byte, which is NUL in a text that holds keys."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if zeros.count(0) > len(start) / 3:
            return encoding
    return "utf-8"
