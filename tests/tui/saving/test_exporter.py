"""E saves a list as it is shown, for its owner only, and replaces nothing without asking."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands.test_schema import faults
from tests.support.app import NOW, WIDE, Person, app_over, scanned, small_account, told_story
from tests.tui.logs.test_screen import folder, opened
from tests.tui.timeline.test_pane import PHANTOM, used_account

__all__ = ["folder"]

NAMES = ("BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb", "BedrockAPIKey-cccc")


@pytest.fixture(autouse=True)
def current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where bks was started."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


async def export(person: Person, form: str) -> None:
    """Export what is shown, to the proposed path."""
    await person.press("E")
    await person.press(*("enter",) if form == "csv" else ("j", "enter"))
    await person.press("enter")


def document(current: Path) -> Any:
    (file,) = current.glob("*.json")
    found = json.loads(file.read_text())
    assert faults(found) == []
    return found


def rows(current: Path) -> list[dict[str, str]]:
    (file,) = current.glob("*.csv")
    return list(csv.DictReader(file.read_text().splitlines()))


async def test_users_are_saved_as_filtered_and_sorted_and_say_so(current: Path) -> None:
    async with scanned(app_over(small_account(*NAMES)), WIDE) as person:
        await person.press("slash", *"bbb", "enter")
        await export(person, "csv")
        assert "1 row of 3, as filtered saved:" in person.told
        await export(person, "json")
    assert [row["username"] for row in rows(current)] == [NAMES[1]]
    found = document(current)
    assert [user["username"] for user in found["phantom_users"]] == [NAMES[1]]
    assert found["view"] == {"rows": 1, "total": 3, "described": "'bbb' · by urgency", "filtered": True}
    assert [file.stat().st_mode & 0o777 for file in current.iterdir()] == [0o600, 0o600]


async def test_a_file_that_is_there_is_replaced_only_when_asked_twice(current: Path) -> None:
    account = small_account(*NAMES)
    taken = current / f"bks-users-{account.account_id}-{NOW:%Y%m%dT%H%M%SZ}.csv"
    taken.write_text("mine")
    async with scanned(app_over(account), WIDE) as person:
        await export(person, "csv")
        assert taken.read_text() == "mine"
        await person.press("enter")
    assert len(rows(current)) == len(NAMES)


async def test_a_timeline_is_saved_in_the_order_that_is_shown(current: Path) -> None:
    async with scanned(app_over(used_account()), WIDE) as person:
        await person.press("t")
        await person.press("i")
        await export(person, "csv")
        await export(person, "json")
    newest_first = ["Converse", "InvokeModel", "ListFoundationModels"]
    assert [row["event_name"] for row in rows(current)] == newest_first
    found = document(current)
    assert [event["event_name"] for event in found["events"]] == newest_first
    assert found["target"] == PHANTOM
    assert (found["total_events"], found["view"]["filtered"]) == (3, False)


async def test_episodes_are_saved_as_rows_of_their_own(current: Path) -> None:
    async with scanned(app_over(used_account()), WIDE) as person:
        await person.press("t")
        await person.press("slash", *"invoke", "enter")
        await export(person, "csv")
        await export(person, "json")
    assert [(row["event_name"], row["count"]) for row in rows(current)] == [("InvokeModel", "1")]
    found = document(current)
    assert [each["event_name"] for each in found["episodes"]] == ["InvokeModel"]
    assert (found["total_events"], found["view"]["total"]) == (1, 3)


async def test_what_is_no_list_says_so(current: Path) -> None:
    async with scanned(app_over(small_account(*NAMES)), WIDE) as person:
        await person.press("2", "E")
        assert "Export: it works in the list of users and in a timeline that was read" in person.told
    assert not list(current.iterdir())


async def test_the_users_of_all_accounts_are_saved_with_their_accounts(current: Path) -> None:
    async with scanned(app_over(told_story()), WIDE) as person:
        await person.press("a", "r")
        await person.press("2", "slash", *"playgr", "enter")
        await export(person, "csv")
        await export(person, "json")
    assert {row["account_name"] for row in rows(current)} == {"playground"}
    found = document(current)
    assert [account["account_name"] for account in found["accounts"]] == ["playground"]
    assert found["summary"]["total"] == len(found["phantom_users"]) == 2


async def test_the_accounts_are_saved_in_their_order(current: Path) -> None:
    async with scanned(app_over(told_story()), WIDE) as person:
        await person.press("a", "r")
        await person.press("s")
        await export(person, "csv")
        await export(person, "json")
    names = [row["account_name"] for row in rows(current)]
    assert names == sorted(names)
    assert [account["account_name"] for account in document(current)["accounts"]] == names


async def test_the_identities_of_a_log_folder_are_saved(current: Path, folder: Path) -> None:
    async with opened(folder, WIDE) as person:
        await person.press("slash", *"alice", "enter")
        await export(person, "json")
        await person.press("o")
        assert "/users/details/alice" in person.app.clipboard
    found = document(current)
    assert [each["name"] for each in found["identities"]] == ["alice"]
    assert found["view"]["filtered"]
