"""A private file of chained lines: opened without following links, and lengthened line by line, on the disk at once."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bks_tui.storage.chained_lines import LONGEST_LINE, last_line

_MB = 2**20


@contextmanager
def opened(path: Path, flags: int) -> Iterator[int]:
    """A descriptor of a regular file, created with mode 0600 where the flags say so. Raises OSError."""
    # Never through a link, and never into what is no file: whoever can plant one must gain nothing.
    descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("it is not a regular file")
        yield descriptor
    finally:
        os.close(descriptor)


def line_of(record: Mapping[str, Any], previous: str) -> bytes:
    """A record as a line that follows the line of that hash."""
    return json.dumps({**record, "previous": previous}, ensure_ascii=True).encode() + b"\n"


def append_record(descriptor: int, record: Mapping[str, Any]) -> None:
    """Add a record after the last line, whoever wrote that. Raises OSError, and then nothing is added."""
    last, is_whole = last_line(descriptor)
    line = line_of(record, last)
    if len(line) > LONGEST_LINE:
        raise OSError(f"a record has more than {LONGEST_LINE // _MB} MB")
    append_line(descriptor, line, is_whole=is_whole)


def append_line(descriptor: int, line: bytes, *, is_whole: bool) -> None:
    """Add a line; `is_whole` is whether the line before it has its end. Raises OSError, and then nothing is added."""
    size = os.fstat(descriptor).st_size
    try:
        # A line that broke off, on a full disk, must not swallow this one.
        write_all(descriptor, line if is_whole else b"\n" + line)
    except OSError:
        with suppress(OSError):
            os.ftruncate(descriptor, size)
        raise


def write_all(descriptor: int, content: bytes) -> None:
    """Write all of the content, and wait until it is on the disk. Raises OSError."""
    if os.write(descriptor, content) != len(content):
        raise OSError(errno.ENOSPC, "the disk is full")
    os.fsync(descriptor)
