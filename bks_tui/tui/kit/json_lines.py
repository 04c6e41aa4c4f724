"""JSON text as lines to read."""

from __future__ import annotations

import json

_MOST_LINES = 2_000


def json_lines(text: str) -> list[str]:
    """The text with an indent for each level, as far as it is JSON; the last line of a shortened one says so."""
    try:
        lines = json.dumps(json.loads(text), indent=2, ensure_ascii=False).splitlines()
    except (ValueError, RecursionError):
        lines = text.splitlines()
    left_out = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], f"… {left_out} more lines"] if left_out > 0 else lines
