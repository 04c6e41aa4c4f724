"""What bks does in AWS: one private file, a line before each call and after it, on the disk before AWS is asked.

Each line is a JSON object that holds the hash of the line before it, so that a change, an insertion or a
removal shows; only lines cut off at the end leave no trace here. Several processes may write at once.
"""

from __future__ import annotations

import fcntl
import getpass
import hashlib
import json
import os
import re
import socket
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from platformdirs import user_state_path

from bks_tui.core.errors import FileError
from bks_tui.core.operation import Operation
from bks_tui.core.operation_records import fold

SCHEMA = "bks.journal/2"

_REMEDY = "Nothing is written to AWS without a journal: make the place writable, or name another with --journal."
# Of the file in which there is no line yet.
_BEGINNING = hashlib.sha256(b"").hexdigest()
_BLOCK = 65_536
_NOT_IN_AN_ID = re.compile(r"[^0-9A-Za-z-]")


def default_directory(*, demo: bool) -> Path:
    """Where the journal of this person on this machine is; what is done in the demo account is kept apart."""
    directory = user_state_path("bks", appauthor=False)
    return directory / "demo" if demo else directory


class Journal:
    """The journal in a directory. Every method raises FileError where it cannot be used."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.path = directory / "journal.jsonl"

    def write(self, record: Mapping[str, Any]) -> None:
        """Add a record. It is on the disk when this returns."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _opened(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT) as descriptor:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                _append(descriptor, record)
        except OSError as error:
            raise FileError(f"the journal {self.path} cannot be written: {_reason(error)}", _REMEDY) from error

    def lines(self) -> tuple[bytes, ...]:
        """The file line by line. There may be none yet."""
        try:
            with _opened(self.path, os.O_RDONLY) as descriptor, os.fdopen(os.dup(descriptor), "rb") as file:
                return tuple(file.read().splitlines())
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as error:
            raise FileError(f"the journal {self.path} cannot be read: {_reason(error)}", _REMEDY) from error

    def operations(self) -> tuple[Operation, ...]:
        """What the records tell, the earliest operation first; lines that tell nothing are passed over."""
        return fold(filter(None, map(_record, self.lines())))

    def faults(self) -> tuple[str, ...]:
        """What is wrong with the file, a sentence each: lines that were changed, added, removed or broken off."""
        return tuple(_faults(self.lines()))

    @contextmanager
    def under_way(self, operation_id: str) -> Iterator[None]:
        """Hold an operation as under way, for other processes to see; let go however this one ends."""
        path = self._lock(operation_id)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise FileError(f"the journal {self.path} cannot be written: {_reason(error)}", _REMEDY) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            path.unlink(missing_ok=True)
            os.close(descriptor)

    def cut_off(self) -> tuple[Operation, ...]:
        """The operations that were begun and never ended, and that no process is about."""
        left = (operation for operation in self.operations() if operation.was_left)
        return tuple(operation for operation in left if not self._is_held(operation.operation_id))

    def _lock(self, operation_id: str) -> Path:
        # An id is what the file says, and the file may have been tampered with.
        return self.directory / "under-way" / _NOT_IN_AN_ID.sub("_", operation_id)

    def _is_held(self, operation_id: str) -> bool:
        try:
            with _opened(self._lock(operation_id), os.O_RDWR) as descriptor:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    # Never through a link, and never into what is no file: whoever can plant one must gain nothing.
    descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("it is not a regular file")
        yield descriptor
    finally:
        os.close(descriptor)


def _append(descriptor: int, record: Mapping[str, Any]) -> None:
    last, is_whole = _last_line(descriptor)
    line = json.dumps({"schema": SCHEMA, "who": _who(), **record, "previous": last}, ensure_ascii=True) + "\n"
    # A line that broke off, on a full disk, must not swallow this one.
    content = (line if is_whole else "\n" + line).encode()
    if os.write(descriptor, content) != len(content):
        raise OSError("the disk is full")
    os.fsync(descriptor)


def _last_line(descriptor: int) -> tuple[str, bool]:
    """The hash of the last line, and whether it has its end."""
    size = os.fstat(descriptor).st_size
    if size == 0:
        return _BEGINNING, True
    tail, start = b"", size
    while start and b"\n" not in tail[:-1]:
        length = min(_BLOCK, start)
        start -= length
        tail = os.pread(descriptor, length, start) + tail
    return _hash(tail.splitlines()[-1]), tail.endswith(b"\n")


@cache
def _who() -> str:
    """Who works on which machine: AWS knows only the credentials."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    return f"{name}@{socket.gethostname()}"


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _faults(lines: tuple[bytes, ...]) -> Iterator[str]:
    previous = _BEGINNING
    for number, line in enumerate(lines, 1):
        record = _record(line)
        if record is None:
            yield f"line {number} is no record: it broke off, or was damaged"
        elif record.get("previous") != previous:
            yield f"line {number} does not follow the line before it: something there was changed, added or removed"
        previous = _hash(line)


def _record(line: bytes) -> Mapping[str, Any] | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) and record.get("schema") == SCHEMA else None


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
