"""Files and directories that bks creates: for their owner only; files whole or not at all, never through a link."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from bks_tui.core.errors import FileError, UsageError

_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def require_target(path: Path) -> None:
    """Check that a file can be written at `path`, before hours of work depend on it.

    Raises FileError for a symbolic link, a directory, a device or pipe, and a directory that is
    missing or not writable.
    """
    try:
        mode = path.lstat().st_mode
    except (OSError, ValueError):
        mode = stat.S_IFREG
    if stat.S_ISLNK(mode):
        raise FileError(f"{path} is a symbolic link, which bks does not write through", "Name the file itself.")
    if stat.S_ISDIR(mode):
        raise FileError(f"{path} is a directory", "Name a file in it.")
    if not stat.S_ISREG(mode):
        raise FileError(f"{path} is not a regular file, and bks does not replace it", "Name another file.")
    directory = path.parent
    if not directory.is_dir():
        raise FileError(f"{path} cannot be written: there is no directory {directory}", "Create the directory first.")
    if not os.access(directory, os.W_OK | os.X_OK):
        raise FileError(f"{path} cannot be written: you may not create files in {directory}", "Name another directory.")


def write_private(path: Path, content: str) -> None:
    """Write `content` as UTF-8 to `path`, readable and writable by its owner only (0600).

    The file appears whole or, if anything fails, stays as it was. Raises FileError.
    """
    _write(path, [content.encode()])


def write_private_lines(path: Path, lines: Iterable[str]) -> int:
    """The same for lines, each of which is written at once: how many they were."""
    return _write(path, (f"{line}\n".encode() for line in lines))


def _write(path: Path, parts: Iterable[bytes]) -> int:
    require_target(path)
    try:
        return _replace(path, parts)
    except (OSError, ValueError) as error:
        reason, remedy = explained(error)
        raise FileError(f"{path} cannot be written: {reason}", remedy) from error


def _replace(path: Path, parts: Iterable[bytes]) -> int:
    count = 0
    with replacing(path) as file:
        for part in parts:
            file.write(part)
            count += 1
    return count


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A new private file, which gets the name `path` when everything was written. Raises OSError and ValueError."""
    # mkstemp opens exclusively and with 0600; os.replace swaps a link put there meanwhile, never follows it.
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".bks-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def explained(error: OSError | ValueError) -> tuple[str, str]:
    """Why a file could not be written, and what to do."""
    if not isinstance(error, OSError):
        return "that is not a file name", "Name another file."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full", "Free some space, or name a file on another disk."
    return (error.strerror or type(error).__name__).lower(), "Name another file."


def require_file(path: Path | None, option: str) -> None:
    """Check that `path`, given with `option`, can be written, if there is one.

    Raises UsageError for `-`, which elsewhere is standard output, and FileError.
    """
    if path == Path("-"):
        raise UsageError(f"{option} writes a file, not standard output", "Name the file.")
    if path:
        require_target(path)


def new_private_directory(path: Path) -> None:
    """Create a directory for its owner only (0700). Raises FileError, also where something has that name already."""
    try:
        path.mkdir(mode=stat.S_IRWXU)
    except (OSError, ValueError) as error:
        reason, remedy = explained(error)
        raise FileError(f"{path} cannot be created: {reason}", remedy) from error


def private_directory(path: Path, is_own: Callable[[str], bool] = lambda _name: True) -> None:
    """Create a directory, and what is missing above it, with mode 0700.

    One that others may enter already is closed to them if `is_own` says of all names in it that bks made them;
    else nobody but its owner can know who needs it: OSError.
    """
    for missing in reversed([each for each in (path, *path.parents) if not each.exists()]):
        with suppress(FileExistsError):
            missing.mkdir(mode=stat.S_IRWXU)
            # A strict umask takes even the owner's rights away.
            missing.chmod(stat.S_IRWXU)
    if path.stat().st_mode & _OF_OTHERS:
        if not all(is_own(each.name) for each in path.iterdir()):
            raise OSError(f"the directory is accessible to others and holds other files: chmod 700 {path}")
        path.chmod(stat.S_IRWXU)
