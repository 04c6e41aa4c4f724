"""What is read has a bound: a pipe, a device, a directory, a huge or deeply nested text, a list without end."""

from __future__ import annotations

import io
import itertools
import os
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bks_tui.aws import paging
from bks_tui.aws.paging import marked_pages, token_pages
from bks_tui.core.errors import FileError, ServiceError, UsageError
from bks_tui.export.prevention.status import _readable
from bks_tui.storage.config_file import config_path, read_config
from bks_tui.storage.reading import read_regular, read_text

DEEP = 20_000


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the config file of a person in an empty home would be."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path = config_path()
    path.parent.mkdir(parents=True)
    return path


def test_a_config_file_that_is_a_pipe_is_refused_without_waiting(file: Path) -> None:
    os.mkfifo(file)
    with pytest.raises(FileError, match="it is not a regular file"):
        read_config()


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/tty"])
def test_a_config_file_that_is_a_device_is_refused(file: Path, device: str) -> None:
    file.symlink_to(device)
    with pytest.raises(FileError, match="cannot be read"):
        read_config()


def test_a_config_file_of_more_than_a_megabyte_is_refused(file: Path) -> None:
    file.write_text("#" * ((1 << 20) + 1))
    with pytest.raises(FileError, match="more than 1048576 bytes"):
        read_config()


@pytest.mark.parametrize("text", [f"keys = {'[' * DEEP}", f"keys = {'{a=' * DEEP}"])
def test_a_config_file_that_is_nested_deeply_is_refused(file: Path, text: str) -> None:
    file.write_text(text)
    with pytest.raises(UsageError, match=r"nested too deep|no TOML|no setting"):
        read_config()


def test_a_number_in_the_config_file_that_python_does_not_read_is_refused(file: Path) -> None:
    file.write_text(f"region = {'9' * 10_000}")
    with pytest.raises(UsageError, match="is not valid TOML"):
        read_config()


def test_a_regular_file_may_have_as_many_bytes_as_the_limit(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    assert read_regular(tmp_path / "file", 5) == b"12345"


def test_a_text_is_in_memory_once() -> None:
    size = 32 << 20
    stream = _Endless(b"a line of a log, of some length\n" * (1 << 15), size)
    # While its lines are traced, for coverage, Python copies a text that it would lengthen in place.
    tracer = sys.gettrace()
    sys.settrace(None)
    tracemalloc.start()
    try:
        text = read_text(stream, "the log")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        sys.settrace(tracer)
    assert len(text) == size
    assert peak < 1.5 * size


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(FileError, match="/dev/zero cannot be read: it has more than 3 MiB"):
        read_text(_Endless(bytes(1 << 20)), "/dev/zero", limit=3 << 20)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_reads_the_same_in_pieces(encoding: str) -> None:
    text = "a key, größer and … longer\n" * 90_000
    assert read_text(io.BytesIO(text.encode(encoding)), "a file") == text


class _Endless:
    """Gives the same again and again, up to a size."""

    def __init__(self, piece: bytes, size: int | None = None) -> None:
        self._pieces: Iterator[bytes] = itertools.repeat(piece, *([size // len(piece)] if size else []))

    def read(self, size: int = -1) -> bytes:
        del size
        return next(self._pieces, b"")


def ever_new(empty: bool) -> Any:
    """A list that has always more: each page has a new mark."""
    marks = itertools.count()
    return lambda _page: {"Users": [] if empty else ["one"], "IsTruncated": True, "Marker": str(next(marks))}


def test_a_list_with_ever_new_marks_ends_in_an_error() -> None:
    pages = marked_pages(ever_new(empty=False), "iam:ListUsers")
    with pytest.raises(ServiceError, match="iam:ListUsers does not end: AWS sent 10001 pages"):
        list(pages)


def test_a_list_of_empty_pages_ends_in_an_error_sooner() -> None:
    pages = marked_pages(ever_new(empty=True), "iam:ListUsers")
    with pytest.raises(ServiceError, match="iam:ListUsers does not end: AWS sent 1000 pages"):
        list(pages)


def test_pages_of_events_may_be_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST_TOKEN_PAGES", 20)
    tokens = itertools.count()
    pages = token_pages(lambda _page: {"Events": ["one"], "NextToken": str(next(tokens))}, "cloudtrail:LookupEvents")
    with pytest.raises(ServiceError, match="cloudtrail:LookupEvents does not end: AWS sent 21 pages"):
        list(pages)


def test_some_empty_pages_are_followed() -> None:
    answers = iter(
        [{"Users": [], "IsTruncated": True, "Marker": str(page)} for page in range(900)] + [{"Users": ["a"]}]
    )
    assert list(marked_pages(lambda _page: next(answers), "iam:ListUsers"))[-1] == {"Users": ["a"]}


def test_a_policy_that_is_nested_deeply_is_shown_as_it_is() -> None:
    text = "[" * DEEP
    assert _readable(text) == [text]
