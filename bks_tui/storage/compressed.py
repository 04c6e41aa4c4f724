"""Text in a compressed file: gzip and zip are opened within bounds, other formats are named.

A file of a megabyte can expand to a gigabyte, contain itself, or say anything about its own size: only what was
really read counts.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from bks_tui.core.errors import FileError
from bks_tui.core.text import pluralize
from bks_tui.storage.reading import Readable, read_text

# All that is opened together; a compressed file holds less than a plain one may.
LARGEST_CONTENT = 256 << 20
_LARGEST_ARCHIVE = 256 << 20
_MOST_FILES = 2_000
# Logs shrink to a twentieth, or to a hundredth where they repeat; beyond this a file is made to expand.
_HIGHEST_RATIO = 200
_JUDGED_FROM = 8 << 20
# A file of a zip may be gzip; what is in that is not opened.
_DEEPEST = 2

_CHUNK = 1 << 16
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_NAMED = {
    b"\xfd7zXZ\0": "xz",
    b"BZh": "bzip2",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!\x1a\x07": "RAR",
    b"\x04\x22\x4d\x18": "LZ4",
}
_LONGEST_MARK = 8


@dataclass
class OpenedText:
    """The text of a file, and of a zip how many files were opened and how many were not."""

    text: str = field(repr=False)
    files: int = 0
    unopened: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about it."""
        opened = f"opened {pluralize(self.files, 'file')} of the zip archive; lines are counted over all of them"
        missing = f"{pluralize(self.unopened, 'file')} of the zip archive could not be opened: encrypted or nested"
        return (*((opened,) if self.files else ()), *((missing,) if self.unopened else ()))


def read_opened(stream: Readable, what: str) -> OpenedText:
    """All text of a stream, which may be compressed. Raises FileError, which names it as `what`."""
    return _opened(stream, what, LARGEST_CONTENT, 0)


def _opened(stream: Readable, what: str, limit: int, depth: int) -> OpenedText:
    start = stream.read(_LONGEST_MARK)
    whole = _Resumed(start, stream)
    compression = next((name for mark, name in _NAMED.items() if start.startswith(mark)), None)
    is_archive = start.startswith(_ZIP)
    if compression or ((is_archive or start.startswith(_GZIP)) and depth >= _DEEPEST) or (is_archive and depth):
        name = compression or ("zip" if is_archive else "gzip")
        raise FileError(f"{what} is compressed ({name})", "Decompress it first, then give bks the result.")
    if is_archive:
        return _archive(whole, what, limit)
    if start.startswith(_GZIP):
        return _opened(_Inflated(whole, what, limit), what, limit, depth + 1)
    # Text as it is has the bound of texts.
    return OpenedText(read_text(whole, what, limit) if depth else read_text(whole, what))


def _archive(stream: Readable, what: str, limit: int) -> OpenedText:
    content = io.BytesIO()
    for chunk in iter(lambda: stream.read(_CHUNK), b""):
        content.write(chunk)
        if content.tell() > _LARGEST_ARCHIVE:
            raise FileError(f"{what} cannot be read: it has more than {_LARGEST_ARCHIVE >> 20} MiB")
    try:
        with zipfile.ZipFile(content) as archive:
            return _members(archive, content.getbuffer().nbytes, what, limit)
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, struct.error) as error:
        reason = type(error).__name__
    # Raised outside: the error above may contain names from the archive.
    raise FileError(f"{what} cannot be read: the zip archive is damaged ({reason})")


def _members(archive: zipfile.ZipFile, size: int, what: str, limit: int) -> OpenedText:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > _MOST_FILES:
        raise FileError(f"{what} cannot be read: it contains more than {_MOST_FILES} files", "Unpack it first.")
    texts, unopened, allowance = [], 0, _Allowance(size, limit, what)
    for member in members:
        try:
            with archive.open(member) as file:
                texts.append(_opened(_Counted(file, allowance), what, limit, 1).text)
        except _TooLargeError:
            raise
        except (FileError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error, EOFError):
            unopened += 1
    return OpenedText("\n".join(texts), len(texts), unopened)


class _TooLargeError(FileError):
    """What is compressed expands beyond the bounds."""


class _Allowance:
    """How much may still come out of what is compressed."""

    def __init__(self, compressed: int, limit: int, what: str) -> None:
        self.compressed = compressed
        self._limit = limit
        self._what = what
        self._expanded = 0

    def take(self, count: int) -> None:
        """Count what came out. Raises _TooLargeError beyond the bounds."""
        self._expanded += count
        if self._expanded > self._limit:
            raise _TooLargeError(
                f"{self._what} cannot be read: it expands to more than {self._limit >> 20} MiB", "Read it in parts."
            )
        if self._expanded > max(_JUDGED_FROM, self.compressed * _HIGHEST_RATIO):
            raise _TooLargeError(
                f"{self._what} cannot be read: it expands to more than {_HIGHEST_RATIO} times its size"
            )


@dataclass
class _Resumed:
    """A stream whose start was looked at."""

    start: bytes
    stream: Readable

    def read(self, size: int, /) -> bytes:
        """At most so many bytes, from the start on."""
        if not self.start:
            return self.stream.read(size)
        taken, self.start = self.start[:size], self.start[size:]
        return taken + self.stream.read(size - len(taken)) if size > len(taken) else taken


@dataclass
class _Counted:
    """A file of an archive, whose bytes are counted."""

    stream: Readable
    allowance: _Allowance

    def read(self, size: int, /) -> bytes:
        """At most so many bytes."""
        chunk = self.stream.read(size)
        self.allowance.take(len(chunk))
        return chunk


class _Inflated:
    """The content of a gzip stream, of all its members."""

    def __init__(self, stream: Readable, what: str, limit: int) -> None:
        self._what = what
        self._allowance = _Allowance(0, limit, what)
        self._chunks = self._inflate(stream)

    def read(self, size: int, /) -> bytes:
        """The next bytes, however many were asked for; none at the end. Raises FileError for a damaged stream."""
        content = bytearray()
        while len(content) < size and (chunk := next(self._chunks, b"")):
            content += chunk
            self._allowance.take(len(chunk))
        return bytes(content)

    def _inflate(self, stream: Readable) -> Iterator[bytes]:
        inflater, pending = zlib.decompressobj(31), b""
        try:
            while True:
                if not pending:
                    pending = stream.read(_CHUNK)
                    self._allowance.compressed += len(pending)
                if inflater.eof:
                    # Another member, or nothing but zeros that fill a block.
                    pending = pending.lstrip(b"\0")
                    if not pending:
                        return
                    inflater = zlib.decompressobj(31)
                if not pending:
                    break
                chunk = inflater.decompress(pending, _CHUNK)
                pending = inflater.unconsumed_tail or inflater.unused_data
                if chunk:
                    yield chunk
        except zlib.error:
            pass
        raise FileError(f"{self._what} cannot be read: the gzip data is damaged or truncated")
