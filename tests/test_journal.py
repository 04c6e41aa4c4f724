"""The journal: private, on the disk before AWS is asked, and readable whatever happened to it."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from bks_tui.core.actions_taken import Outcome
from bks_tui.core.errors import FileError
from bks_tui.journal import Journal, journal_path
from tests.support.hostile import HOSTILE_IDS, HOSTILE_TEXTS
from tests.support.timelines import an_action, hostile_action

BEGUN = an_action(Outcome.UNKNOWN)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A journal that nobody has written yet, in a directory that does not exist yet."""
    return Journal(tmp_path / "state" / "bks" / "journal.jsonl")


def test_it_is_kept_where_the_system_keeps_a_persons_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert journal_path() == tmp_path / "bks" / "journal.jsonl"


def test_there_may_be_none_yet(journal: Journal) -> None:
    assert journal.read() == ()


@pytest.mark.parametrize("outcome", Outcome)
def test_what_was_written_down_is_read_again(journal: Journal, outcome: Outcome) -> None:
    ended = replace(BEGUN, outcome=outcome, detail="as it was told")
    journal.begin(BEGUN)
    journal.end(ended)
    assert journal.read() == (ended,)


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=HOSTILE_IDS)
def test_any_text_is_one_line_of_it_and_comes_back_as_it_was(journal: Journal, text: str) -> None:
    action = replace(hostile_action(text), outcome=Outcome.FAILED)
    journal.begin(action)
    journal.end(action)
    assert (journal.path.read_text("ascii").count("\n"), journal.read()) == (2, (action,))


def test_what_was_begun_and_never_ended_is_not_known_to_be_done(journal: Journal) -> None:
    journal.begin(BEGUN)
    assert [action.outcome for action in journal.read()] == [Outcome.UNKNOWN]


def test_actions_are_told_in_the_order_in_which_they_were_begun(journal: Journal) -> None:
    later = replace(BEGUN, action_id="2")
    journal.begin(BEGUN)
    journal.begin(later)
    journal.end(replace(BEGUN, outcome=Outcome.VERIFIED))
    assert [action.action_id for action in journal.read()] == ["1", "2"]


def test_it_is_for_its_owner_only(journal: Journal) -> None:
    journal.begin(BEGUN)
    assert [path.stat().st_mode & 0o777 for path in (journal.path, journal.path.parent)] == [0o600, 0o700]


def test_what_is_begun_is_on_the_disk(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr("bks_tui.journal.os.fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_size))
    journal.begin(BEGUN)
    assert synced == [journal.path.stat().st_size]


def test_moments_are_told_in_utc(journal: Journal) -> None:
    journal.begin(replace(BEGUN, begun_at=BEGUN.begun_at.astimezone(timezone(timedelta(hours=5)))))
    assert [action.begun_at.hour for action in journal.read()] == [BEGUN.begun_at.hour]


def test_a_line_that_broke_off_swallows_no_other(journal: Journal) -> None:
    journal.begin(BEGUN)
    with journal.path.open("a") as file:
        file.write('{"event": "ended", "act')
    journal.end(replace(BEGUN, outcome=Outcome.VERIFIED))
    assert [action.outcome for action in journal.read()] == [Outcome.VERIFIED]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "null",
        "\x00\xff",
        "[" * 5_000,
        '{"event": "ended", "action_id": "1", "outcome": "odd", "detail": ""}',
        '{"event": "ended", "action_id": [], "outcome": "failed", "detail": ""}',
        '{"event": "ended", "action_id": "9", "outcome": "failed", "detail": ""}',
        '{"event": "begun", "action_id": "2"}',
        json.dumps({"event": "begun", **dict.fromkeys(("begun_at", "parameters", "undo"), 7)}),
    ],
)
def test_a_line_that_says_nothing_is_passed_over(journal: Journal, line: str) -> None:
    journal.begin(BEGUN)
    with journal.path.open("a") as file:
        file.write(f"{line}\n")
    assert journal.read() == (BEGUN,)


def test_it_is_not_written_through_a_link(journal: Journal, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.touch()
    journal.path.parent.mkdir(parents=True)
    journal.path.symlink_to(elsewhere)
    with pytest.raises(FileError, match="cannot be written"):
        journal.begin(BEGUN)
    assert elsewhere.read_text() == ""


def test_it_is_not_written_into_a_pipe(journal: Journal) -> None:
    journal.path.parent.mkdir(parents=True)
    os.mkfifo(journal.path)
    with pytest.raises(FileError, match="not a regular file"):
        journal.begin(BEGUN)


def test_a_place_where_it_cannot_be_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileError) as failed:
        Journal(tmp_path / "file" / "journal.jsonl").begin(BEGUN)
    assert "XDG_STATE_HOME" in failed.value.remedy


def test_a_disk_that_takes_a_part_of_a_line_has_not_taken_it(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bks_tui.journal.os.write", lambda _descriptor, content: len(content) - 1)
    with pytest.raises(FileError, match="the disk is full"):
        journal.begin(BEGUN)


def test_one_that_cannot_be_read_is_no_empty_one(journal: Journal) -> None:
    journal.path.mkdir(parents=True)
    with pytest.raises(FileError, match="cannot be read"):
        journal.read()
