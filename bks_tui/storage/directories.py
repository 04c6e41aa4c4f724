"""Directories that bks makes: for their owner only, whatever the umask is."""

from __future__ import annotations

import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


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
