"""Files and pipes read within bounds: once, without waiting for what never ends, and never twice in memory."""

from __future__ import annotations

import codecs
import errno
import os
import stat
from pathlib import Path
from typing import Protocol

from bks_tui.core.errors import FileError

_CHUNK = 1 << 20
_LOOKED_AT = 4_096

# More than any log that a person searches at once, and less than what a small machine has.
LARGEST_TEXT = 512 << 20


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


def read_regular(path: Path, limit: int) -> bytes:
    """The content of a regular file of at most `limit` bytes. A pipe or device is not waited for.

    Raises FileError for what is no such file, and OSError as `open` does.
    """
    # Without waiting: to open a pipe that nobody writes to would never end.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK), "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(mode):
            raise FileError(f"{path} cannot be read: it is not a regular file")
        content = file.read(limit + 1)
    if len(content) > limit:
        raise FileError(f"{path} cannot be read: it has more than {limit} bytes")
    return content


def read_text(stream: Readable, what: str, limit: int = LARGEST_TEXT) -> str:
    """All text of a stream: UTF-8, or UTF-16 as PowerShell writes it; what is neither is no part of a key.

    Raises FileError, which names it as `what`, beyond `limit` bytes.
    """
    first = stream.read(_CHUNK)
    decoder = codecs.getincrementaldecoder(_encoding(first[:_LOOKED_AT]))(errors="replace")
    text, size = decoder.decode(first), len(first)
    # Python lengthens a text in place that nobody else refers to, in a loop of this form: it is there once.
    for chunk in iter(lambda: stream.read(_CHUNK), b""):
        size += len(chunk)
        if size > limit:
            raise FileError(f"{what} cannot be read: it has more than {limit >> 20} MiB", "Read it in parts.")
        text += decoder.decode(chunk)
    text += decoder.decode(b"", final=True)
    return text


def _encoding(start: bytes) -> str:
    """Without a mark, UTF-16 is known by every other byte, which is NUL in a text that holds keys."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if zeros.count(0) > len(start) / 3:
            return encoding
    return "utf-8"
