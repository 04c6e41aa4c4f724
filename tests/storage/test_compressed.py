"""Compressed files: what is in them, within bounds, and what is not opened."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.errors import FileError
from bks_tui.storage import compressed
from bks_tui.storage.compressed import OpenedText, read_opened

TEXT = "first line\nsecond líne\n"


def opened(content: bytes) -> OpenedText:
    return read_opened(io.BytesIO(content), "the file")


def zipped(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in files.items():
            archive.writestr(name, file)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-16"),
        gzip.compress(TEXT.encode()),
        gzip.compress(TEXT.encode("utf-16")),
        gzip.compress(TEXT[:7].encode()) + gzip.compress(TEXT[7:].encode()),
        gzip.compress(TEXT.encode()) + b"\0" * 512,
        gzip.compress(gzip.compress(TEXT.encode())),
        zipped(a=TEXT.encode()),
        zipped(a=gzip.compress(TEXT.encode())),
    ],
    ids=["plain", "UTF-16", "gzip", "gzip of UTF-16", "members", "padded", "gzip twice", "zip", "gzip in a zip"],
)
def test_the_text_is_what_is_in_it(content: bytes) -> None:
    assert opened(content).text == TEXT


@pytest.mark.parametrize("content", [b"", b"\x1f", b"P", b"PK", gzip.compress(b"")], ids=range(5))
def test_a_short_file_is_what_it_is(content: bytes) -> None:
    assert len(opened(content).text) <= 2


def test_all_files_of_a_zip_are_read_and_counted() -> None:
    found = opened(zipped(a=b"one", b=b"two"))
    assert (found.text, found.files, found.unopened) == ("one\ntwo", 2, 0)
    assert "opened 2 files" in found.notes[0]


def test_a_plain_text_has_no_notes() -> None:
    assert opened(TEXT.encode()).notes == ()


def test_what_is_nested_in_a_zip_is_counted_as_not_opened() -> None:
    found = opened(zipped(a=b"one", b=zipped(c=b"deep"), d=lzma.compress(b"other")))
    assert (found.text, found.unopened) == ("one", 2)
    assert "2 files of the zip archive could not be opened" in found.notes[1]


def test_an_encrypted_file_is_counted_as_not_opened() -> None:
    content = bytearray(zipped(a=b"one"))
    # The flag that says so, in both headers.
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert opened(bytes(content)).unopened == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (lzma.compress(b"x"), "xz"),
        (bz2.compress(b"x"), "bzip2"),
        (b"\x28\xb5\x2f\xfd....", "Zstandard"),
        (b"7z\xbc\xaf\x27\x1c..", "7-Zip"),
        (gzip.compress(lzma.compress(b"x")), "xz"),
        (gzip.compress(zipped(a=b"x")), "zip"),
        (gzip.compress(gzip.compress(gzip.compress(b"x"))), "gzip"),
    ],
    ids=["xz", "bzip2", "Zstandard", "7-Zip", "xz in gzip", "zip in gzip", "gzip three times"],
)
def test_what_is_not_opened_is_named_as_compressed(content: bytes, name: str) -> None:
    with pytest.raises(FileError, match=rf"is compressed \({name}\)"):
        opened(content)


@pytest.mark.parametrize("cut", [12, 30, -1, -9])
def test_a_truncated_gzip_file_is_refused(cut: int) -> None:
    with pytest.raises(FileError, match="damaged or truncated"):
        opened(gzip.compress(bytes(range(256)))[:cut])


def test_a_damaged_zip_file_is_refused() -> None:
    with pytest.raises(FileError, match="damaged"):
        opened(zipped(a=b"one" * 100)[:60])


def bomb(size: int) -> bytes:
    return gzip.compress(b"\0" * size)


@pytest.mark.parametrize(
    "content",
    [bomb(32 << 20), zipped(a=b"\0" * (32 << 20)), zipped(a=bomb(32 << 20)), gzip.compress(bomb(32 << 20))],
    ids=["gzip", "zip", "gzip in a zip", "gzip twice"],
)
def test_what_expands_too_much_is_refused(content: bytes) -> None:
    with pytest.raises(FileError, match="expands to more than 200 times"):
        opened(content)


def test_more_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressed, "LARGEST_CONTENT", 1 << 20)
    files = {name: zlib.compress(bytes(range(256)) * 4_000, 0) for name in "abc"}
    with pytest.raises(FileError, match="expands to more than 1 MiB"):
        opened(zipped(**files))


def test_a_zip_of_very_many_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressed, "_MOST_FILES", 3)
    with pytest.raises(FileError, match="more than 3 files"):
        opened(zipped(a=b"", b=b"", c=b"", d=b""))


@given(st.sampled_from([gzip.compress(TEXT.encode()), zipped(a=TEXT.encode(), b=b"two")]), st.data())
def test_a_damaged_file_is_read_or_refused(content: bytes, data: st.DataObject) -> None:
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with suppress(FileError):
        opened(bytes(damaged))
