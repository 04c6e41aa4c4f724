"""A package in a ZIP file: its entries, read where they are and within bounds."""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bks_tui.core.bag.tag_files import DECLARATION_FILE, TAG_MANIFEST_FILE, is_inside
from bks_tui.core.errors import FileError
from bks_tui.core.settings import size_text
from bks_tui.storage.bag.directory import require_few

# What `zipfile` raises for an archive that is damaged, or made to do harm.
ARCHIVE_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)

# `zipfile` reads the list of the entries at once.
_LARGEST_LISTING = 64 << 20
# Records of CloudTrail shrink to a twentieth, and never to less than this.
_MOST_INFLATED, _ALWAYS_ALLOWED = 200, 1 << 30
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_CHUNK = 1 << 20


@contextmanager
def opened_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive. Raises OSError and ARCHIVE_ERRORS."""
    # Without waiting: to open a pipe that nobody writes to would never end.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(None, "it is neither a directory nor a regular file")
        with zipfile.ZipFile(_Bounded(file)) as archive:
            yield archive


class DamagedError(Exception):
    """A file in an archive is not what was packed: it cannot be inflated, or has another check sum."""


class ArchiveSource:
    """The entries of an archive, in its one folder or at its root. Raises FileError for what no bundle contains."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._archive = archive
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        require_few(len(entries), path)
        _require_credible(sum(entry.file_size for entry in entries), path)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        problems: list[str] = []
        base = _base(entries)
        for entry in entries:
            name = entry.filename.removeprefix(base)
            problem = _problem(entry, base) or ("is in the archive twice" if name in self._entries else None)
            if problem:
                problems.append(f"{name} {problem}")
            else:
                self._entries[name] = entry
        self.sizes = {name: entry.file_size for name, entry in self._entries.items()}
        self.problems = tuple(problems)

    def read(self, path: str) -> Iterator[bytes]:
        """A file, piece by piece. Raises OSError and DamagedError."""
        try:
            with self._archive.open(self._entries[path]) as stream:
                yield from iter(lambda: stream.read(_CHUNK), b"")
        except ARCHIVE_ERRORS as error:
            raise DamagedError from error


class _Bounded(io.BufferedIOBase):
    """A file of which no single read is as large as a hostile list of entries would be."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _LARGEST_LISTING:
            raise zipfile.BadZipFile("the list of its entries is too large")
        return self._file.read(-1 if size is None else size)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


def _require_credible(inflated: int, path: Path) -> None:
    """Raise FileError for an archive that would inflate to more than anybody has packed."""
    size = path.stat().st_size
    if inflated > max(_ALWAYS_ALLOWED, _MOST_INFLATED * size):
        raise FileError(
            f"{path} is not verified: its {size_text(size)} would inflate to {size_text(inflated)}",
            "If you trust it, extract it yourself and verify the directory.",
        )


def _base(entries: list[zipfile.ZipInfo]) -> str:
    """The folder of the package with its slash, or an empty text for the root."""
    for tag_file in (DECLARATION_FILE, TAG_MANIFEST_FILE):
        folders = {entry.filename.removesuffix(tag_file) for entry in entries if entry.filename.endswith(tag_file)}
        bases = sorted(folder for folder in folders if folder == "" or folder.find("/") == len(folder) - 1)
        if bases:
            return bases[0]
    return ""


def _problem(entry: zipfile.ZipInfo, base: str) -> str | None:
    if not is_inside(entry.filename):
        return "leads out of the package"
    if not entry.filename.startswith(base):
        return "is outside of the folder of the package"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a symbolic link, which is not followed"
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
        return "is encrypted, or compressed in a way that bks does not read"
    return None
