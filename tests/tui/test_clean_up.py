"""The clean-up steps through the orphans: each shown whole, deleted by its name, spared, or held."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bks_tui.demo.account import SimulatedAccount
from bks_tui.operations import respond_run
from tests.support.app import NARROW, NOW, WIDE, Person, app_over, scanned
from tests.support.hostile import HOSTILE, dangers
from tests.support.responding import writes

ANA, BEN, EVE = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb", "BedrockAPIKey-eeee"
DONE = "Done: AWS was read again and shows it."


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Look for a change as often as ever, but without waiting; and leave files nowhere else."""
    monkeypatch.setattr(respond_run, "_PAUSES_SECONDS", (0.0, 0.001))
    monkeypatch.chdir(tmp_path)


def orphaned(*names: str) -> SimulatedAccount:
    """An account of orphaned phantoms; Eve is a member of a group, which holds her."""
    account = SimulatedAccount(now=NOW, alias="example")
    for name in names:
        account.add_user(name, created=NOW.replace(year=2025))
    if EVE in account.users:
        account.add_to_group(EVE, "developers")
    return account


async def deleted(person: Person, name: str) -> None:
    """Delete the user that is shown, and go on to the next."""
    await person.press("D")
    await person.press("j", "enter")
    await person.write(name)
    await person.press("enter")
    assert DONE in person.text
    await person.press("escape")


async def test_three_orphans_one_deleted_one_spared_one_decided_about_and_the_summary_saved(tmp_path: Path) -> None:
    account = orphaned(ANA, BEN, EVE)
    async with scanned(app_over(account), WIDE) as person:
        await person.press("X")
        assert "Clean-up: 1 of 3" in person.text
        assert f"Delete {ANA} with everything on it" in person.text
        await deleted(person, ANA)
        assert "Clean-up: 2 of 3" in person.text
        await person.press("n")
        assert "held        member of the group developers" in person.text
        await person.press("h")
        assert "decided     member of the group developers" in person.text
        await deleted(person, EVE)
        assert f"spared      {BEN}: you spared it" in person.text
        assert "2 deleted" in person.text
        await person.press("m")
        assert "Summary saved:" in person.told
    assert list(account.users) == [BEN]
    (saved,) = tmp_path.glob("bks-clean-up-*.json")
    assert [target["outcome"] for target in json.loads(saved.read_text())["targets"]] == ["done", "skipped", "done"]
    assert saved.stat().st_mode & 0o777 == 0o600


async def test_a_deletion_is_taken_back_from_where_it_is_told_and_the_next_is_shown_anew() -> None:
    account = orphaned(ANA, BEN)
    async with scanned(app_over(account), WIDE) as person:
        await person.press("X")
        await person.press("D")
        await person.press("j", "enter")
        await person.write(ANA)
        await person.press("enter")
        await person.press("j", "enter")
        assert f"Make {ANA} again" in person.text
        await person.press("j", "enter")
        assert DONE in person.text
        await person.press("escape")
        assert f"Delete {BEN} with everything on it" in person.text
    assert sorted(account.users) == [ANA, BEN]


async def test_a_held_user_is_not_deleted_before_somebody_decides() -> None:
    account = orphaned(EVE)
    async with scanned(app_over(account)) as person:
        await person.press("X")
        await person.press("D")
        assert "Cancel" not in person.text
    assert not writes(account)


async def test_the_end_leaves_the_others_and_says_so() -> None:
    account = orphaned(ANA, BEN)
    async with scanned(app_over(account)) as person:
        await person.press("X")
        await person.press("n", "escape")
        assert f"{BEN}: you stopped before it" in person.text
        await person.press("escape")
        assert "1 Users" in person.text
    assert not writes(account)


async def test_what_came_alive_since_the_scan_is_not_deleted_and_says_why() -> None:
    account = orphaned(ANA)
    async with scanned(app_over(account), WIDE) as person:
        account.add_access_key(ANA)
        await person.press("X")
        assert f"{ANA} cannot be deleted" in person.text
        assert "it is AT RISK" in person.text
        await person.press("D")
    assert not writes(account)


async def test_only_orphans_are_stepped_through() -> None:
    account = orphaned(ANA)
    account.add_user(BEN)
    account.add_api_key(BEN)
    async with scanned(app_over(account)) as person:
        await person.press("X")
        assert "Clean-up: 1 of 1" in person.text


async def test_without_orphans_there_is_nothing_to_do() -> None:
    async with scanned(app_over(orphaned())) as person:
        await person.press("X")
        assert "all 0 orphans decided about" in person.text


@pytest.mark.parametrize("text", [HOSTILE["Rich: unclosed tag"], HOSTILE["C1 CSI"], HOSTILE["bidi override"]])
async def test_a_hostile_name_is_shown_harmless(text: str) -> None:
    async with scanned(app_over(orphaned(f"BedrockAPIKey-{text}")), NARROW) as person:
        await person.press("X")
        assert dangers(person.text) == set()
        await person.press("n")
        assert dangers(person.text) == set()
