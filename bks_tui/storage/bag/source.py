"""The files of a package to verify, in a directory or a ZIP file that anybody may have made.

Nothing is extracted, no link is followed, and a path that a package names is never opened: only files that a listing
of the directory or archive has are read, piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from bks_tui.core.errors import FileError
from bks_tui.storage.bag.archive import ARCHIVE_ERRORS, ArchiveSource, opened_archive
from bks_tui.storage.bag.directory import DirectorySource


class Source(Protocol):
    """The files of a package: the size of each by its path, and what else it contains, a sentence each."""

    @property
    def sizes(self) -> Mapping[str, int]:
        """The files that can be read."""

    @property
    def problems(self) -> tuple[str, ...]:
        """What no package of bks contains."""

    def read(self, path: str) -> Iterator[bytes]:
        """One of the files, piece by piece. Raises OSError, and DamagedError for one that is damaged in its archive."""


@contextmanager
def opened_source(path: Path) -> Iterator[Source]:
    """The files of the package. Raises FileError if it is neither a directory nor a ZIP file, or is too large."""
    try:
        if path.is_dir():
            yield DirectorySource(path)
        else:
            with opened_archive(path) as archive:
                yield ArchiveSource(archive, path)
    except OSError as error:
        raise FileError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from error
    except ARCHIVE_ERRORS as error:
        raise FileError(f"{path} cannot be read: it is not a ZIP file, or it is damaged: {error}") from error
