"""Journals that somebody edited, with a chain of hashes that verifies all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from bks_tui.storage.chained_lines import BEGINNING, digest_of
from bks_tui.storage.journal import Journal

Records: TypeAlias = list[dict[str, Any]]


def records_of(journal: Journal) -> Records:
    """The records of a journal."""
    return [json.loads(line.content) for line in journal.lines()]


def chained(records: Records) -> bytes:
    """Records as the lines of a journal, each with the hash of the one before."""
    lines, previous = [], BEGINNING
    for record in records:
        lines.append(json.dumps({**record, "previous": previous}).encode())
        previous = digest_of(lines[-1])
    return b"".join(line + b"\n" for line in lines)


def tamper(journal: Journal, edit: Callable[[Records], object]) -> None:
    """Edit the records of a journal, and make its chain anew."""
    records = records_of(journal)
    edit(records)
    journal.path.write_bytes(chained(records))
    assert journal.integrity_errors() == ()
