"""Records on lines of their own, and the rows of a table."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from bks_tui.storage.logs.errors import UnreadableLogError

LARGEST_LINE = 8 << 20


def lines_of(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The lines, with their ends. Raises UnreadableLogError for one that does not fit into memory."""
    rest = b""
    for chunk in chunks:
        *whole, last = (rest + chunk).split(b"\n") if b"\n" in chunk else (rest + chunk,)
        yield from (line + b"\n" for line in whole)
        rest = last
        if len(rest) > LARGEST_LINE:
            raise UnreadableLogError(f"it has a record of more than {LARGEST_LINE >> 20} MB")
    if rest:
        yield rest


def rows_of(chunks: Iterator[bytes]) -> Iterator[dict[str, str]]:
    """The rows of a table by its column names in lower case. Raises UnreadableLogError."""
    csv.field_size_limit(LARGEST_LINE)
    reader = csv.reader(line.decode("utf-8", "replace") for line in lines_of(chunks))
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        for row in reader:
            if row and len(row) != len(names):
                raise UnreadableLogError(f"it is truncated or damaged in line {reader.line_num}")
            yield dict(zip(names, row, strict=False))
    except csv.Error as error:
        raise UnreadableLogError(f"it is no valid table in line {reader.line_num}: {error}") from None
