"""The lines of a journal or run file: read one by one, in bounded memory, and compared with each other.

Each line holds the hash of the line before it. The file is untrusted input: a line may be of any length and
hold anything.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn

# A plan with the documents of all policies of an organization may have some megabytes; no other has.
LONGEST_LINE = 8 * 2**20
# Some thousand operations, read in a second or two.
MOST_READ = 16 * 2**20

# Of the file in which there is no line yet.
BEGINNING = hashlib.sha256(b"").hexdigest()

_MOST_FAULTS = 100
_TOO_LONG = f"is longer than {LONGEST_LINE // 2**20} MB: bks did not write it"


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end; of one that is too long only the length and the hash are known."""

    content: bytes
    length: int
    digest: str

    @property
    def is_whole(self) -> bool:
        """Whether its content was read."""
        return len(self.content) == self.length


def digest_of(line: bytes) -> str:
    """The hash by which the next line refers to this one."""
    return hashlib.sha256(line).hexdigest()


def read_lines(file: BinaryIO, longest: int = LONGEST_LINE) -> Iterator[Line]:
    """Each line from where the file stands; the content of one with more than `longest` bytes is not kept."""
    while content := file.readline(longest + 1):
        if content.endswith(b"\n"):
            content = content[:-1]
        if len(content) <= longest:
            yield Line(content, len(content), digest_of(content))
        else:
            yield _too_long(content, file)


def _too_long(begun: bytes, file: BinaryIO) -> Line:
    digest, length, part = hashlib.sha256(), 0, begun
    while part:
        is_end = part.endswith(b"\n")
        text = part[:-1] if is_end else part
        digest.update(text)
        length += len(text)
        part = b"" if is_end else file.readline(LONGEST_LINE)
    return Line(b"", length, digest.hexdigest())


def skip_to_last(file: BinaryIO, most: int) -> tuple[int, int]:
    """Go to the first line within the last `most` bytes of a file.

    Gives how many bytes are before it, and how many of those were passed over within the last `most`.
    """
    size = os.fstat(file.fileno()).st_size
    if size <= most:
        return 0, 0
    start = size - most - 1
    file.seek(start)
    while (part := file.readline(LONGEST_LINE)) and not part.endswith(b"\n"):
        pass
    return file.tell(), file.tell() - start


def last_line(descriptor: int) -> tuple[str, bool]:
    """The hash of the last line, and whether it has its end. Raises ForeignLineError."""
    size = os.fstat(descriptor).st_size
    if size == 0:
        return BEGINNING, True
    length = 2**16
    while True:
        length = min(length, size, LONGEST_LINE + 2)
        tail = os.pread(descriptor, length, size - length)
        start = tail.rfind(b"\n", 0, len(tail) - 1) + 1
        if start or length == size:
            return digest_of(tail[start:].removesuffix(b"\n")), tail.endswith(b"\n")
        if length > LONGEST_LINE:
            raise ForeignLineError(f"its last line is longer than {LONGEST_LINE // 2**20} MB, so bks did not write it")
        length *= 4


class ForeignLineError(OSError):
    """The last line is none that bks can have written, and no other is added to it."""


class Chain:
    """Holds each line against the one before it. `faults` are all that is wrong, `breaks` what no crash explains."""

    def __init__(self, previous: str | None, schema: str) -> None:
        """`previous` is the hash of the line before the first, or None where that was not read."""
        self._previous = previous
        self._schema = schema
        self._where = "line" if previous else "in the part that was read, line"
        self.count = 0
        self.faults: list[str] = []
        self.breaks: list[str] = []

    def skip(self, length: int) -> None:
        """The part that is read begins in a line, of which `length` bytes were passed over."""
        if length > LONGEST_LINE:
            self.count += 1
            self._fault(_TOO_LONG, breaks=True)

    def records(self, lines: Iterator[Line]) -> Iterator[Mapping[str, Any]]:
        """The records among the lines."""
        for line in lines:
            self.count += 1
            record = parsed(line, self._schema)
            if not line.is_whole:
                self._fault(_TOO_LONG, breaks=True)
            elif record is None:
                self._fault("is not a record: it is incomplete or damaged", breaks=False)
            elif self._previous not in (None, record.get("previous")):
                self._fault("does not match the line before it: a line was changed, added or removed", True)
            self._previous = line.digest
            if record is not None:
                yield record

    def _fault(self, what: str, breaks: bool) -> None:
        for kept in (self.faults, *([self.breaks] if breaks else [])):
            if len(kept) < _MOST_FAULTS:
                kept.append(f"{self._where} {self.count} {what}")


def parsed(line: Line, schema: str) -> Mapping[str, Any] | None:
    """The record of a schema in a line, or None where there is none."""
    # Most of what is no record need not be parsed to see that.
    if schema.encode() not in line.content:
        return None
    try:
        record = json.loads(line.content, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) and record.get("schema") == schema else None


def json_text(line: Line) -> str:
    """A line as one of JSON in ASCII, whatever it holds."""
    if not line.is_whole:
        return json.dumps({"too_long": line.length, "sha256": line.digest})
    text = line.content.decode("utf-8", "replace")
    try:
        value = json.loads(text, parse_constant=_refuse)
        return text if text.isascii() else json.dumps(value)
    except (ValueError, RecursionError):
        return json.dumps({"broken_off": text})


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
