"""Files that belong together, in one directory of the person: each whole, and none of somebody else's replaced."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bks_tui.core.errors import FileError
from bks_tui.core.text import pluralize
from bks_tui.storage.private_file import require_target, write_private


def write_file_set(directory: Path, files: Mapping[str, str], *, overwrite: bool) -> None:
    """Write the files into the directory, which is created if it is missing; equal files stay as they are.

    Raises FileError, before anything is written, if the directory has other files of these names and `overwrite` is
    false, or if one cannot be written.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "that is not a directory name"
        raise FileError(f"{directory} cannot be created: {reason.lower()}", "Name another directory.") from error
    paths = {directory / name: content for name, content in files.items()}
    for path in paths:
        require_target(path)
    other = [path for path, content in paths.items() if path.exists() and not _is(path, content)]
    if other and not overwrite:
        raise FileError(
            f"{directory} has {pluralize(len(other), 'other file')} of the same name, such as {other[0].name}",
            "Name another directory, or replace them with --overwrite.",
        )
    for path, content in paths.items():
        if not path.exists() or path in other:
            write_private(path, content)


def _is(path: Path, content: str) -> bool:
    try:
        return path.read_bytes() == content.encode()
    except OSError:
        return False
