"""Text that may hold keys, from where it leaves no trace: a hidden prompt or a pipe."""

from __future__ import annotations

import codecs
import sys

# What stands for standard input among arguments.
STANDARD_INPUT = "-"


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
    utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if utf_16 else "utf-8", errors="replace")
