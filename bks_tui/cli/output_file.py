"""A file that a command was told to write, looked at before hours of work depend on it."""

from __future__ import annotations

from pathlib import Path

from bks_tui.core.errors import UsageError
from bks_tui.export.files import require_target


def require_file(path: Path | None, option: str) -> None:
    """Check that `path`, given with `option`, can be written, if there is one.

    Raises UsageError for `-`, which elsewhere is standard output, and FileError.
    """
    if path == Path("-"):
        raise UsageError(f"{option} writes a file, not standard output", "Name the file.")
    if path:
        require_target(path)
