"""The content of a file in pieces of bounded size, inflated if it is compressed.

`zlib.decompress` returns only the first member of a file, and a loop over members never ends on a truncated file.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from types import ModuleType

from bks_tui.storage.logs.errors import UnreadableLogError
from bks_tui.storage.reading import Readable

CHUNK = 1 << 20
_READ_AT_ONCE = 1 << 18

_GZIP = b"\x1f\x8b"
_OTHER_FORMATS = {
    b"PK\x03\x04": "zip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"Obj\x01": "Avro",
    b"PAR1": "Parquet",
    b"ORC": "ORC",
}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

# Logs are deflated to a tenth, and by more than a hundred only if somebody made them for it.
_MOST_INFLATED = 200
_ALWAYS_INFLATED = 64 << 20


def _fastest() -> ModuleType:
    """The library of the extra `fast`, which has the names of zlib, if it is installed."""
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib
    module: ModuleType = isal_zlib
    return module


_zlib = _fastest()
_BROKEN: tuple[type[Exception], ...] = (zlib.error, getattr(_zlib, "error", zlib.error))


def chunks(stream: Readable) -> Iterator[bytes]:
    """The content. Raises UnreadableLogError, after what could be read, and OSError."""
    first = stream.read(_READ_AT_ONCE)
    if first.startswith(_GZIP):
        yield from _inflated(stream, first)
        return
    for start, name in _OTHER_FORMATS.items():
        if first.startswith(start):
            raise UnreadableLogError(f"it is in the format {name}, which bks does not read")
    yield first.removeprefix(_BYTE_ORDER_MARK)
    yield from iter(lambda: stream.read(CHUNK), b"")


def _inflated(stream: Readable, compressed: bytes) -> Iterator[bytes]:
    """The content of every member of a gzip file."""
    size_in, size_out, member = len(compressed), 0, _zlib.decompressobj(31)
    while compressed:
        try:
            piece = member.decompress(compressed, CHUNK)
        except _BROKEN:
            raise UnreadableLogError(f"its compressed data is damaged after {size_out:,} bytes") from None
        size_out += len(piece)
        if piece:
            yield piece
        if size_out > max(_ALWAYS_INFLATED, _MOST_INFLATED * size_in):
            raise UnreadableLogError(f"it inflates to more than {_MOST_INFLATED} times its size")
        compressed = member.unused_data.lstrip(b"\0") if member.eof else member.unconsumed_tail
        if not compressed:
            compressed = stream.read(_READ_AT_ONCE)
            size_in += len(compressed)
            # Zeros after a member are padding.
            compressed = compressed.lstrip(b"\0") if member.eof else compressed
        if member.eof and compressed:
            member = _zlib.decompressobj(31)
    if not member.eof:
        # With the last of what the library keeps.
        yield from filter(None, (member.flush(),))
        raise UnreadableLogError(f"it is truncated: its compressed data ends after {size_out:,} bytes")
