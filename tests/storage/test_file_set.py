"""Files that belong together are written whole, and replace nobody's other files unless that is wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from bks_tui.core.errors import FileError
from bks_tui.storage.file_set import write_file_set

FILES = {"a.yml": "one", "b.yml": "two"}


def contents(directory: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in directory.iterdir()}


def test_the_directory_is_created_with_what_is_above_it(tmp_path: Path) -> None:
    write_file_set(tmp_path / "x" / "y", FILES, overwrite=False)
    assert contents(tmp_path / "x" / "y") == FILES


def test_files_of_other_names_stay(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    write_file_set(tmp_path, FILES, overwrite=True)
    assert contents(tmp_path) == {**FILES, "notes": "mine"}


def test_what_was_written_before_can_be_written_again(tmp_path: Path) -> None:
    write_file_set(tmp_path, FILES, overwrite=False)
    write_file_set(tmp_path, FILES, overwrite=False)
    assert contents(tmp_path) == FILES


def test_another_file_of_the_same_name_is_kept_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text("mine")
    with pytest.raises(FileError, match=r"1 other file of the same name, such as b\.yml") as raised:
        write_file_set(tmp_path, FILES, overwrite=False)
    assert "--overwrite" in (raised.value.remedy or "")
    assert contents(tmp_path) == {"b.yml": "mine"}


def test_another_file_is_replaced_if_that_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text("mine")
    write_file_set(tmp_path, FILES, overwrite=True)
    assert contents(tmp_path) == FILES


@pytest.mark.parametrize("overwrite", [True, False])
def test_nothing_is_written_through_a_link(tmp_path: Path, *, overwrite: bool) -> None:
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "b.yml").symlink_to(tmp_path / "precious")
    with pytest.raises(FileError, match="symbolic link"):
        write_file_set(tmp_path / "set", FILES, overwrite=overwrite)
    assert (tmp_path / "precious").read_text() == "mine"
    assert not (tmp_path / "set" / "a.yml").exists()


@pytest.mark.parametrize("name", ["file", "file/below", "nul\0l"])
def test_what_cannot_be_a_directory_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FileError, match="cannot be created"):
        write_file_set(tmp_path / name, FILES, overwrite=True)
