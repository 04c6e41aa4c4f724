"""A package is private, whole or not there, the same for the same content, and valid for another validator."""

from __future__ import annotations

import errno
import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import bagit
import pytest

from bks_tui.core.errors import FileError
from bks_tui.storage.bag.verify import verify_bag
from bks_tui.storage.bag.write import require_bag_target, write_bag
from tests.support.bags import FILES, INFO, a_bag

FORMS = ("bag", "bag.zip")


def extracted(path: Path) -> Path:
    """The directory of a package in either form."""
    if path.suffix != ".zip":
        return path
    target = path.parent / "extracted"
    with zipfile.ZipFile(path) as archive:
        archive.extractall(target)
    return target / path.stem


@pytest.mark.parametrize("form", FORMS)
def test_another_validator_accepts_it(tmp_path: Path, form: str) -> None:
    assert bagit.Bag(str(extracted(a_bag(tmp_path / form)))).validate()


@pytest.mark.parametrize("form", FORMS)
def test_it_contains_what_was_packed(tmp_path: Path, form: str) -> None:
    payload = extracted(a_bag(tmp_path / form)) / "data"
    files = {each.relative_to(payload).as_posix(): each.read_text() for each in payload.rglob("*") if each.is_file()}
    assert files == {name: "".join(parts) for name, parts in FILES.items()}


@pytest.mark.parametrize("form", FORMS)
def test_its_seal_is_what_a_verification_finds(tmp_path: Path, form: str) -> None:
    written = write_bag(tmp_path / form, FILES, INFO, overwrite=False)
    found = verify_bag(tmp_path / form)
    assert (found.seal, found.files, found.verified) == (written.seal, written.payload.files + 4, True)


def test_the_same_content_is_the_same_archive(tmp_path: Path) -> None:
    bag = a_bag(tmp_path / "bag.zip")
    first = bag.read_bytes()
    write_bag(bag, dict(reversed(list(FILES.items()))), INFO, overwrite=True)
    assert bag.read_bytes() == first


def test_the_same_content_is_the_same_directory(tmp_path: Path) -> None:
    first, second = a_bag(tmp_path / "1"), a_bag(tmp_path / "2")
    assert {each.relative_to(first): each.read_bytes() for each in first.rglob("*") if each.is_file()} == {
        each.relative_to(second): each.read_bytes() for each in second.rglob("*") if each.is_file()
    }


@pytest.mark.parametrize("form", FORMS)
def test_only_its_owner_can_read_it(tmp_path: Path, form: str) -> None:
    before = os.umask(0)
    try:
        bag = a_bag(tmp_path / form)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(each.stat().st_mode) for each in (bag, *bag.rglob("*"))}
    assert modes <= {0o700, 0o600}


@pytest.mark.parametrize("form", FORMS)
def test_an_existing_package_is_kept(tmp_path: Path, form: str) -> None:
    bag = a_bag(tmp_path / form)
    with pytest.raises(FileError, match="exists already") as caught:
        a_bag(bag)
    assert "--overwrite" in caught.value.remedy
    assert verify_bag(bag).verified


@pytest.mark.parametrize("form", FORMS)
def test_an_existing_package_is_replaced_if_that_is_wanted(tmp_path: Path, form: str) -> None:
    write_bag(tmp_path / form, {"old.txt": ["old"]}, INFO, overwrite=False)
    a_bag(tmp_path / form, overwrite=True)
    assert verify_bag(tmp_path / form).files == len(FILES) + 4
    assert [each.name for each in tmp_path.iterdir()] == [form]


def test_a_directory_with_other_files_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "thesis.txt").write_text("years of work")
    with pytest.raises(FileError, match="has other files in it"):
        a_bag(tmp_path / "own", overwrite=True)
    assert (tmp_path / "own" / "thesis.txt").exists()


def test_a_package_to_which_somebody_added_a_file_is_never_replaced(tmp_path: Path) -> None:
    bag = a_bag(tmp_path / "bag")
    (bag / "notes.txt").write_text("an hour of work")
    with pytest.raises(FileError, match="has other files in it"):
        a_bag(bag, overwrite=True)
    assert (bag / "notes.txt").exists()


def test_an_empty_directory_is_filled(tmp_path: Path) -> None:
    (tmp_path / "bag").mkdir()
    assert verify_bag(a_bag(tmp_path / "bag")).verified


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "bag").symlink_to(tmp_path / "real")
    with pytest.raises(FileError, match="symbolic link"):
        a_bag(tmp_path / "bag", overwrite=True)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("missing/bag", "no directory"), ("missing/bag.zip", "no directory"), ("file", "is a file, not a directory")],
)
def test_a_target_that_cannot_be_written_is_known_before(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match=reason):
        require_bag_target(tmp_path / name, overwrite=True)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("is_there", [False, True])
def test_a_failure_leaves_everything_as_it_was(tmp_path: Path, form: str, *, is_there: bool) -> None:
    if is_there:
        a_bag(tmp_path / form)

    def failing() -> Iterator[str]:
        yield "half"
        raise OSError(errno.ENOSPC, "no space")

    with pytest.raises(FileError, match="the disk is full"):
        write_bag(tmp_path / form, {"a.txt": failing()}, INFO, overwrite=True)
    assert [each.name for each in tmp_path.iterdir()] == ([form] if is_there else [])
    assert not is_there or verify_bag(tmp_path / form).verified
