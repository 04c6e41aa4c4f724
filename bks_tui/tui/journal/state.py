"""What the journal screen knows: the operations of the journal, which of them are interrupted, and the filter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from bks_tui.core.errors import BksError
from bks_tui.core.filter.match import FilteredRows, filter_rows, text_test
from bks_tui.core.journal.filter_fields import OPERATION_FIELDS
from bks_tui.core.response.operation import Operation


@dataclass(frozen=True)
class JournalContents:
    """The operations of the journal, the earliest first; `faults` is what is wrong with the file, a sentence each.

    `interrupted` are the ids of those that ended without an outcome, and that no process is running.
    """

    path: Path
    operations: tuple[Operation, ...]
    interrupted: frozenset[str]
    faults: tuple[str, ...]


class OperationState(Enum):
    """What became of an operation that has no outcome of its own, or another one since; the value is the word."""

    UNDONE = "undone"
    RESUMED = "resumed"
    INTERRUPTED = "INTERRUPTED"
    RUNNING = "running"


@dataclass
class JournalState:
    """The journal as it was read last, and the text that its list is filtered by."""

    contents: JournalContents | None = None
    error: BksError | None = None
    text: str = ""

    def read(self, contents: JournalContents) -> None:
        """Take what was read."""
        self.contents, self.error = contents, None

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All operations, the earliest first."""
        return self.contents.operations if self.contents else ()

    def shown(self, now: datetime) -> FilteredRows[Operation]:
        """The operations that the filter leaves, the latest first."""
        return filter_rows(self.operations[::-1], text_test(self.text, OPERATION_FIELDS, now))

    def of_id(self, operation_id: str | None) -> Operation | None:
        """The operation of this id."""
        return next((each for each in self.operations if each.operation_id == operation_id), None)

    def state_of(self, operation: Operation) -> OperationState | None:
        """What became of an operation; None where its outcome says it."""
        if operation.undone_by:
            return OperationState.UNDONE
        if operation.continued_by:
            return OperationState.RESUMED
        if operation.outcome:
            return None
        interrupted = self.contents.interrupted if self.contents else ()
        return OperationState.INTERRUPTED if operation.operation_id in interrupted else OperationState.RUNNING

    def word_of(self, operation: Operation) -> str:
        """What became of an operation, in one or two words."""
        state = self.state_of(operation)
        return state.value if state else operation.outcome.label if operation.outcome else ""
