"""The records of a file as CloudTrail delivers it, found without parsing the others.

`{"Records":[{"eventVersion":…},{"eventVersion":…}]}` without white space. What a caller wrote into a record may contain
`{"eventVersion":` as well, within a list or an object of its own. So the braces of each piece are counted, outside of
strings, and only a piece of whole records on the level of the list is split; any other file is parsed in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bks_tui.storage.logs.errors import NotDeliveredError, UnreadableLogError
from bks_tui.storage.logs.words import Words

HEADER = re.compile(rb'\s*\{"Records":\[(?=\{"eventVersion":)')
_BEGIN = b'{"eventVersion":'
_END = re.compile(rb"\]\}\s*\Z")

# A begin becomes a character that no JSON contains; only braces, quotes and begins are kept of the rest.
_MARK = b"\x01"
_OTHERS = bytes(byte for byte in range(256) if byte not in b'{}[]"\x01')
_DEEPEST = 100

# A larger record is none that anybody could have written.
LARGEST_RECORD = 4 << 20


def delivered_records(chunks: Iterator[bytes], words: Words) -> Iterator[bytes]:
    """The records that contain one of the words.

    Raises NotDeliveredError if it is another kind of file, and UnreadableLogError.
    """
    rest = _without_header(chunks)
    try:
        for chunk in chunks:
            rest += chunk
            last = rest.rfind(_BEGIN, 1)
            if last > 0:
                yield from _matches(rest[:last], words)
                rest = rest[last:]
            elif len(rest) > LARGEST_RECORD:
                raise UnreadableLogError(f"it has a record of more than {LARGEST_RECORD >> 20} MB")
    except UnreadableLogError:
        # What came before the last record, and that one if it is whole.
        last = max(0, rest.rfind(_BEGIN))
        for piece in (rest[:last], _without_end(rest[last:]) or rest[last:]):
            if _holds_whole_records(piece):
                yield from _matches(piece, words)
        raise
    records = _without_end(rest)
    if records is None:
        raise NotDeliveredError
    yield from _matches(records, words)


def _without_header(chunks: Iterator[bytes]) -> bytes:
    rest = next(chunks, b"")
    header = HEADER.match(rest)
    if header is None:
        raise NotDeliveredError
    return rest[header.end() :]


def _without_end(rest: bytes) -> bytes | None:
    end = _END.search(rest, max(0, len(rest) - 1_000))
    return rest[: end.start()] if end else None


def _matches(piece: bytes, words: Words) -> Iterator[bytes]:
    if not _holds_whole_records(piece):
        raise NotDeliveredError
    done = 0
    for place in sorted(set(words.places(piece))):
        if place < done:
            continue
        start, done = piece.rfind(_BEGIN, 0, place + 1), piece.find(_BEGIN, place)
        done = done if done >= 0 else len(piece)
        yield piece[max(start, 0) : done].rstrip(b", \t\r\n")


def _holds_whole_records(piece: bytes) -> bool:
    """Whether a piece is a list of whole records, each beginning on the level of the list."""
    if _MARK in piece:
        return False
    structure = piece
    if b"\\" in structure:
        structure = structure.replace(b"\\\\", b"").replace(b'\\"', b"")
    structure = structure.replace(_BEGIN, _MARK).translate(None, _OTHERS).replace(b'""', b"")
    if b'"' in structure:
        structure = b"".join(structure.split(b'"')[::2])
    for _ in range(_DEEPEST):
        shorter = structure.replace(b"{}", b"").replace(b"[]", b"")
        if len(shorter) == len(structure):
            break
        structure = shorter
    return structure == b"\x01}" * (len(structure) // 2)
