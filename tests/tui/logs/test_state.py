"""A log folder before, while and after it is read, and what its rows say: pure functions of what was found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bks_tui.core.errors import FileError
from bks_tui.core.hunt.hunt import Hunt, Identity
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.source import LOG_FILES, Coverage, FileProgress, Gap
from bks_tui.tui.keymap import DEFAULT_KEYMAP
from bks_tui.tui.logs import presenter
from bks_tui.tui.logs.state import LogState, row_key, target_of
from tests.support.app import NOW
from tests.support.events import ACCOUNT, PHANTOM, START, an_event, iam_event, role_identity, user_identity
from tests.support.hunts import identities

KEY: dict[str, Any] = {"additionalEventData": {"callWithBearerToken": True}}
TRUNCATED = Gap(None, "/logs/a.json.gz", "it is truncated")
READ = Coverage(LOG_FILES, (ACCOUNT,), ("us-west-2",), START.date(), START.date(), files=3, bytes=2_500_000)


def found() -> tuple[Identity, ...]:
    """A phantom user that was changed, whoever changed it, and two others that used API keys."""
    return identities(
        iam_event("AttachUserPolicy"),
        an_event(**KEY),
        an_event(identity=user_identity("alice"), **KEY),
        an_event(identity=role_identity("one", "Chat"), **KEY),
    )


def hunt(*gaps: Gap, unparsed: int = 0) -> Hunt:
    return Hunt(None, None, None, found(), (replace(READ, gaps=gaps),), unparsed=unparsed)


def state(*updates: FileProgress | Gap | Hunt) -> LogState:
    """The state after these updates."""
    reading = LogState(LogSearch((Path("/logs"),)))
    reading.begin()
    for update in updates:
        reading.learn(update)
    return reading


def status(reading: LogState) -> str:
    return " · ".join(cell.text for cell in presenter.status_line(reading, DEFAULT_KEYMAP) if cell.text)


@pytest.mark.parametrize(
    ("updates", "line"),
    [
        ((), "looking for files … · esc stops"),
        ((FileProgress(3, 40, 12),), "reading: 3 of 40 files · 12 events · esc stops"),
        ((FileProgress(3, 40, 1), TRUNCATED), "reading: 3 of 40 files · 1 event · 1 gap (w) · esc stops"),
        ((hunt(),), "complete · 3 files, 2.5 MB · 4 identities: 2 HIGH, 2 LOW; 3 used an API key"),
        ((hunt(TRUNCATED),), "INCOMPLETE (w) · 3 files, 2.5 MB · it is truncated · 4 identities: 2 HIGH"),
        ((hunt(TRUNCATED, TRUNCATED),), "INCOMPLETE (w) · 3 files, 2.5 MB · it is truncated (and 1 more)"),
        ((hunt(unparsed=2),), "INCOMPLETE (w) · 3 files, 2.5 MB · 2 records unreadable · 4 identities"),
    ],
)
def test_the_status_says_how_far_and_how_complete_it_is(
    updates: tuple[FileProgress | Gap | Hunt, ...], line: str
) -> None:
    assert status(state(*updates)).startswith(line)


def test_a_failure_is_shown_with_what_to_do() -> None:
    reading = state()
    reading.stop(FileError("the files could not be read", "Try again."))
    assert status(reading) == "FAILED: the files could not be read · Try again."
    assert presenter.reason_sections(reading)[0].title == "the files could not be read"


def test_a_row_has_severity_name_kind_account_use_events_and_date() -> None:
    row = [cell.text for cell in presenter.identity_cells(found()[0])]
    assert row == ["HIGH", PHANTOM, "IAM user", ACCOUNT, "used", "2", "11-20 08:00"]


def test_who_bks_is_here_is_always_said() -> None:
    lines = [[cell.text for cell in line] for line in presenter.identity_lines(state(hunt()))]
    assert lines == [
        ["LOG FOLDER", "READ-ONLY", "/logs"],
        ["no AWS session", f"account {ACCOUNT}, 1 Region", "2026-11-20 to 2026-11-20"],
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", [PHANTOM, "alice", "Chat", "Deployer"]),
        ("ALI", ["alice"]),
        ("role", ["Chat", "Deployer"]),
        ("permissions added", [PHANTOM, "Deployer"]),
        ("-kind:role", [PHANTOM, "alice"]),
        ("nobody", []),
    ],
)
def test_the_filter_finds_names_kinds_and_signals(text: str, names: list[str]) -> None:
    reading = state(hunt())
    reading.text = text
    assert sorted(each.name for each in reading.shown(NOW).rows) == sorted(names)


def test_identities_stay_while_the_files_are_read_again_and_keep_their_rows() -> None:
    reading = state(hunt())
    before = [row_key(each) for each in reading.shown(NOW).rows]
    reading.begin()
    assert [row_key(each) for each in reading.shown(NOW).rows] == before
    assert len(set(before)) == 4


@pytest.mark.parametrize(
    ("reading", "why"),
    [
        (state(), "Reading …"),
        (state(replace(hunt(), identities=())), "Nobody used an API key or gave a signal in these files."),
        (
            state(replace(hunt(TRUNCATED), identities=())),
            "Nobody found, but not everything could be read: w shows the gaps.",
        ),
    ],
)
def test_an_empty_list_says_why(reading: LogState, why: str) -> None:
    assert presenter.empty_reason(reading, DEFAULT_KEYMAP) == why


def test_gaps_and_skipped_files_are_listed_with_what_was_read() -> None:
    read = replace(READ, gaps=(TRUNCATED,), skipped=(("digests", 2),), limits=("never",))
    sections = presenter.reason_sections(state(replace(hunt(), coverage=(read,))))
    text = str(sections)
    assert [section.title for section in sections] == ["Could not be read", "What was read", "Not covered by log files"]
    assert "/logs/a.json.gz: it is truncated" in text
    assert "skipped: 2 files, digests" in text


def test_a_timeline_searches_the_arn_of_a_role_and_all_names_of_a_user() -> None:
    renamed, role = (
        target_of(replace(each, other_names=("before",)) if each.name == PHANTOM else each)
        for each in found()
        if each.name in (PHANTOM, "Chat")
    )
    assert renamed.names == (PHANTOM, "before")
    assert role.text == f"arn:aws:iam::{ACCOUNT}:role/Chat"


def test_an_identity_of_which_only_the_name_is_known_is_searched_by_it() -> None:
    (role,) = (each for each in found() if each.name == "Chat")
    assert target_of(replace(role, arn=None)).names == ("Chat",)


def test_every_fact_of_an_identity_can_be_copied() -> None:
    phantom = replace(found()[0], notes=("one", "two"))
    labels = [field.label for field in presenter.identity_fields(phantom)]
    assert labels[:3] == ["name", "ARN", "account"]
    assert labels[-2:] == ["note 1", "note 2"]
    assert len(labels) == len(set(labels))
