"""A folder of log files in the app: who is in it, what they did, and that nothing is written."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.errors import NoCredentialsError
from bks_tui.core.hunt.hunt import Hunt, HuntUpdate
from bks_tui.core.timeline.source import LOG_FILES, Coverage, FileProgress, Gap
from bks_tui.storage.bag.verify import verify_bag
from bks_tui.tui.app import BksApp
from bks_tui.tui.logs.screen import LogsScreen
from bks_tui.tui.main_screen.screen import TriageScreen
from tests.support.app import NARROW, WIDE, Person, app_over, app_with, scanned, small_account
from tests.support.events import ACCOUNT, PHANTOM, START, cloudtrail_record, role_identity, user_identity
from tests.support.hostile import HOSTILE_TEXTS
from tests.support.logs import Record, delivered, log_path, write_log
from tests.support.responding import writes
from tests.tui.test_hostile import assert_harmless

KEY: dict[str, Any] = {"additionalEventData": {"callWithBearerToken": True}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Logs of a phantom user, of its key, and of another user with a key."""
    logs = tmp_path / "logs"
    made: dict[str, Any] = {"requestParameters": {"userName": PHANTOM}, "identity": role_identity()}
    add(logs, cloudtrail_record("AttachUserPolicy", "iam.amazonaws.com", **made))
    add(logs, *(cloudtrail_record(minute=minute, **KEY) for minute in range(3)), number=1)
    add(logs, cloudtrail_record(minute=9, identity=user_identity("alice"), **KEY), number=2)
    return logs


def add(folder: Path, *records: Record, number: int = 0) -> Path:
    """One file more."""
    return write_log(folder, log_path("us-west-2", START.date(), number=number), delivered(records))


def without_credentials() -> BksApp:
    """The app on a machine without any: nothing of AWS can be asked."""

    def connect(_choice: SessionChoice) -> AwsSession:
        raise NoCredentialsError("no AWS credentials were found", "Sign in.")

    return app_with(connect)


@asynccontextmanager
async def opened(folder: Path, size: tuple[int, int] = NARROW) -> AsyncIterator[Person]:
    """A person before a log folder that has been read, on a machine without credentials."""
    async with scanned(without_credentials(), size) as person:
        await open_folder(person, str(folder))
        yield person


async def open_folder(person: Person, path: str) -> None:
    """Choose "Log folder" in the dialog that is open, and paste a path."""
    await person.press(*"log", "enter")
    await person.paste(path)
    await person.press("enter")


def row(person: Person) -> list[str]:
    """The words of the identity under the cursor."""
    return person.row.removeprefix("›").split()


def words(person: Person) -> str:
    """The words on the screen, without the frames of dialogs."""
    return " ".join(person.text.replace("│", " ").split())


async def test_without_credentials_the_identities_of_a_folder_are_listed_worst_first(folder: Path) -> None:
    async with opened(folder) as person:
        assert row(person)[:2] == ["HIGH", PHANTOM]
        assert row(person)[-4:] == ["used", "4", "11-20", "08:02"]
        for said in ("LOG FOLDER  READ-ONLY", "no AWS session", f"account {ACCOUNT}", "complete · 3 files"):
            assert said in person.text


async def test_p_opens_a_folder_beside_an_account_and_asks_aws_nothing(folder: Path) -> None:
    account = small_account("BedrockAPIKey-aaaa")
    async with scanned(app_over(account)) as person:
        before = len(account.calls)
        await person.press("p")
        await open_folder(person, str(folder))
        assert PHANTOM in person.row
        assert len(account.calls) == before


async def test_the_events_of_the_first_identity_are_read_at_once(folder: Path) -> None:
    async with opened(folder, WIDE) as person:
        assert f"2 Timeline  {PHANTOM} · 2 episodes · 4 in" in person.text
        assert "complete for 3 files" in person.text


async def test_many_files_are_read_for_a_timeline_only_when_a_person_asks(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bks_tui.tui.logs.state._LITTLE", 0)
    async with opened(folder) as person:
        assert "no events read yet" in person.text
        await person.press("t")
        assert f"━ 2 Timeline  {PHANTOM} · 2 episodes" in person.text


async def test_enter_reads_the_events_of_the_identity_under_the_cursor(folder: Path) -> None:
    async with opened(folder) as person:
        await person.press("G", "enter")
        assert "━ 2 Timeline  alice · 1 episode · 1 in log files" in person.text


async def test_an_event_is_opened_and_copied_and_escape_goes_back_step_by_step(folder: Path) -> None:
    async with opened(folder) as person:
        await person.press("G", "enter")
        await person.press("enter")
        assert "Event of alice" in person.text
        await person.press("y", "enter")
        assert person.app.clipboard.startswith("00000000-")
        await person.press("escape")
        assert "━ 2 Timeline" in person.text
        await person.press("escape")
        assert "━ 1 Identities" in person.text
        await person.press("escape")
        assert isinstance(person.app.screen, TriageScreen)


async def test_keys_go_to_the_panes(folder: Path) -> None:
    async with opened(folder) as person:
        for key, pane in (("tab", "2"), ("tab", "1"), ("2", "2"), ("1", "1")):
            await person.press(key)
            assert f"━ {pane} " in person.text, key


async def test_the_list_is_filtered(folder: Path) -> None:
    async with opened(folder) as person:
        await person.press("slash", *"alice", "enter")
        assert "1 of 3 · 'alice'" in person.text
        await person.press("escape")
        assert "3 of 3 · worst first" in person.text


async def test_a_wrong_path_is_said_in_the_dialog_which_stays_open(folder: Path) -> None:
    async with scanned(without_credentials()) as person:
        await open_folder(person, f"{folder}/nothing")
        assert "does not exist. Type the path of a CloudTrail log file or folder." in words(person)
        await person.press("ctrl+u")
        await person.paste(str(folder))
        await person.press("enter")
        assert PHANTOM in person.row


async def test_the_last_folder_is_proposed(folder: Path) -> None:
    async with opened(folder) as person:
        await person.press("escape", "p", *"log", "enter", "enter")
        assert PHANTOM in person.row


async def test_a_truncated_file_makes_it_incomplete_and_is_named(folder: Path) -> None:
    file = add(folder, cloudtrail_record(minute=30), number=7)
    file.write_bytes(file.read_bytes()[:-20])
    async with opened(folder, WIDE) as person:
        assert "INCOMPLETE (w) · 4 files" in person.text
        assert "it is truncated" in person.lines[-2]
        await person.press("w")
        frame = person.app.screen.query_one(".dialog").region
        told = "".join(line[frame.x + 1 : frame.right - 1] for line in person.lines[frame.y : frame.bottom])
        # A long path is wrapped anywhere.
        assert "_0000000000000007.json.gz:itistruncated" in told.replace(" ", "")


async def test_a_folder_without_logs_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    async with opened(empty) as person:
        assert "INCOMPLETE (w) · 0 files, 0.0 MB · no log file was found" in person.text
        await person.press("t", "y", "m")
        assert "Timeline: no identity is selected" in person.told


async def test_r_reads_the_files_again(folder: Path) -> None:
    async with opened(folder) as person:
        add(folder, cloudtrail_record(minute=9, identity=user_identity("bob"), **KEY), number=3)
        await person.press("G", "r")
        assert "1 Identities  4 of 4" in person.text
        assert "alice" in person.row


async def test_what_writes_elsewhere_says_that_a_log_folder_is_read_only(folder: Path) -> None:
    account = small_account(PHANTOM)
    told = {}
    async with scanned(app_over(account)) as person:
        await person.press("p")
        await open_folder(person, str(folder))
        for key in "CRLDX":
            await person.clear_messages()
            await person.press(key)
            told[key] = person.told.rpartition(": ")[2]
        assert isinstance(person.app.screen, LogsScreen)
    assert told == dict.fromkeys("CRLDX", "a log folder is read-only")
    assert not writes(account)


async def test_escape_stops_the_reading_and_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)

    def endless(_search: object, _clock: object, cancelled: threading.Event) -> Iterator[HuntUpdate]:
        yield FileProgress(1, 9, 0)
        cancelled.wait(30)
        yield Hunt(None, None, None, (), (Coverage(LOG_FILES, gaps=(Gap(None, LOG_FILES, "stopped by you"),)),))

    monkeypatch.setattr("bks_tui.tui.logs.controller.read_identities", endless)
    async with scanned(without_credentials()) as person:
        await person.press("G", "enter")
        await person.pilot.press("enter")
        await person.until(lambda: "reading: 1 of 9 files" in person.text)
        await person.press("escape")
        assert "INCOMPLETE (w) · 0 files, 0.0 MB · stopped by you" in person.text


async def test_a_report_is_saved_from_the_files(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(folder, WIDE) as person:
        await person.press("m", "j", "enter")
        await person.press("enter")
        assert "Report saved:" in person.told
    (report,) = tmp_path.glob("bks-report-*.md")
    assert PHANTOM in report.name
    assert "AWS was not asked" in report.read_text()


async def test_evidence_is_saved_from_the_files(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(folder, WIDE) as person:
        await person.press("m", "G", "enter")
        await person.press("enter")
        assert "Report saved:" in person.told
    (bundle,) = tmp_path.glob("bks-evidence-*.zip")
    assert verify_bag(bundle).verified


async def test_the_palette_offers_only_what_works_here(folder: Path) -> None:
    async with opened(folder) as person:
        titles = [entry.title for entry in person.app.palette_entries()]
        assert "Single (i)" in titles
        assert not [title for title in titles if title.startswith(("Contain", "Delete", "Rescan"))]
        await person.press("ctrl+p")
        await person.write("Single")
        await person.press("enter")
        assert "single events" in person.text


async def test_the_help_lists_the_keys_of_a_log_folder(folder: Path) -> None:
    async with opened(folder, WIDE) as person:
        await person.press("question_mark")
        assert "In a log folder" in person.text
        assert "Clean up" not in person.text


@pytest.mark.no_cover
async def test_hostile_names_and_paths_are_shown_as_text(tmp_path: Path) -> None:
    logs = tmp_path / "a\x1b[31m\u202e[/b"
    records = [
        cloudtrail_record(minute=minute, identity=user_identity(text), userAgent=text, sourceIPAddress=text, **KEY)
        for minute, text in enumerate(HOSTILE_TEXTS)
    ]
    add(logs, *records)
    async with scanned(without_credentials(), (90, 70)) as person:
        await person.press("G", "enter")
        # No keyboard types it, but a folder may have it.
        person.app.screen.dismiss(logs)
        await person.settle()
        assert "LOG FOLDER" in person.text
        for key in ("G", "t", "w", "escape", "enter", "escape", "y", "escape", "question_mark", "escape"):
            await person.press(key)
            assert_harmless(person)


async def test_a_timeline_that_an_event_led_to_is_not_taken_for_that_of_the_identity(folder: Path) -> None:
    async with opened(folder, WIDE) as person:
        await person.press("2")
        await person.press("G", "full_stop")
        await person.press(*"deploy", "enter")
        await person.press("m")
        assert "an event led to this timeline; esc goes back" in person.told
        await person.press("escape")
        assert "t Timeline zq7m" in person.lines[-1]
