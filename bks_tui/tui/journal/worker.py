"""The journal as the app reads it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bks_tui.core.account.account import Account
from bks_tui.core.scan.ownership import Deletion
from bks_tui.tui.response.worker import journal_of

if TYPE_CHECKING:
    from bks_tui.core.response.operation import Operation
    from bks_tui.tui.journal.state import JournalContents


@dataclass(frozen=True)
class InterruptedFound:
    """The interrupted operations of the journal, and the faults of the journal itself."""

    operations: tuple[Operation, ...]
    faults: tuple[str, ...]


def find_deletions(account: Account, _cancelled: threading.Event) -> Iterator[tuple[Deletion, ...]]:
    """Find in the journal which API keys of the account bks deleted. Raises BksError."""
    # Imported here, as in the others: nothing of the journal is needed before it is read.
    from bks_tui.core.response.deletions import deletions

    yield tuple(deletions(journal_of(demo=account.demo).operations(), account))


def find_interrupted(account: Account, _cancelled: threading.Event) -> Iterator[InterruptedFound]:
    """Find the interrupted operations of the account in the journal. Raises BksError."""
    from bks_tui.core.journal.history import is_of

    journal = journal_of(demo=account.demo)
    history = journal.history()
    operations = journal.interrupted_operations(history.operations)
    notes = (*history.faults, *filter(None, [history.gap]))
    yield InterruptedFound(tuple(each for each in operations if is_of(each, account)), notes)


def read_journal(demo: bool, _cancelled: threading.Event) -> Iterator[JournalContents]:
    """Read all operations of the journal. Raises BksError."""
    from bks_tui.tui.journal.state import JournalContents

    journal = journal_of(demo=demo, read_only=True)
    history = journal.history()
    interrupted = journal.interrupted_operations(history.operations)
    faults = (*history.faults, *filter(None, [history.gap]))
    ids = frozenset(operation.operation_id for operation in interrupted)
    yield JournalContents(journal.path, history.operations, ids, faults)
