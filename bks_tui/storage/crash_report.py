"""An unexpected error: one sentence for the user, and a file for the developers of bks.

The file contains types and places in the code, but no messages and values: they may contain secrets.
"""

from __future__ import annotations

import os
import platform
import traceback
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from platformdirs import user_log_path

from bks_tui import __version__
from bks_tui.core.errors import BksError, FileError
from bks_tui.storage.private_file import private_directory, write_private

_PREFIX = "crash-"


def unexpected(error: Exception) -> BksError:
    """Write an error that is a fault of bks to a file; return the one to show the user."""
    sentence = f"an error in bks itself stopped it ({type(error).__name__})"
    try:
        file = _write("\n".join(_report(error)) + "\n")
    except (FileError, OSError):
        return BksError(sentence, "Its details could not be written to a file.")
    return BksError(sentence, f"Please report it with {file}: places in the code, none of your data.")


def crash_reports() -> tuple[Path, ...]:
    """The reports that were written on this machine, the oldest first; none that cannot be seen."""
    try:
        return tuple(sorted(_directory().glob(f"{_PREFIX}*.txt")))
    except OSError:
        return ()


def _directory() -> Path:
    return user_log_path("bks", appauthor=False)


def _write(report: str) -> Path:
    directory = _directory()
    private_directory(directory, lambda name: name.startswith(_PREFIX))
    file = directory / f"{_PREFIX}{datetime.now(timezone.utc):%Y%m%dT%H%M%SZ}-{os.getpid()}.txt"
    write_private(file, report)
    return file


def _report(error: BaseException) -> Iterator[str]:
    yield f"bks {__version__}, Python {platform.python_version()}, {platform.platform()}"
    cause: BaseException | None = error
    while cause is not None:
        yield f"{type(cause).__module__}.{type(cause).__qualname__}"
        for frame in traceback.extract_tb(cause.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} {frame.name}"
        cause = cause.__cause__ or cause.__context__
