"""Whatever happened to a package is found, and a package that was made to do harm does none."""

from __future__ import annotations

import os
import shutil
import stat
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bks_tui.core.bag.verification import Verification
from bks_tui.core.errors import FileError, UsageError
from bks_tui.storage.bag import archive, directory, verify
from bks_tui.storage.bag.verify import verify_bag
from tests.support.bags import FILES, a_bag, edit_archive, edit_files

FORMS = ("bag", "bag.zip")
RECORDS = "data/records.jsonl"
TAG_FILES = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt")
ALL = (*(f"data/{name}" for name in FILES), *TAG_FILES)


@pytest.fixture(params=FORMS)
def bag(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A package in each form."""
    return a_bag(tmp_path / request.param)


def edited(bag: Path, edit: Callable[[dict[str, bytes]], object]) -> Verification:
    edit_files(bag, edit)
    return verify_bag(bag)


def test_what_nobody_touched_is_verified(bag: Path) -> None:
    found = verify_bag(bag)
    assert found.verified
    assert found.files == len(ALL)


@pytest.mark.parametrize("name", ALL)
def test_a_file_that_was_removed_is_missing(bag: Path, name: str) -> None:
    assert name in edited(bag, lambda files: files.pop(name)).missing


@pytest.mark.parametrize("name", ["data/notes.txt", "notes.txt", "data/more/x", "fetch.txt", "manifest-md5.txt"])
def test_a_file_that_was_added_is_listed(bag: Path, name: str) -> None:
    assert edited(bag, lambda files: files.update({name: b"x"})).added == (name,)


@pytest.mark.parametrize("name", [name for name in ALL if name not in ("data/more/empty.txt", TAG_FILES[-1])])
def test_a_file_that_was_changed_is_listed(bag: Path, name: str) -> None:
    found = edited(bag, lambda files: files.update({name: files[name][:-1] + b"\0"}))
    assert name in found.changed


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_flipped_bit_in_any_file_is_found(tmp_path: Path, data: st.DataObject) -> None:
    bag = tmp_path / "flipped"
    shutil.rmtree(bag, ignore_errors=True)
    a_bag(bag)
    name = data.draw(st.sampled_from([name for name in ALL if (bag / name).stat().st_size]))
    content = bytearray((bag / name).read_bytes())
    bit = data.draw(st.integers(0, 8 * len(content) - 1))
    content[bit // 8] ^= 1 << bit % 8
    (bag / name).write_bytes(content)
    assert verify_bag(bag).differs


@pytest.mark.parametrize("name", [RECORDS, "manifest-sha256.txt", "tagmanifest-sha256.txt"])
@pytest.mark.parametrize("offset", [0, 1, 7, 40])
def test_damage_within_an_archive_is_a_changed_file(tmp_path: Path, name: str, offset: int) -> None:
    bag = a_bag(tmp_path / "bag.zip")
    with zipfile.ZipFile(bag) as opened:
        entry = opened.getinfo(f"bag/{name}")
    content = bytearray(bag.read_bytes())
    # Its data is after its header, its name and the sizes of 64 bits.
    content[entry.header_offset + 30 + len(entry.filename) + 20 + offset] ^= 0x10
    bag.write_bytes(content)
    assert verify_bag(bag).changed == (name,)


def test_a_tag_file_that_no_manifest_lists_is_added(bag: Path) -> None:
    def forget(files: dict[str, bytes]) -> None:
        lines = files["tagmanifest-sha256.txt"].splitlines(keepends=True)
        files["tagmanifest-sha256.txt"] = b"".join(line for line in lines if b"bagit.txt" not in line)

    assert edited(bag, forget).added == ("bagit.txt",)


def test_new_manifests_are_consistent_but_have_another_seal(tmp_path: Path) -> None:
    bag = a_bag(tmp_path / "bag")
    before = verify_bag(bag).seal
    content = (bag / RECORDS).read_bytes().replace(b"7", b"8")
    old = sha256((bag / RECORDS).read_bytes()).hexdigest()
    (bag / RECORDS).write_bytes(content)
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        after = (bag / name).read_text().replace(old, sha256(content).hexdigest())
        old = sha256((bag / name).read_bytes()).hexdigest()
        (bag / name).write_text(after)
        content = after.encode()
    found = verify_bag(bag)
    assert found.verified
    assert found.seal != before


def test_a_payload_of_another_size_than_stated_is_a_problem(bag: Path) -> None:
    found = edited(bag, lambda files: files.update({"data/x": b"12345"}))
    assert any("bag-info.txt states 3 files" in problem for problem in found.problems)


def test_a_manifest_never_leads_to_a_file_outside(bag: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("secret")
    line = f"{sha256(b'secret').hexdigest()}  data/../../outside.txt\n".encode()
    found = edited(bag, lambda files: files.update({"manifest-sha256.txt": files["manifest-sha256.txt"] + line}))
    assert "manifest-sha256.txt, line 4: the path leads out of the package" in found.problems
    assert found.files == len(ALL)


@pytest.mark.parametrize("is_folder", [False, True])
def test_a_link_is_reported_and_not_followed(tmp_path: Path, *, is_folder: bool) -> None:
    bag = a_bag(tmp_path / "bag")
    (bag / RECORDS).rename(tmp_path / "elsewhere")
    (bag / RECORDS).symlink_to(tmp_path if is_folder else tmp_path / "elsewhere")
    found = verify_bag(bag)
    assert found.problems[0] == f"{RECORDS} is a symbolic link, which is not followed"
    assert found.missing == (RECORDS,)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    bag = a_bag(tmp_path / "bag")
    os.mkfifo(bag / "data" / "pipe")
    assert verify_bag(bag).problems[0] == "data/pipe is not a regular file"


def test_a_file_that_cannot_be_read_is_unread_and_not_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bag = a_bag(tmp_path / "bag")
    real = os.open

    def denied(path: Path, *rest: int) -> int:
        if str(path).endswith(RECORDS):
            raise PermissionError(13, "Permission denied")
        return real(path, *rest)

    monkeypatch.setattr("bks_tui.storage.bag.directory.os.open", denied)
    found = verify_bag(bag)
    assert (found.unread, found.differs, found.verified) == ((f"{RECORDS}: Permission denied",), False, False)


def test_a_manifest_that_is_too_large_is_not_read(bag: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "_LARGEST_TAG_FILE", 100)
    assert any(each.startswith("manifest-sha256.txt: it has more than") for each in verify_bag(bag).unread)


def test_too_many_files_are_refused(bag: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "MOST_FILES", 3)
    with pytest.raises(FileError, match="more than 3 files"):
        verify_bag(bag)


@pytest.mark.parametrize("name", ["../x", "bag/../../x", "/etc/x", "bag\\..\\x"])
def test_an_entry_that_leads_out_of_the_package_is_a_problem(tmp_path: Path, name: str) -> None:
    bag = a_bag(tmp_path / "bag.zip")
    edit_archive(bag, lambda entries: entries.update({name: b"x"}))
    assert verify_bag(bag).problems == (f"{name.removeprefix('bag/')} leads out of the package",)


def test_an_entry_beside_the_package_is_a_problem(tmp_path: Path) -> None:
    bag = a_bag(tmp_path / "bag.zip")
    edit_archive(bag, lambda entries: entries.update({"other/x": b"x"}))
    assert verify_bag(bag).problems == ("other/x is outside of the folder of the package",)


def test_an_entry_that_is_there_twice_is_a_problem(tmp_path: Path) -> None:
    bag = a_bag(tmp_path / "bag.zip")
    with zipfile.ZipFile(bag, "a") as opened, pytest.warns(UserWarning, match="Duplicate name"):
        opened.writestr(f"bag/{RECORDS}", b"forged")
    assert verify_bag(bag).problems == (f"{RECORDS} is in the archive twice",)


def test_an_entry_that_is_a_link_is_a_problem(tmp_path: Path) -> None:
    bag = a_bag(tmp_path / "bag.zip")
    link = zipfile.ZipInfo("bag/data/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(bag, "a") as opened:
        opened.writestr(link, "/etc/passwd")
    assert verify_bag(bag).problems == ("data/link is a symbolic link, which is not followed",)


def test_an_entry_compressed_in_another_way_is_a_problem(tmp_path: Path) -> None:
    bag = a_bag(tmp_path / "bag.zip")
    with zipfile.ZipFile(bag, "a") as opened:
        opened.writestr("bag/data/x", b"x", zipfile.ZIP_LZMA)
    assert "compressed in a way that bks does not read" in verify_bag(bag).problems[0]


def test_a_bomb_is_not_inflated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_ALWAYS_ALLOWED", 1 << 20)
    bag = a_bag(tmp_path / "bag.zip")
    edit_archive(bag, lambda entries: entries.update({"bag/data/bomb": b"\0" * (4 << 20)}))
    with pytest.raises(FileError, match=r"would inflate to 4\.2 MB"):
        verify_bag(bag)


def test_a_list_of_entries_that_is_too_large_is_not_read(bag: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if bag.is_dir():
        return
    monkeypatch.setattr(archive, "_LARGEST_LISTING", 100)
    with pytest.raises(FileError, match="the list of its entries is too large"):
        verify_bag(bag)


def test_an_archive_without_a_folder_is_a_package_too(tmp_path: Path) -> None:
    bag = a_bag(tmp_path / "bag.zip")

    def flatten(entries: dict[str, bytes]) -> None:
        files = {name.removeprefix("bag/"): content for name, content in entries.items()}
        entries.clear()
        entries.update(files)

    edit_archive(bag, flatten)
    assert verify_bag(bag).verified


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + b"\xff" * 18])
def test_another_file_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file.zip"
    file.write_bytes(content)
    with pytest.raises(FileError, match="cannot be read"):
        verify_bag(file)


def test_a_pipe_is_no_package(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match="neither a directory nor a regular file"):
        verify_bag(tmp_path / "pipe")


@pytest.mark.parametrize("form", FORMS)
def test_another_folder_is_no_package(tmp_path: Path, form: str) -> None:
    bag = a_bag(tmp_path / form)
    edit_files(bag, lambda files: [files.pop(name) for name in TAG_FILES])
    with pytest.raises(UsageError, match="is not a BagIt package"):
        verify_bag(bag)
