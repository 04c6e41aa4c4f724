"""A package in a directory: its files, without following a link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from bks_tui.core.errors import FileError

# An evidence bundle has about ten.
MOST_FILES = 100_000
_CHUNK = 1 << 20


class DirectorySource:
    """The files in a directory. Raises FileError if they are too many."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.sizes: dict[str, int] = {}
        problems: list[str] = []
        for path in _walk(directory, problems):
            name = path.relative_to(directory).as_posix()
            status = path.lstat()
            if stat.S_ISREG(status.st_mode):
                self.sizes[name] = status.st_size
            else:
                problems.append(f"{name} is {_kind(status.st_mode)}")
            require_few(len(self.sizes) + len(problems), directory)
        self.problems = tuple(problems)

    def read(self, path: str) -> Iterator[bytes]:
        """A file, piece by piece. Raises OSError, also for what is no regular file any more."""
        # Without waiting: to open a pipe that nobody writes to would never end.
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        with os.fdopen(os.open(self._directory / path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError(None, "it is not a regular file")
            yield from iter(lambda: file.read(_CHUNK), b"")


def require_few(number: int, where: Path) -> None:
    """Raise FileError for more files than any package has that bks made."""
    if number > MOST_FILES:
        raise FileError(f"{where} cannot be verified: it has more than {MOST_FILES} files", "Name an evidence bundle.")


def _walk(directory: Path, problems: list[str]) -> Iterator[Path]:
    """All files, and the links to folders."""

    def unreadable(error: OSError) -> None:
        folder = Path(error.filename or directory).relative_to(directory).as_posix()
        problems.append(f"the folder {folder} could not be listed: {error.strerror}")

    for folder, folders, names in os.walk(directory, onerror=unreadable):
        here = Path(folder)
        yield from (here / name for name in (*names, *(name for name in folders if (here / name).is_symlink())))


def _kind(mode: int) -> str:
    return "a symbolic link, which is not followed" if stat.S_ISLNK(mode) else "not a regular file"
