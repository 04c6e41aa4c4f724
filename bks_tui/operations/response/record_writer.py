"""The records of one operation on their way to the journal: a journal that cannot be written prevents no rollback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from bks_tui.core.errors import FileError
from bks_tui.core.journal import records as operation_records
from bks_tui.core.journal.records import JournalRecord
from bks_tui.core.response.operation import Operation
from bks_tui.storage.journal import Journal, Reserve, line_of

# More than a record has beside what the plan holds already: its names, the moment, the hash, an error of AWS.
_BYTES_A_RECORD = 4_096


class RecordWriter:
    """Writes the records of one operation.

    What comes before a call to AWS is required: where it cannot be written, the call is not made. What comes
    after one is kept instead, so that whatever was started is still verified, rolled back and reported.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._reserve: Reserve | None = None
        self._unwritten: list[JournalRecord] = []
        self.failure: FileError | None = None

    @property
    def unwritten(self) -> tuple[str, ...]:
        """The records that are not in the journal, as lines of JSON in ASCII."""
        return tuple(json.dumps(record, ensure_ascii=True) for record in self._unwritten)

    @contextmanager
    def operation(self, operation: Operation) -> Iterator[None]:
        """Mark the operation as running, with space for all its records, and record that it starts.

        Raises FileError where that cannot be: nothing was changed then.
        """
        begun = operation_records.operation_started(operation)
        with self._journal.hold_lock(operation.operation_id, _size(operation, begun)) as self._reserve:
            self.require(begun)
            yield

    def require(self, record: JournalRecord) -> None:
        """Write a record before the call that it announces. Raises FileError: then the call must not be made."""
        if self.failure is None:
            self._try(record)
        if self.failure is not None:
            raise self.failure

    def write(self, record: JournalRecord) -> None:
        """Write a record of what happened already, or keep it. After the first that failed all are kept, in order."""
        if self.failure is None:
            self._try(record)
        if self.failure is not None:
            self._unwritten.append(record)

    def _try(self, record: JournalRecord) -> None:
        try:
            self._journal.write(record)
        except FileError:
            self._release()
            try:
                self._journal.write(record)
            except FileError as error:
                self.failure = error

    def _release(self) -> None:
        if self._reserve is not None:
            self._reserve.release()


def _size(operation: Operation, begun: JournalRecord) -> int:
    """How much its records may take at most: each change of the plan is in one, and what rolls it back in another."""
    undo = sum(len(step.undo) for step in operation.plan.steps)
    return 2 * len(line_of(begun, "")) + _BYTES_A_RECORD * (2 * len(operation.plan.steps) + 2 * undo + 4)
