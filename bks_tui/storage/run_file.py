"""Stored scans: a private file for each run, with a chained line for each finished account, on the disk at once.

A run that is killed loses at most the accounts that were in progress. The file is untrusted input when it is read.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import fields as fields_of
from dataclasses import is_dataclass
from datetime import datetime, timezone
from enum import Enum
from pathlib import Path
from typing import Any

from bks_tui.core.errors import FileError
from bks_tui.core.scan.run import AccountRecord, RunHeader, StoredRun
from bks_tui.core.typed import typed
from bks_tui.storage.chained_file import append_line, line_of, opened
from bks_tui.storage.chained_lines import BEGINNING, Chain, Line, digest_of, read_lines
from bks_tui.storage.journal import default_directory
from bks_tui.storage.person import person
from bks_tui.storage.private_file import private_directory

SCHEMA = "bks.run/1"
# The newest runs that are kept; each new run removes older ones.
MOST_RUNS = 100
# An account with some tens of thousands of phantom users.
_LONGEST_RECORD = 256 * 2**20

_RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}", re.ASCII)
_ENDING = ".jsonl"
_REMEDY = "Check the directory of the runs, or set XDG_STATE_HOME to another."


def new_run_id(now: datetime) -> str:
    """An id that sorts by time: `20260302T120000Z-1a2b3c`."""
    return f"{now.astimezone(timezone.utc):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


class RunWriter:
    """Adds records to a run that no other process may continue meanwhile."""

    def __init__(self, path: Path, descriptor: int, previous: str, *, is_whole: bool) -> None:
        self._path = path
        self._descriptor = descriptor
        self._previous = previous
        self._is_whole = is_whole

    def write(self, record: AccountRecord) -> None:
        """Add the record of an account. It is on the disk when this returns. Raises FileError."""
        self.write_fields("account", record)

    def write_fields(self, kind: str, value: object) -> None:
        """Add any dataclass under its kind. Raises FileError."""
        fields = {"schema": SCHEMA, "who": person(), kind: _plain(value)}
        line = line_of(fields, self._previous)
        with _explained(self._path):
            append_line(self._descriptor, line, is_whole=self._is_whole)
        self._previous, self._is_whole = digest_of(line[:-1]), True


class RunDirectory:
    """The runs of a person on this machine; those of the demo account are kept apart. Raises FileError."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @classmethod
    def usual(cls, *, demo: bool) -> RunDirectory:
        """Beside the journal."""
        return cls(default_directory(demo=demo) / "runs")

    def run_ids(self) -> tuple[str, ...]:
        """The ids of all runs, the oldest first."""
        if not self.directory.is_dir():
            return ()
        with _explained(self.directory):
            names = (path.name.removesuffix(_ENDING) for path in self.directory.iterdir())
            return tuple(sorted(name for name in names if _RUN_ID.fullmatch(name)))

    @contextmanager
    def begin(self, header: RunHeader) -> Iterator[RunWriter]:
        """Begin a run, and remove the oldest of too many."""
        path = self._path(header.run_id)
        with _explained(path):
            private_directory(self.directory)
        with self._held(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL) as descriptor:
            writer = RunWriter(path, descriptor, BEGINNING, is_whole=True)
            writer.write_fields("run", header)
            self._remove_old()
            yield writer

    @contextmanager
    def resume(self, run_id: str) -> Iterator[tuple[StoredRun, RunWriter]]:
        """Continue a run: what is stored of it, and what adds to it. Another process must not be at it."""
        path = self._path(run_id)
        with self._held(path, os.O_RDWR | os.O_APPEND) as descriptor:
            run, previous, is_whole = _read(path, descriptor)
            yield run, RunWriter(path, descriptor, previous, is_whole=is_whole)

    def read(self, run_id: str) -> StoredRun:
        """A run as far as it is stored."""
        path = self._path(run_id)
        with _explained(path), opened(path, os.O_RDONLY) as descriptor:
            run, _, _ = _read(path, descriptor)
            return StoredRun(run.header, run.records, _is_held(descriptor))

    def header(self, run_id: str) -> RunHeader:
        """The beginning of a run: its first line only."""
        path = self._path(run_id)
        with _explained(path), opened(path, os.O_RDONLY) as descriptor:
            _, value = next(_values(path, descriptor), (None, None))
            if isinstance(value, RunHeader):
                return value
            raise _damaged(path, "it has no beginning")

    def state_of(self, run_id: str) -> tuple[int, int, int]:
        """What differs whenever the file of a run was changed: for whoever keeps what was read of it."""
        path = self._path(run_id)
        with _explained(path):
            found = path.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns

    def newest(self, is_wanted: Callable[[RunHeader], bool]) -> tuple[RunHeader | None, tuple[str, ...]]:
        """The newest run that is wanted, and why newer files could not be read."""
        faults = list[str]()
        for run_id in reversed(self.run_ids()):
            try:
                header = self.header(run_id)
            except FileError as error:
                faults.append(str(error))
                continue
            if is_wanted(header):
                return header, tuple(faults)
        return None, tuple(faults)

    def records(self, run_id: str) -> Iterator[AccountRecord]:
        """The latest record of each account with its users, one after the other, so that none stays in memory."""
        path = self._path(run_id)
        with _explained(path), opened(path, os.O_RDONLY) as descriptor:
            latest = dict[str, str]()
            for line, value in _values(path, descriptor):
                if isinstance(value, AccountRecord):
                    latest[value.key] = line.digest
            for line, value in _values(path, descriptor):
                if isinstance(value, AccountRecord) and latest[value.key] == line.digest:
                    yield value

    def _path(self, run_id: str) -> Path:
        return self.directory / f"{run_id}{_ENDING}"

    @contextmanager
    def _held(self, path: Path, flags: int) -> Iterator[int]:
        with _explained(path):
            held = opened(path, flags)
            descriptor = held.__enter__()
        try:
            if _is_held(descriptor):
                raise FileError(
                    f"the run {path.stem} is in progress in another process", "Wait for it, or start a new run."
                )
            yield descriptor
        finally:
            held.__exit__(None, None, None)

    def _remove_old(self) -> None:
        for run_id in self.run_ids()[:-MOST_RUNS]:
            with suppress(OSError):
                self._path(run_id).unlink()


def _is_held(descriptor: int) -> bool:
    """Whether another process is at the run; if not, this one is from now on, until it closes the file."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _read(path: Path, descriptor: int) -> tuple[StoredRun, str, bool]:
    """What is stored, the hash of the last line, and whether that has its end."""
    header: RunHeader | None = None
    records: dict[str, AccountRecord] = {}
    previous = BEGINNING
    for line, value in _values(path, descriptor):
        previous = line.digest
        if isinstance(value, RunHeader):
            header = value
        elif value:
            records[value.key] = value.without_users()
    if header is None:
        raise _damaged(path, "it has no beginning")
    size = os.fstat(descriptor).st_size
    return StoredRun(header, records), previous, os.pread(descriptor, 1, size - 1) == b"\n"


def _values(path: Path, descriptor: int) -> Iterator[tuple[Line, RunHeader | AccountRecord | None]]:
    """Each line and what it holds: None for a line that broke off. Raises FileError for a file that was changed."""
    chain = Chain(BEGINNING, SCHEMA)
    with os.fdopen(os.dup(descriptor), "rb") as file:
        file.seek(0)
        for line in read_lines(file, _LONGEST_RECORD):
            fields = next(chain.records(iter((line,))), {})
            if chain.breaks:
                raise _damaged(path, chain.breaks[0])
            try:
                yield line, _value(fields)
            except (ValueError, LookupError, TypeError, RecursionError) as error:
                raise _damaged(path, f"line {chain.count} is no record of a scan") from error


def _value(fields: Mapping[str, Any]) -> RunHeader | AccountRecord | None:
    if "run" in fields:
        return typed(RunHeader, fields["run"])
    return typed(AccountRecord, fields["account"]) if fields else None


def _damaged(path: Path, what: str) -> FileError:
    return FileError(
        f"the run {path.stem} cannot be used: {what}", f"Start a new run. The file is {shlex.quote(str(path))}."
    )


def _plain(value: Any) -> Any:
    """A value, or a dataclass of values, as values of JSON."""
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields_of(value)}
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror.lower() if error.strerror else str(error)
        raise FileError(f"{path} cannot be used for stored scans: {reason}", _REMEDY) from error
