"""Text that may hold keys, from where it leaves no trace: a hidden prompt or a pipe."""

from __future__ import annotations

import sys

from bks_tui.reading import read_text

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
    """All of standard input. Raises FileError for more than fits into memory."""
    return read_text(sys.stdin.buffer, "standard input")
