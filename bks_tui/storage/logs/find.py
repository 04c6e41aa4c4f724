"""Find the log files in files and folders, and leave out those that cannot contain what is searched."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bks_tui.core.cloudtrail.log_path import EVENTS, LogPath, parse_log_path
from bks_tui.core.text import sanitize
from bks_tui.core.timeline.source import Gap


class PathQuery(Protocol):
    """Which files may contain what is searched for."""

    def may_contain(self, path: LogPath) -> bool:
        """Whether a file may, by its path."""


_OUTSIDE = "outside the period, the accounts or the Regions"


@dataclass(frozen=True, slots=True)
class LogFile:
    """A file to read. `name` is for people, `is_given` whether it was named itself, not only its folder."""

    path: Path
    name: str
    size: int
    log_path: LogPath | None
    is_given: bool


@dataclass
class FoundFiles:
    """The files to read, what could not be found, and what was left out by reason."""

    files: list[LogFile] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def find_files(
    paths: Sequence[Path], query: PathQuery, standard_input: Path | None = None, kind: str = EVENTS
) -> FoundFiles:
    """The files of all paths, each once, the largest first. Links to folders are not followed.

    The path `-` means the file `standard_input`. Files whose path says that they are of another kind are left out.
    """
    found, seen = FoundFiles(), set[tuple[int, int]]()
    for path in paths:
        if path == Path("-") and standard_input:
            found.files.append(LogFile(standard_input, "standard input", standard_input.stat().st_size, None, True))
            continue
        for each, is_given in _files(path, found):
            _add(each, found, query, seen, kind, is_given=is_given)
    # A large file that is begun last would keep one process alone.
    found.files.sort(key=lambda file: (-file.size, file.name))
    return found


def _files(path: Path, found: FoundFiles) -> Iterator[tuple[Path, bool]]:
    if not path.is_dir():
        yield path, True
        return

    def unreadable(error: OSError) -> None:
        found.gaps.append(gap_of(Path(error.filename or path), f"the folder could not be read: {error.strerror}"))

    for folder, folders, names in os.walk(path, onerror=unreadable):
        folders.sort()
        yield from ((Path(folder, name), False) for name in sorted(names))


def _add(
    path: Path, found: FoundFiles, query: PathQuery, seen: set[tuple[int, int]], kind: str, *, is_given: bool
) -> None:
    try:
        status = path.stat()
    except OSError as error:
        found.gaps.append(gap_of(path, f"the file could not be opened: {error.strerror}"))
        return
    log_path = parse_log_path(path.absolute().as_posix())
    if not stat.S_ISREG(status.st_mode):
        found.gaps.append(gap_of(path, "it is not a regular file"))
    elif (status.st_dev, status.st_ino) in seen:
        found.skipped["the same file again"] += 1
    elif log_path and log_path.kind != kind:
        found.skipped[f"{log_path.kind}, which contains no events of calls"] += 1
    elif log_path and not query.may_contain(log_path):
        found.skipped[_OUTSIDE] += 1
    else:
        found.files.append(LogFile(path, str(path), status.st_size, log_path, is_given))
    seen.add((status.st_dev, status.st_ino))


def gap_of(path: Path | str, reason: str) -> Gap:
    """A gap of one file."""
    return Gap(None, sanitize(str(path)), reason)
