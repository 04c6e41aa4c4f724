"""What bks creates is for its owner only, whatever the umask is, and so are the directories above it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bks_tui.core.errors import FileError
from bks_tui.storage.crash_report import unexpected
from bks_tui.storage.directories import private_directory
from bks_tui.storage.journal import Journal
from bks_tui.storage.private_file import write_private
from tests.storage.test_journal import BEGUN

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
