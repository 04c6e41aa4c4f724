"""A journal of any size, with lines of any length and depth, is read in bounded memory or refused with a sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bks_tui.core.errors import FileError
from bks_tui.core.journal import records
from bks_tui.storage import chained_lines
from bks_tui.storage.chained_lines import LONGEST_LINE
from bks_tui.storage.journal import SCHEMA, Journal
from tests.cli.conftest import Bks, bks
from tests.storage.test_journal import BEGUN, ENDED
from tests.support.plans import an_operation, write_down

__all__ = ["bks"]

DEEP = b'{"schema": "bks.journal/2", "x": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
LONG = b'{"schema": "bks.journal/2", "x": "' + b"x" * LONGEST_LINE + b'"}'


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    kept = Journal(tmp_path / "kept")
    for number in range(20):
        write_down(kept, an_operation(operation_id=f"{number:08}"))
    return kept


def add(journal: Journal, content: bytes) -> None:
    with journal.path.open("ab") as file:
        file.write(content)


def test_only_the_end_of_a_long_journal_is_read_and_the_rest_is_a_gap(journal: Journal) -> None:
    size = journal.path.stat().st_size
    history = journal.history(size // 2)
    assert 5 < len(history.operations) < 12
    assert history.operations[-1].operation_id == "00000019"
    assert (history.faults, history.breaks) == ((), ())
    assert "were not read" in history.gap
    assert f"mv {journal.path} DIR" in history.gap


def test_every_size_of_what_is_read_gives_whole_lines(journal: Journal) -> None:
    size = journal.path.stat().st_size
    for most in (*range(size - 1_000, size, 41), size - 1, size, size + 1):
        assert journal.history(most).faults == ()


def test_an_edit_in_the_part_that_is_read_shows(journal: Journal) -> None:
    content = journal.path.read_bytes()
    journal.path.write_bytes(content[:-500].replace(b'"done"', b'"skipped"') + content[-500:])
    assert journal.history(len(content) // 2).breaks[0].startswith("in the part that was read, line")


def test_the_list_says_what_was_not_read(bks: Bks, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Journal.history, "__defaults__", (journal.path.stat().st_size // 2,))
    reported = bks("journal", "list", "--journal", str(journal.directory))
    assert (reported.code, "were not read" in reported.stderr) == (3, True)
    document = json.loads(bks("journal", "list", "--json", "--journal", str(journal.directory)).stdout)
    assert "were not read" in document["not_read"][0]


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_nothing_is_added_behind_a_line_that_is_too_long(journal: Journal, end: bytes) -> None:
    add(journal, LONG + end)
    size = journal.path.stat().st_size
    with pytest.raises(FileError, match="its last line is longer than 8 MB") as failed:
        journal.write(BEGUN)
    assert "bks then creates a new one" in failed.value.remedy
    assert journal.path.stat().st_size == size


@pytest.mark.parametrize("most", [LONGEST_LINE + 10, 2**26])
def test_a_line_that_is_too_long_is_a_fault_however_much_is_read(journal: Journal, most: int) -> None:
    add(journal, LONG)
    assert "is longer than 8 MB" in journal.history(most).breaks[0]


def test_a_line_that_is_too_long_hides_no_other(journal: Journal) -> None:
    content = journal.path.read_bytes()
    journal.path.write_bytes(LONG + b"\n" + content)
    assert len(journal.operations()) == 20
    assert journal.verify()[1][0] == "line 1 is longer than 8 MB: bks did not write it"


def test_a_record_that_would_be_too_long_is_not_written(journal: Journal) -> None:
    size = journal.path.stat().st_size
    with pytest.raises(FileError, match="more than 8 MB"):
        journal.write({**BEGUN, "x": "x" * LONGEST_LINE})
    assert journal.path.stat().st_size == size


def test_deep_nesting_is_no_record_and_is_exported_as_text(bks: Bks, journal: Journal) -> None:
    add(journal, DEEP + b"\n")
    journal.write(ENDED)
    assert len(journal.operations()) == 20
    assert [fault.split(" ", 2)[2] for fault in journal.integrity_errors()] == [
        "is not a record: it is incomplete or damaged"
    ]
    lines = bks("journal", "export", "--journal", str(journal.directory)).stdout.splitlines()
    assert json.loads(lines[-2]).keys() == {"broken_off"}


@pytest.mark.parametrize("text", ["NaN", "Infinity", "9" * 10_000, "1e999999", '"\\ud800"', "null", "[]", "{}"])
def test_no_value_is_read_as_anything_else(bks: Bks, journal: Journal, text: str) -> None:
    fields = "".join(f', "{name}": {text}' for name in ("operation_id", "at", "plan"))
    add(journal, f'{{"schema": "{SCHEMA}", "event": "begun"{fields}}}\n'.encode())
    assert len(journal.operations()) == 20
    assert bks("journal", "list", "--journal", str(journal.directory)).code == 0
    for line in bks("journal", "export", "--journal", str(journal.directory)).stdout.splitlines():
        json.loads(line, parse_constant=lambda constant: pytest.fail(constant))


def test_a_long_line_is_exported_by_its_length_and_hash(bks: Bks, journal: Journal) -> None:
    add(journal, LONG)
    last = bks("journal", "export", "--journal", str(journal.directory)).stdout.splitlines()[-1]
    assert json.loads(last) == {"too_long": len(LONG), "sha256": chained_lines.digest_of(LONG)}


def test_faults_without_end_are_not_all_kept(journal: Journal) -> None:
    add(journal, b"{}\n" * 5_000)
    assert len(journal.integrity_errors()) == 100


def test_an_operation_that_begins_before_what_is_read_tells_nothing(journal: Journal) -> None:
    later = replace(an_operation(None), operation_id="later")
    journal.write(records.operation_started(later))
    journal.write({**ENDED, "operation_id": "later"})
    assert journal.history(200).operations == ()
