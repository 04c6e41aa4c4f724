"""Read text that may contain keys without leaving a trace: from a hidden prompt or a pipe."""

from __future__ import annotations

import re
import sys

from bks_tui.core.services import SERVICES
from bks_tui.storage.reading import read_text

# The argument that means standard input.
STANDARD_INPUT = "-"


def is_terminal() -> bool:
    """Whether standard input is a terminal."""
    return sys.stdin.isatty()


def read_pasted(request: str) -> str:
    """Ask for a paste, which is not shown."""
    from bks_tui.cli.terminal.hidden_prompt import read_hidden

    return read_hidden(f"{request}; then press enter on an empty line. Nothing is shown.")


def read_piped() -> str:
    """All of standard input. Raises FileError for more than fits into memory."""
    return read_text(sys.stdin.buffer, "standard input")


_PREFIXES = [
    prefix for service in SERVICES for prefix in (service.long_term_prefix, service.short_term_prefix) if prefix
]
_KEY = re.compile(rf"(?:{'|'.join(_PREFIXES)})[A-Za-z0-9+/=_%-]{{8}}|[A-Za-z0-9+=]{{40}}")


def looks_like_key(argument: str) -> bool:
    """Whether an argument may contain an API key or a part of one. In doubt, yes."""
    return _KEY.search(argument) is not None
