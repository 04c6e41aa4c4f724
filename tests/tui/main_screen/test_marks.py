"""Marked users: every title, key, dialog and action says that it refers to them, and does."""

from __future__ import annotations

from pathlib import Path

import pytest

from bks_tui.core.response.plan import Plan
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.tui.response.batch_worker import BatchEnded, ItemUpdated
from tests.support.app import NOW, WIDE, Gate, Person, app_over, app_with, scanned, session_to, small_account
from tests.support.responding import writes
from tests.support.three_users import ANA, BEN, CARL, three_users, title_of


def planned_names(person: Person) -> list[str]:
    """Whom the plans are about."""
    updates = [each.update for each in person.learned(ItemUpdated)]
    return [each.subject.name for each in updates if isinstance(each, Plan)]


async def test_contain_refers_to_the_marked_users_and_refuses_the_one_that_changed() -> None:
    account = three_users()
    async with scanned(app_over(account), WIDE) as person:
        await person.press("asterisk", "G")
        await person.press("C")
        assert planned_names(person) == [ANA, BEN, CARL]
        assert "Contain 3 marked users" in person.text
        assert not writes(account)
        account.add_api_key(BEN)
        await person.press("j", "enter")
        assert "Result: 2 done, 1 refused" in person.text
        await person.press("escape")
        # Who is done is unmarked.
        assert "1 marked user ·" in title_of(person, "1 Users")
    assert [account.users[name].credentials[0].status for name in (ANA, BEN, CARL)] == [
        "Inactive",
        "Active",
        "Inactive",
    ]


async def test_escape_stops_after_the_current_user_and_never_within_it() -> None:
    account, gate = three_users(), Gate("UpdateServiceSpecificCredential")
    async with scanned(app_over(account, gate=gate), WIDE) as person:
        await person.press("asterisk")
        await person.press("C")
        with gate.closed():
            await person.pilot.press("j", "enter")
            await person.until(gate.held.is_set)
            await person.pilot.press("escape")
            await person.until(lambda: "Stopping after this user" in person.text)
        await person.settle()
        assert "Result: 1 done, 2 not started" in person.text
    assert writes(account) == ["UpdateServiceSpecificCredential", "PutUserPolicy"]


async def test_deleting_keys_of_several_users_asks_for_the_number_and_the_verb() -> None:
    account = three_users()
    async with scanned(app_over(account), WIDE) as person:
        await person.press("space", "space")
        await person.press("R")
        assert "To confirm, type: revoke 2 users" in person.text
        await person.write("revoke 3 users")
        await person.press("enter")
        assert "This is not the phrase; nothing is written." in person.text
        assert not writes(account)
        await person.write("revoke 2 users")
        await person.press("enter")
        assert "Result: 2 done" in person.text
    assert [len(account.users[name].credentials) for name in (ANA, BEN, CARL)] == [0, 0, 1]


async def test_the_first_answer_and_every_way_back_write_nothing() -> None:
    account = three_users()
    async with scanned(app_over(account)) as person:
        await person.press("asterisk")
        for key in ("enter", "escape", "q"):
            await person.press("C")
            await person.press(key)
            assert "1 Users" in person.text
        assert len(person.learned(BatchEnded)) == 3
    assert not writes(account)


async def test_titles_keys_status_and_palette_name_the_marked_users() -> None:
    async with scanned(app_over(three_users()), WIDE) as person:
        await person.press("space", "space", "G")
        assert title_of(person, "1 Users").lstrip().startswith("2 marked users · 3 of 3")
        assert "C Contain 2 marked" in person.lines[-1]
        assert "2 marked · complete" in person.text
        await person.press("slash", *"cccc", "enter")
        assert "2 marked, 2 hidden by the filter" in person.text
        # The detail is of the user under the cursor, and says so.
        await person.press("2")
        assert title_of(person, "2 Detail").lstrip().startswith(CARL)
        assert "C Contain cccc" in person.lines[-1]
        await person.press("1", "ctrl+p")
        await person.press(*"contain")
        assert "Contain 2 marked users (C)" in person.text


async def test_escape_unmarks_first_and_then_goes_back_as_ever() -> None:
    async with scanned(app_over(three_users())) as person:
        await person.press("slash", "a", "a", "enter", "space")
        await person.press("escape")
        assert "marked" not in person.text
        assert "'aa'" in person.text
        await person.press("escape")
        assert "3 of 3" in person.text


async def test_what_works_for_one_user_only_is_refused_with_the_reason() -> None:
    account = three_users()
    async with scanned(app_over(account), WIDE) as person:
        await person.press("asterisk")
        before = len(account.calls)
        for key, label in (("t", "Timeline"), ("u", "User"), ("L", "Release")):
            await person.press(key)
            assert (
                f"{label}: it works for one user, and 3 are marked: 2 goes to the one under the cursor" in person.told
            )
        assert len(account.calls) == before


async def test_a_marked_user_that_disappears_is_unmarked_and_said() -> None:
    account = three_users()
    async with scanned(app_over(account), WIDE) as person:
        await person.press("asterisk")
        del account.users[BEN]
        await person.press("r")
        assert f"{BEN} is no longer in the list and was unmarked" in person.told
        assert "2 marked users" in title_of(person, "1 Users")


async def test_marks_never_pass_to_the_users_of_another_account() -> None:
    # The same profile leads to another account now, with a user of the same name.
    other = SimulatedAccount("999988887777", now=NOW)
    other.add_user(ANA)
    sessions = iter([three_users(), other])
    async with scanned(app_with(lambda chosen: session_to(next(sessions), chosen)), WIDE) as person:
        await person.press("asterisk")
        await person.press("r")
        assert "This is another account: all users were unmarked" in person.told
        assert title_of(person, "1 Users").lstrip().startswith(f"{ANA} · 1 of 1")


async def test_a_clean_up_reviews_only_the_marked_orphans() -> None:
    account = small_account(ANA)
    for name in (BEN, CARL):
        account.add_user(name)
    async with scanned(app_over(account), WIDE) as person:
        await person.press("space")
        await person.press("X")
        assert "none of the marked users is an ORPHANED phantom user" in person.told
        await person.press("G", "space")
        await person.press("X")
        assert "Clean-up · 1 of 1 marked" in person.text


async def test_a_report_on_each_marked_user_is_written_to_a_folder_which_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with scanned(app_over(three_users()), WIDE) as person:
        await person.press("space", "space")
        await person.press("m")
        assert "Save a report on each of 2 marked users" in person.text
        await person.press("enter")
        folder = tmp_path / "bks-reports-20260302T120000Z"
        assert "2 reports saved:" in person.told
        assert folder.name in person.told
    assert sorted(each.name for each in folder.iterdir()) == [
        f"bks-report-{name}-20260302T120000Z.html" for name in (ANA, BEN)
    ]
