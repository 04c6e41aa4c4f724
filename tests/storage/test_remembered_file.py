"""What the app remembers, on the disk: private, whole, without names, and hostile when it is read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bks_tui.core.errors import FileError
from bks_tui.core.remembered import ListSettings, RememberedView
from bks_tui.storage.remembered_file import SCHEMA, read_remembered, write_remembered

VIEW = RememberedView("incident", "111122223333", zoomed=True, lists={"users": ListSettings("age", True, "AT RISK")})


def written(path: Path, values: Any) -> Path:
    path.write_text(values if isinstance(values, str) else json.dumps({"schema": SCHEMA, **values}))
    path.chmod(0o600)
    return path


def test_what_is_written_is_read_again_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "bks" / "view.json"
    write_remembered(path, VIEW)
    assert read_remembered(path) == (VIEW, ())
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_without_a_file_nothing_is_remembered(tmp_path: Path) -> None:
    assert read_remembered(tmp_path / "view.json") == (RememberedView(), ())


@pytest.mark.parametrize(
    ("values", "ignored"),
    [
        ({"moon": 1}, ("unknown setting",)),
        ({"profile": ["x"]}, ("profile",)),
        ({"profile": "a\x1b[2Jb"}, ("profile",)),
        ({"profile": "x" * 1000}, ("profile",)),
        ({"account_id": "12"}, ("account_id",)),
        ({"zoomed": "yes", "profile": 7}, ("zoomed", "profile")),
        ({"lists": []}, ("lists",)),
        ({"lists": {"users": {"order": 7}, "calls": 1}}, ("lists",)),
    ],
)
def test_values_that_bks_does_not_know_are_ignored(tmp_path: Path, values: Any, ignored: tuple[str, ...]) -> None:
    assert read_remembered(written(tmp_path / "view.json", values)) == (RememberedView(), ignored)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "not JSON"),
        ("[" * 60_000, "not JSON"),
        ("[]", "not of the schema"),
        ('{"schema": "bks.view/9"}', "not of the schema"),
        (" " * 70_000, "more than 65536 bytes"),
    ],
    ids=["empty", "deep", "list", "newer", "giant"],
)
def test_a_file_that_bks_did_not_write_like_this_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(FileError, match=reason):
        read_remembered(written(tmp_path / "view.json", content))


def test_a_link_a_pipe_and_a_file_that_others_can_read_are_refused(tmp_path: Path) -> None:
    real, link, pipe = written(tmp_path / "real", {}), tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(real)
    os.mkfifo(pipe, 0o600)
    real.chmod(0o640)
    for path, reason in ((link, "symbolic link"), (pipe, "not a regular file"), (real, "accessible to others")):
        with pytest.raises(FileError, match=reason):
            read_remembered(path)


def test_a_file_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "view.json", {})
    owner = path.stat().st_uid
    monkeypatch.setattr("bks_tui.storage.remembered_file.os.geteuid", lambda: owner + 1)
    with pytest.raises(FileError, match="belongs to another user"):
        read_remembered(path)


def test_it_is_not_written_through_a_link(tmp_path: Path) -> None:
    real = written(tmp_path / "real", "untouched")
    (tmp_path / "view.json").symlink_to(real)
    with pytest.raises(FileError, match="symbolic link"):
        write_remembered(tmp_path / "view.json", VIEW)
    assert real.read_text() == "untouched"
