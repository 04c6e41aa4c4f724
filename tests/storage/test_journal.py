"""The journal: private, on the disk before AWS is asked, chained, and readable whatever happened to it."""

from __future__ import annotations

import json
import multiprocessing
import os
from pathlib import Path

import pytest

from bks_tui.core.errors import FileError, ReadOnlyError
from bks_tui.core.journal import records
from bks_tui.core.response.operation import Outcome
from bks_tui.storage.journal import Journal, default_directory
from bks_tui.storage.person import person
from tests.support.plans import an_operation
from tests.support.users import NOW

OPERATION = an_operation(None)
BEGUN = records.operation_started(OPERATION)
ENDED = records.operation_finished(OPERATION, Outcome.DONE, "", NOW)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A journal that nobody has written yet, in a directory that does not exist yet."""
    return Journal(tmp_path / "state" / "bks")


@pytest.mark.parametrize(("demo", "place"), [(False, "bks"), (True, "bks/demo")])
def test_it_is_kept_where_the_system_keeps_a_persons_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, demo: bool, place: str
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert default_directory(demo=demo) == tmp_path / place


def test_there_may_be_none_yet(journal: Journal) -> None:
    assert (
        list(journal.lines()),
        journal.operations(),
        journal.integrity_errors(),
        journal.interrupted_operations(),
    ) == ([], (), (), ())


def test_in_read_only_mode_nothing_is_written_and_no_file_appears(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "state" / "bks", read_only=True)
    with pytest.raises(ReadOnlyError):
        journal.write(BEGUN)
    with pytest.raises(ReadOnlyError), journal.hold_lock("id"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_it_is_for_its_owner_only(journal: Journal) -> None:
    journal.write(BEGUN)
    assert [path.stat().st_mode & 0o777 for path in (journal.path, journal.directory)] == [0o600, 0o700]


def test_what_is_written_is_on_the_disk(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(
        "bks_tui.storage.journal.os.fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_size)
    )
    journal.write(BEGUN)
    assert synced == [journal.path.stat().st_size]


def test_it_tells_the_operations_that_were_written_down(journal: Journal) -> None:
    journal.write(BEGUN)
    journal.write(ENDED)
    assert [operation.outcome for operation in journal.operations()] == [Outcome.DONE]


def written(journal: Journal) -> list[bytes]:
    """Three records, line by line."""
    for record in (BEGUN, ENDED, BEGUN):
        journal.write(record)
    assert journal.integrity_errors() == ()
    return journal.path.read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (lambda lines: [lines[0].replace(b"Contain", b"Release"), *lines[1:]], "line 2 does not match"),
        (lambda lines: [lines[0], lines[2]], "line 2 does not match"),
        (lambda lines: lines[1:], "line 1 does not match"),
        (lambda lines: [lines[1], lines[0], lines[2]], "line 1 does not match"),
        (lambda lines: [lines[0], lines[0], *lines[1:]], "line 2 does not match"),
        (lambda lines: [lines[0], b"{}\n", *lines[1:]], "line 2 is not a record"),
        (lambda lines: [*lines, b"\x00\xff\n"], "line 4 is not a record"),
        (lambda lines: [*lines, b"[" * 5_000 + b"\n"], "line 4 is not a record"),
    ],
)
def test_what_was_tampered_with_shows(journal: Journal, tamper: object, fault: str) -> None:
    journal.path.write_bytes(b"".join(tamper(written(journal))))  # type: ignore[operator]
    assert journal.integrity_errors()[0].startswith(fault)


def test_lines_that_are_no_records_hide_no_others(journal: Journal) -> None:
    lines = written(journal)
    journal.path.write_bytes(b"".join([b"\n", lines[0], b"null\n", b'{"schema": "bks.journal/9"}\n', lines[1]]))
    assert [operation.outcome for operation in journal.operations()] == [Outcome.DONE]


def test_a_line_that_broke_off_swallows_no_other_and_stays_to_be_seen(journal: Journal) -> None:
    journal.write(BEGUN)
    with journal.path.open("ab") as file:
        file.write(b'{"event": "ended", "oper')
    journal.write(ENDED)
    assert [operation.outcome for operation in journal.operations()] == [Outcome.DONE]
    assert journal.integrity_errors() == ("line 2 is not a record: it is incomplete or damaged",)


def test_a_record_longer_than_what_is_read_at_once_is_followed_all_the_same(journal: Journal) -> None:
    journal.write({**BEGUN, "padding": "x" * 200_000})
    journal.write(ENDED)
    assert journal.integrity_errors() == ()


def _write_many(directory: Path, count: int) -> None:
    for _ in range(count):
        Journal(directory).write(BEGUN)


def test_two_processes_that_write_at_once_do_not_corrupt_it(journal: Journal) -> None:
    processes = [
        multiprocessing.get_context("fork").Process(target=_write_many, args=(journal.directory, 40)) for _ in range(2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert journal.verify() == (80, ())


def test_an_operation_under_way_is_not_interrupted_and_one_that_nobody_is_about_is(journal: Journal) -> None:
    journal.write(BEGUN)
    with journal.hold_lock(OPERATION.operation_id):
        assert journal.interrupted_operations() == ()
    assert [operation.operation_id for operation in journal.interrupted_operations()] == [OPERATION.operation_id]


def test_an_operation_that_ended_is_not_interrupted(journal: Journal) -> None:
    journal.write(BEGUN)
    journal.write(ENDED)
    assert journal.interrupted_operations() == ()


def test_nothing_is_left_of_what_was_under_way(journal: Journal) -> None:
    with journal.hold_lock("3f2a"):
        pass
    assert list((journal.directory / "under-way").iterdir()) == []


def test_an_id_that_was_tampered_with_names_no_other_place(journal: Journal, tmp_path: Path) -> None:
    with journal.hold_lock("../../elsewhere"):
        assert {path.parent for path in tmp_path.rglob("*elsewhere*")} == {journal.directory / "under-way"}


def test_it_is_not_written_through_a_link(journal: Journal, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.touch()
    journal.directory.mkdir(parents=True)
    journal.path.symlink_to(elsewhere)
    with pytest.raises(FileError, match="cannot be written"):
        journal.write(BEGUN)
    assert elsewhere.read_text() == ""


def test_it_is_not_written_into_a_pipe(journal: Journal) -> None:
    journal.directory.mkdir(parents=True)
    os.mkfifo(journal.path)
    with pytest.raises(FileError, match="not a regular file"):
        journal.write(BEGUN)


def test_a_place_where_it_cannot_be_is_reported_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileError) as failed:
        Journal(tmp_path / "file").write(BEGUN)
    assert "--journal" in failed.value.remedy


def test_an_operation_is_not_under_way_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match="cannot be written"), Journal(tmp_path / "file").hold_lock("3f2a"):
        pass


def test_a_disk_that_takes_a_part_of_a_line_has_not_taken_it(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bks_tui.storage.journal.os.write", lambda _descriptor, content: len(content) - 1)
    with pytest.raises(FileError, match="the disk is full"):
        journal.write(BEGUN)


def test_one_that_cannot_be_read_is_no_empty_one(journal: Journal) -> None:
    journal.path.mkdir(parents=True)
    with pytest.raises(FileError, match="cannot be read"):
        journal.operations()


def test_a_record_tells_the_call_and_what_there_was_before(journal: Journal) -> None:
    journal.write(records.step_started(OPERATION, 0, OPERATION.steps[0], NOW))
    record = json.loads(next(journal.lines()).content)
    assert (record["call"], record["parameters"]["Status"], record["before"]) == (
        "iam:UpdateServiceSpecificCredential",
        "Inactive",
        "Active",
    )


@pytest.mark.parametrize(("fails", "who"), [(False, "ana@host"), (True, f"{os.getuid()}@host")])
def test_a_record_tells_who_wrote_it(journal: Journal, monkeypatch: pytest.MonkeyPatch, fails: bool, who: str) -> None:
    def name() -> str:
        if fails:
            raise KeyError
        return "ana"

    monkeypatch.setattr("bks_tui.storage.person.getpass.getuser", name)
    monkeypatch.setattr("bks_tui.storage.person.socket.gethostname", lambda: "host")
    person.cache_clear()
    journal.write(BEGUN)
    person.cache_clear()
    assert json.loads(next(journal.lines()).content)["who"] == who
