"""The files of `bks decode-key`: read them, and print the keys in them as SARIF."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path, PurePath

from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.input import STANDARD_INPUT
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.core.errors import FileError, UsageError
from bks_tui.core.harmless import safe_name
from bks_tui.core.text import pluralize
from bks_tui.storage.reading import Readable


def read_stream(stream: Readable, what: str) -> str:
    """The text of a stream, which may be compressed. Raises FileError, which names it as `what`."""
    from bks_tui.storage.compressed import read_opened

    opened = read_opened(stream, what)
    for note in opened.notes:
        print_message(note)
    return opened.text


def read_file(path: str) -> str:
    """The text of a file, which may be compressed. Raises FileError."""
    name = safe_name(path)
    try:
        with Path(path).open("rb") as file:
            return read_stream(file, name)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "that is not a file name"
    # Raised outside: the error above contains the path, which may be a key given by mistake.
    raise FileError(
        f"{name} cannot be read: {reason.lower()}", "To decode a key itself, run 'bks decode-key' and paste it."
    )


def print_sarif(keys: tuple[str, ...], files: tuple[str, ...], now: datetime) -> ExitCode:
    """Print the keys in files for code scanning. Raises UsageError and FileError."""
    from bks_tui.core.keys.decode import decode
    from bks_tui.export.keys.to_sarif import DecodedFile, keys_sarif

    if keys or not files or STANDARD_INPUT in files:
        raise UsageError("--format sarif names files and lines", "Give each file with --file.")
    places = {path: _below_here(path) for path in files}
    decoded = [DecodedFile(parts, decode(read_file(path), now)) for path, parts in places.items()]
    output.write_json(keys_sarif(decoded))
    found = sum(len(file.decoded.keys) for file in decoded)
    print_message(f"{pluralize(found, 'key')} in {pluralize(len(decoded), 'file')}")
    return ExitCode.DONE if found else ExitCode.FAILED


def _below_here(path: str) -> tuple[str, ...]:
    """The parts of a path from the current directory on: code scanning knows files of a repository only."""
    try:
        return PurePath(Path(path).resolve()).relative_to(Path.cwd().resolve()).parts
    except (OSError, ValueError, RuntimeError):
        pass
    raise UsageError(
        f"{safe_name(path)} is not below the current directory, and SARIF has paths of a repository",
        "Change to the directory of the repository first.",
    )
