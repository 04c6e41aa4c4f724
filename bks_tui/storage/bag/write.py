"""Write a package into a new directory or ZIP file: for its owner only, whole or not at all.

Its bytes depend on its content alone: files are in the order of their paths, and those of an archive have one fixed
time and mode.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

from bks_tui.core.bag.tag_files import (
    DECLARATION,
    DECLARATION_FILE,
    INFO_FILE,
    MANIFEST_FILE,
    PAYLOAD,
    TAG_MANIFEST_FILE,
    Oxum,
    info_text,
    manifest_text,
)
from bks_tui.core.errors import FileError
from bks_tui.storage.bag.verify import unlisted
from bks_tui.storage.private_file import explained, private_directory, replacing, require_target

# The parts of the text of each file, by its path.
Files: TypeAlias = Mapping[str, Iterable[str]]
# Opens a file of the package to write it.
_Open: TypeAlias = Callable[[str], BinaryIO]

_ZIP = ".zip"
_READ_WRITE = stat.S_IRUSR | stat.S_IWUSR
_UNIX = 3


@dataclass(frozen=True, slots=True)
class WrittenBag:
    """A package that was written: how much payload it has, and the SHA-256 of its tag manifest."""

    payload: Oxum
    seal: str


def require_bag_target(path: Path, *, overwrite: bool) -> None:
    """Check that a package can be written at `path`, before hours of work depend on it. Raises FileError.

    An existing package is replaced with `overwrite` only, and a directory with anything else in it never.
    """
    is_archive = path.suffix.lower() == _ZIP
    if is_archive or path.is_symlink() or not path.is_dir():
        require_target(path)
        if path.exists() and not is_archive:
            raise FileError(f"{path} is a file, not a directory", "Name a new directory, or a file that ends in .zip.")
    else:
        # What is beside it is what is written to.
        require_target(path.absolute().parent / ".bks-new")
        if unlisted(path):
            raise FileError(f"{path} has other files in it", "Name a new directory, or a file that ends in .zip.")
    is_there = path.exists() if is_archive else path.is_dir() and any(path.iterdir())
    if is_there and not overwrite:
        raise FileError(f"{path} exists already", "Name another one, or replace it with --overwrite.")


def write_bag(path: Path, payload: Files, info: Iterable[tuple[str, str]], *, overwrite: bool) -> WrittenBag:
    """Write a package of these files, whose paths are those below `data/`, with `info` in its bag-info.txt.

    A path that ends in `.zip` is an archive, any other a directory. Raises FileError, and then nothing was changed.
    """
    require_bag_target(path, overwrite=overwrite)
    write = _write_archive if path.suffix.lower() == _ZIP else _write_directory
    try:
        return write(path, payload, info)
    except (OSError, ValueError) as error:
        reason, remedy = explained(error)
        raise FileError(f"{path} cannot be written: {reason}", remedy) from error


def _write_archive(path: Path, payload: Files, info: Iterable[tuple[str, str]]) -> WrittenBag:
    with replacing(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        return _write(lambda name: _entry(archive, f"{path.stem}/{name}"), payload, info)


def _entry(archive: zipfile.ZipFile, name: str) -> BinaryIO:
    # Its time is the earliest that an archive can hold.
    entry = zipfile.ZipInfo(name)
    entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, _UNIX
    entry.external_attr = (stat.S_IFREG | _READ_WRITE) << 16
    # Its size is not known before, and may be more than 4 GB.
    stream: BinaryIO = archive.open(entry, "w", force_zip64=True)  # type: ignore[assignment]
    return stream


def _write_directory(path: Path, payload: Files, info: Iterable[tuple[str, str]]) -> WrittenBag:
    # mkdtemp creates it with 0700.
    new = Path(tempfile.mkdtemp(dir=path.absolute().parent, prefix=".bks-"))
    try:
        written = _write(lambda name: _file(new / name), payload, info)
        _synchronize(new)
        _put_in_place(new, path)
        return written
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _file(path: Path) -> BinaryIO:
    private_directory(path.parent)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, _READ_WRITE), "wb")


def _synchronize(directory: Path) -> None:
    """Wait until the files are on the disk, before they get the name of whole ones."""
    for path in directory.rglob("*"):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _put_in_place(new: Path, path: Path) -> None:
    """Rename the new directory to its name; what has the name is kept until that is done."""
    if not (path.is_dir() and any(path.iterdir())):
        new.replace(path)
        return
    old = Path(tempfile.mkdtemp(dir=path.absolute().parent, prefix=".bks-"))
    path.replace(old)
    try:
        new.replace(path)
    except OSError:
        old.replace(path)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _write(open_file: _Open, payload: Files, info: Iterable[tuple[str, str]]) -> WrittenBag:
    """Write payload, manifest, and the tag files that depend on them."""
    sizes: dict[str, int] = {}
    digests: dict[str, str] = {}

    def add(files: Files) -> dict[str, str]:
        for name in sorted(files):
            with open_file(name) as file:
                digests[name], sizes[name] = _copy(files[name], file)
        return {name: digests[name] for name in files}

    listed = add({f"{PAYLOAD}{name}": parts for name, parts in payload.items()})
    oxum = Oxum(sum(sizes.values()), len(sizes))
    tag_files = {
        DECLARATION_FILE: [DECLARATION],
        INFO_FILE: [info_text(info, oxum)],
        MANIFEST_FILE: [manifest_text(listed)],
    }
    add({TAG_MANIFEST_FILE: [manifest_text(add(tag_files))]})
    return WrittenBag(oxum, digests[TAG_MANIFEST_FILE])


def _copy(parts: Iterable[str], file: BinaryIO) -> tuple[str, int]:
    """Write the parts of a text: its SHA-256, and how many bytes it has."""
    digest, size = hashlib.sha256(), 0
    for part in map(str.encode, parts):
        digest.update(part)
        size += file.write(part)
    return digest.hexdigest(), size
