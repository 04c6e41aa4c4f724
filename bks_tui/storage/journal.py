"""What bks does in AWS: one private file, a line before each call and after it, on the disk before AWS is asked.

Each line is a JSON object that holds the hash of the line before it, so that a change, an insertion or a
removal shows; only lines removed at the end leave no trace here. Several processes may write at once.
"""

from __future__ import annotations

import fcntl
import os
import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from platformdirs import user_state_path

from bks_tui.core.account.account import Account, SessionChoice
from bks_tui.core.account.bks_command import bks_command
from bks_tui.core.errors import FileError, ReadOnlyError
from bks_tui.core.journal.history import History
from bks_tui.core.journal.records import replay_operations
from bks_tui.core.response.operation import Operation
from bks_tui.storage import chained_file
from bks_tui.storage.chained_file import append_record, opened
from bks_tui.storage.chained_lines import (
    BEGINNING,
    MOST_READ,
    Chain,
    ForeignLineError,
    Line,
    read_lines,
    skip_to_last,
)
from bks_tui.storage.person import person
from bks_tui.storage.private_file import private_directory

SCHEMA = "bks.journal/2"

_REMEDY = "bks changes nothing in AWS without a journal: make the directory writable, or name another with --journal."
_FOREIGN_REMEDY = "Nothing was changed. Move the file to another directory; bks then creates a new one."
_NOT_IN_AN_ID = re.compile(r"[^0-9A-Za-z-]")
_MB = 2**20

# On some systems the directories for settings and crash files are this one, or in it.
_OWN_NAMES = {"under-way", "demo", "log", "config.toml", "view.json"}


def default_directory(*, demo: bool) -> Path:
    """Where the journal of this person on this machine is; what is done in the demo account is kept apart."""
    directory = user_state_path("bks", appauthor=False)
    return directory / "demo" if demo else directory


class Reserve:
    """Space on the disk that is kept free for the records of an operation."""

    def __init__(self, descriptor: int, size: int) -> None:
        """Raises OSError where there is not that much."""
        self._descriptor = descriptor
        os.ftruncate(descriptor, 0)
        # Random, so that a file system that compresses does not promise more than it has.
        chained_file.write_all(descriptor, os.urandom(size))

    def release(self) -> None:
        """Give the space back, for the records that need it now."""
        with suppress(OSError):
            os.ftruncate(self._descriptor, 0)
            os.fsync(self._descriptor)


class Journal:
    """The journal in a directory. Every method raises FileError where it cannot be used.

    In `read_only` mode those that would write raise ReadOnlyError.
    """

    def __init__(self, directory: Path, *, read_only: bool = False) -> None:
        self.directory = directory
        self.read_only = read_only
        self.path = directory / "journal.jsonl"

    def command(self, *words: str, of: Account | None = None) -> str:
        """A command on this journal as it can be run; `of` is the account where it needs one."""
        choice = SessionChoice(demo=True) if self.directory == default_directory(demo=True) else None
        usual = [default_directory(demo=demo) for demo in (False, True)]
        directory = None if self.directory in usual else str(self.directory.absolute())
        return bks_command(of or choice, "journal", *words, journal=directory)

    def write(self, record: Mapping[str, Any]) -> None:
        """Add a record. It is on the disk when this returns."""
        self._require_write_allowed()
        with self._writing():
            private_directory(self.directory, is_own)
            with opened(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT) as descriptor:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                append_record(descriptor, _complete(record))

    def lines(self) -> Iterator[Line]:
        """The file line by line, as it is read. There may be none yet."""
        with self._reading() as file:
            if file:
                yield from read_lines(file)

    def history(self, most: int = MOST_READ) -> History:
        """The records in the last `most` bytes; what is before is a gap. Lines that are no records are skipped."""
        with self._reading() as file:
            if file is None:
                return History()
            skipped, passed_over = skip_to_last(file, most)
            chain = Chain(None if skipped else BEGINNING, SCHEMA)
            chain.skip(passed_over)
            operations = replay_operations(chain.records(read_lines(file)))
            return History(operations, tuple(chain.faults), tuple(chain.breaks), self._gap(skipped, most))

    def operations(self) -> tuple[Operation, ...]:
        """The operations of its history."""
        return self.history().operations

    def verify(self) -> tuple[int, tuple[str, ...]]:
        """How many lines the whole file has, and what is wrong with them: changed, added, removed, broken off."""
        chain = Chain(BEGINNING, SCHEMA)
        for _ in chain.records(self.lines()):
            pass
        return chain.count, tuple(chain.faults)

    def integrity_errors(self) -> tuple[str, ...]:
        """What is wrong with the whole file, a sentence each."""
        return self.verify()[1]

    @contextmanager
    def hold_lock(self, operation_id: str, reserve: int = 0) -> Iterator[Reserve]:
        """Mark an operation as running, for other processes to see, and `reserve` bytes of the disk for its records.

        It is let go however this one ends.
        """
        self._require_write_allowed()
        path = self._lock(operation_id)
        with self._writing():
            private_directory(self.directory, is_own)
            private_directory(path.parent)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            with self._writing():
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                kept = Reserve(descriptor, reserve)
            yield kept
        finally:
            path.unlink(missing_ok=True)
            os.close(descriptor)

    def interrupted_operations(self, operations: tuple[Operation, ...] | None = None) -> tuple[Operation, ...]:
        """The operations, of all or of these, that were started and never ended, and that no process is running."""
        among = self.operations() if operations is None else operations
        left = (operation for operation in among if operation.is_interrupted)
        return tuple(operation for operation in left if not self._is_held(operation.operation_id))

    @contextmanager
    def _reading(self) -> Iterator[BinaryIO | None]:
        """The file, opened; None where there is none yet."""
        try:
            with ExitStack() as stack:
                yield self._open(stack)
        except OSError as error:
            raise FileError(f"the journal {self.path} cannot be read: {_reason(error)}", _REMEDY) from error

    def _open(self, stack: ExitStack) -> BinaryIO | None:
        try:
            descriptor = stack.enter_context(opened(self.path, os.O_RDONLY))
        except (FileNotFoundError, NotADirectoryError):
            return None
        return stack.enter_context(os.fdopen(os.dup(descriptor), "rb"))

    def _require_write_allowed(self) -> None:
        if self.read_only:
            raise ReadOnlyError

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except ForeignLineError as error:
            raise FileError(f"the journal {self.path} cannot be written: {error}", _FOREIGN_REMEDY) from error
        except OSError as error:
            raise FileError(f"the journal {self.path} cannot be written: {_reason(error)}", _REMEDY) from error

    def _gap(self, skipped: int, most: int) -> str:
        if not skipped:
            return ""
        before, last, path = f"{skipped / _MB:.1f} MB", f"{most / _MB:.1f} MB", shlex.quote(str(self.path))
        return (
            f"the first {before} of the journal were not read, only its last {last}; "
            f"to archive it, move it elsewhere (mkdir -m 700 DIR; mv {path} DIR), where --journal DIR reads it"
        )

    def _lock(self, operation_id: str) -> Path:
        # An id is what the file says, and the file may have been tampered with.
        return self.directory / "under-way" / _NOT_IN_AN_ID.sub("_", operation_id)[:100]

    def _is_held(self, operation_id: str) -> bool:
        try:
            with opened(self._lock(operation_id), os.O_RDWR) as descriptor:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # What a process reserved that was killed.
                os.ftruncate(descriptor, 0)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False


def is_own(name: str) -> bool:
    """Whether bks made the file or directory of this name beside the journal."""
    return name in _OWN_NAMES or name.startswith("journal")


def line_of(record: Mapping[str, Any], previous: str) -> bytes:
    """A record as a line of a journal that follows the line of that hash."""
    return chained_file.line_of(_complete(record), previous)


def _complete(record: Mapping[str, Any]) -> dict[str, Any]:
    return {"schema": SCHEMA, "who": person(), **record}


def _reason(error: OSError) -> str:
    return error.strerror.lower() if error.strerror else str(error)
