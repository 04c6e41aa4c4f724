"""Standard input as a file: its logs may have to be read more than once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bks_tui.core.errors import FileError
from bks_tui.storage.reading import Readable

_CHUNK = 1 << 20


@contextmanager
def stored(stream: Readable) -> Iterator[Path]:
    """A private file with the content of a stream, deleted at the end. Raises FileError if the disk is full."""
    with tempfile.NamedTemporaryFile(prefix="bks-") as file:
        try:
            file.writelines(iter(lambda: stream.read(_CHUNK), b""))
            file.flush()
        except OSError as error:
            raise FileError(f"standard input could not be stored: {error.strerror}") from error
        yield Path(file.name)
