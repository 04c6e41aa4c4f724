"""Labelled lines of a plan or an operation as text, harmless, folded under themselves."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from bks_tui.core.response.operation import Operation
from bks_tui.core.response.plan_text import Row
from bks_tui.core.text import sanitize
from bks_tui.export import formatting as words

# The longest label that a person often sees, and two spaces.
_LABEL = 12
_LEAST_TEXT = 20


def row_lines(rows: Iterable[Row], width: int | None) -> Iterator[str]:
    """The rows as lines of at most `width` characters; None folds nothing. A command is folded, and never cut."""
    for row in rows:
        label, text = sanitize(row.label), sanitize(row.text, words.LONGEST)
        first = f"{label:>{_LABEL}}  "
        if width is None:
            yield first + text
            continue
        indent = " " * (_LABEL + 2)
        yield from textwrap.wrap(
            text,
            max(width, len(first) + _LEAST_TEXT),
            initial_indent=first,
            subsequent_indent=indent,
            break_on_hyphens=False,
        ) or [first.rstrip()]


def operation_line(operation: Operation) -> str:
    """An operation in one line: its id, when, what, and how it ended."""
    ended = operation.outcome.label if operation.outcome else "unfinished"
    undone = f", undone by {operation.undone_by[:8]}" if operation.undone_by else ""
    continued = f", resumed by {operation.continued_by[:8]}" if operation.continued_by else ""
    sentence = (
        f"{operation.operation_id[:8]}  {words.format_seconds_utc(operation.begun_at)}  {operation.plan.title}: {ended}"
    )
    return sanitize(f"{sentence}{continued}{undone}", words.LONGEST)
