"""Messages: above the keys, where they cover nothing, and kept to be read and copied again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.app import NARROW, WIDE, Gate, app_over, scanned, small_account
from tests.tui.timeline.test_pane import PHANTOM, used_account

ANA, BEN = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where bks was started."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
async def test_a_message_covers_no_row_and_not_the_status(size: tuple[int, int]) -> None:
    async with scanned(app_over(small_account(ANA, BEN)), size) as person:
        await person.press("x")
        assert person.told.startswith("Dismiss:")
        for part in (ANA, BEN, "2 ACTIVE, 0 ORPHANED phantoms", "? Help q Quit"):
            assert part in person.text
        bars = [line for line in person.lines if "▌" in line]
        assert all(line.startswith("▌") for line in bars)


async def test_messages_are_kept_the_newest_first() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("x")
        await person.press("i")
        await person.press("l")
        listed = [line for line in person.lines if "2026-03-02 12:00:00" in line]
        assert ["Open account:" in listed[0], "Dismiss:" in listed[1]] == [True, True]


async def test_enter_copies_the_message() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("x")
        await person.press("l")
        await person.press("enter")
        assert person.app.clipboard.startswith("Dismiss: ")


async def test_before_the_first_message_the_history_is_empty() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("l")
        assert "no messages so far" in person.text
        await person.press("enter")
        await person.press("escape")
        assert "no messages so far" not in person.text


async def test_the_path_of_a_saved_report_is_copied_from_the_history(folder: Path) -> None:
    async with scanned(app_over(used_account()), WIDE) as person:
        await person.press("m")
        await person.press("enter")
        await person.press("enter")
        await person.press("l")
        await person.press("enter")
        assert person.app.clipboard == str(folder / f"bks-report-{PHANTOM}-20260302T120000Z.html")


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_quitting_asks_first_while_a_report_is_written_and_stays_by_default(folder: Path, key: str) -> None:
    gate = Gate("LookupEvents", service="cloudtrail")
    async with scanned(app_over(used_account(), gate=gate), WIDE) as person:
        with gate.closed():
            await person.pilot.press("m")
            await person.pilot.press("enter")
            await person.pilot.press("enter")
            await person.until(gate.held.is_set)
            await person.pilot.press(key)
            await person.until(lambda: "A report is being written; quitting loses it" in person.text)
            await person.pilot.press("enter")
        await person.settle()
        assert [file.suffix for file in folder.iterdir()] == [".html"]


async def test_one_can_quit_and_lose_the_report(folder: Path) -> None:
    gate = Gate("LookupEvents", service="cloudtrail")
    async with scanned(app_over(used_account(), gate=gate), WIDE) as person:
        with gate.closed():
            await person.pilot.press("m")
            await person.pilot.press("enter")
            await person.pilot.press("enter")
            await person.until(gate.held.is_set)
            await person.pilot.press("q")
            await person.until(lambda: "quitting loses it" in person.text)
            await person.pilot.press("j", "enter")
            await person.until(lambda: not person.app.is_running)
    assert not list(folder.iterdir())
