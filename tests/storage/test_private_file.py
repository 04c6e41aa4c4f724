"""Files and directories are private whatever the umask is; files appear whole, and never through a link."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bks_tui.core.errors import FileError
from bks_tui.storage.crash_report import unexpected
from bks_tui.storage.journal import Journal
from bks_tui.storage.private_file import private_directory, require_target, write_private
from tests.storage.test_journal import BEGUN


@pytest.fixture
def permissive_umask() -> Iterator[None]:
    """Files would be open to everyone, if nobody took care."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_file_holds_what_was_written(tmp_path: Path) -> None:
    write_private(tmp_path / "report", "grüße\r\n")
    assert (tmp_path / "report").read_bytes() == "grüße\r\n".encode()


@pytest.mark.usefixtures("permissive_umask")
def test_a_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    write_private(tmp_path / "report", "text")
    assert stat.S_IMODE((tmp_path / "report").stat().st_mode) == 0o600


def test_a_file_that_was_open_to_all_becomes_private(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("old")
    (tmp_path / "report").chmod(0o644)
    write_private(tmp_path / "report", "new")
    assert stat.S_IMODE((tmp_path / "report").stat().st_mode) == 0o600


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    write_private(tmp_path / "report", "text")
    assert [each.name for each in tmp_path.iterdir()] == ["report"]


def _link(path: Path) -> None:
    path.symlink_to(path.with_name("elsewhere"))


def _link_to_a_file(path: Path) -> None:
    path.with_name("elsewhere").write_text("precious")
    path.symlink_to(path.with_name("elsewhere"))


@pytest.mark.parametrize(
    ("put_there", "why"),
    [
        (_link, "is a symbolic link"),
        (_link_to_a_file, "is a symbolic link"),
        (Path.mkdir, "is a directory"),
        (os.mkfifo, "is not a regular file"),
    ],
)
def test_what_is_no_file_is_not_replaced(tmp_path: Path, put_there: Callable[[Path], None], why: str) -> None:
    target = tmp_path / "report"
    put_there(target)
    before = target.lstat().st_mode
    with pytest.raises(FileError, match=why):
        write_private(target, "text")
    assert target.lstat().st_mode == before


def test_what_a_link_points_to_stays_as_it_was(tmp_path: Path) -> None:
    _link_to_a_file(tmp_path / "report")
    with pytest.raises(FileError):
        write_private(tmp_path / "report", "text")
    assert (tmp_path / "elsewhere").read_text() == "precious"


def test_a_device_is_not_replaced() -> None:
    with pytest.raises(FileError, match="/dev/null is not a regular file"):
        write_private(Path(os.devnull), "text")


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=f"there is no directory {tmp_path}/missing"):
        write_private(tmp_path / "missing" / "report", "text")


def test_a_directory_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match=f"there is no directory {tmp_path}/file"):
        write_private(tmp_path / "file" / "report", "text")


def test_a_directory_that_is_not_writable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The system is asked, rather than set up: root, as whom tests may run, may write anywhere.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(FileError, match=f"you may not create files in {tmp_path}"):
        write_private(tmp_path / "report", "text")


@pytest.mark.parametrize("name", ["a" * 300, "nul\x00"])
def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError, match="cannot be written"):
        write_private(tmp_path / name, "text")


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EIO, "input/output error"),
    ],
)
def test_a_failing_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, why: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    target = tmp_path / "report"
    target.write_text("old")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(FileError, match=why):
        write_private(target, "new")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("report", "old")]


def test_an_interrupted_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_private(tmp_path / "report", "text")
    assert list(tmp_path.iterdir()) == []


def test_a_target_can_be_checked_without_writing_it(tmp_path: Path) -> None:
    require_target(tmp_path / "report")
    assert list(tmp_path.iterdir()) == []


LAX = (0o755, 0o777, 0o750, 0o711)


@pytest.fixture(params=[0o000, 0o002, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(directory: Path) -> set[tuple[str, int]]:
    """Kind and mode of everything below a directory."""
    return {
        ("directory" if path.is_dir() else "file", stat.S_IMODE(path.stat().st_mode)) for path in directory.rglob("*")
    }


@pytest.mark.usefixtures("umask")
def test_a_journal_and_all_above_it_that_was_missing_is_private(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "a" / "b" / "bks")
    with journal.hold_lock("3f2a"):
        journal.write(BEGUN)
        assert {kind for kind, mode in modes(tmp_path) if mode not in (0o700, 0o600)} == set()


@pytest.mark.usefixtures("umask")
def test_a_crash_report_and_a_report_are_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bks_tui.storage.crash_report.user_log_path", lambda *_, **__: tmp_path / "state" / "log")
    unexpected(ValueError())
    write_private(tmp_path / "state" / "report", "x")
    assert {mode for _, mode in modes(tmp_path)} == {0o700, 0o600}


@pytest.mark.parametrize("mode", LAX)
def test_a_directory_of_an_earlier_version_is_closed_to_others(tmp_path: Path, mode: int) -> None:
    journal = Journal(tmp_path / "bks")
    journal.write(BEGUN)
    (journal.directory / "under-way").mkdir(mode=0o755)
    for directory in (journal.directory, journal.directory / "under-way"):
        directory.chmod(mode)
    with journal.hold_lock("3f2a"):
        journal.write(BEGUN)
        assert {mode for kind, mode in modes(tmp_path) if kind == "directory"} == {0o700}


@pytest.mark.parametrize("mode", LAX)
def test_a_directory_that_holds_what_is_not_of_bks_is_refused_and_stays(tmp_path: Path, mode: int) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "notes.txt").touch()
    shared.chmod(mode)
    with pytest.raises(FileError, match=f"chmod 700 {shared}"):
        Journal(shared).write(BEGUN)
    assert stat.S_IMODE(shared.stat().st_mode) == mode
    assert [path.name for path in shared.iterdir()] == ["notes.txt"]


def test_a_private_directory_may_hold_anything(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    tmp_path.chmod(0o700)
    private_directory(tmp_path, lambda _name: False)
