"""The clean-up: each orphan with its evidence, a fresh plan and a decision, and the summary of them all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bks_tui.core.response.plan import Plan
from bks_tui.core.response.requests import CleanUpRequest
from bks_tui.demo.state.account import SimulatedAccount
from tests.support.app import NARROW, WIDE, Gate, Person, app_over, scanned, small_account
from tests.support.hostile import HOSTILE, dangers
from tests.support.responding import DENY, writes

# Short, since each letter of a name is typed.
FREE, OTHER, HELD = "AeaApiKey-a", "AeaApiKey-b", "AeaApiKey-0"


def three_orphans() -> SimulatedAccount:
    """Two that nothing holds, and one that bks contained, which comes last; beside one that is active."""
    account = small_account("BedrockAPIKey-live")
    for name in (FREE, OTHER, HELD):
        account.add_user(name)
    account.put_inline_policy(HELD, "bks-containment", DENY)
    return account


async def deletes(person: Person, name: str) -> None:
    """Decide to delete the user that is shown, and close the result."""
    await person.press("D")
    await person.write(name)
    await person.press("enter")
    await person.press("enter")


async def test_the_identity_the_plan_the_evidence_and_the_keys_are_visible() -> None:
    account = three_orphans()
    async with scanned(app_over(account)) as person:
        await person.press("X")
        for size in (NARROW, WIDE):
            await person.resize(size)
            for part in (
                "account 111122223333 (example)  eu-central-1",
                f"Clean-up · 1 of 3 · {FREE}",
                f"Delete {FREE} with everything on it",
                "∅ ORPHANED: phantom",
                "0 deleted · 0 skipped · 2 remaining",
                "D Delete a n Skip a h Hold esc Stop",
            ):
                assert part in person.text, size
    assert not writes(account)


async def test_only_orphans_are_reviewed_and_held_ones_last() -> None:
    account = three_orphans()
    async with scanned(app_over(account)) as person:
        await person.press("X")
        await person.press("n")
        await person.press("n")
        await person.press("n")
        assert "3 users skipped" in person.text
        assert [plan.subject.name for plan in person.learned(Plan)] == [FREE, OTHER]
    assert not writes(account)


async def test_a_plan_is_shown_once_it_is_fresh_and_nothing_can_be_deleted_before() -> None:
    account, gate = three_orphans(), Gate("GetUser", OTHER)
    async with scanned(app_over(account, gate=gate)) as person:
        await person.press("X")
        with gate.closed():
            await person.pilot.press("n")
            await person.until(gate.held.is_set)
            assert f"2 of 3 · {OTHER}" in person.text
            assert "Reading the current state from AWS" in person.text
            await person.pilot.press("D")
            await person.until(lambda: "Delete: the current state is still being read" in person.told)


async def test_one_is_deleted_once_its_name_is_typed_and_the_next_is_shown() -> None:
    account = three_orphans()
    async with scanned(app_over(account)) as person:
        await person.press("X")
        await deletes(person, FREE)
        assert f"2 of 3 · {OTHER}" in person.text
        assert "1 deleted · 0 skipped · 1 remaining" in person.text
    assert FREE not in account.users


async def test_the_footer_names_the_user_that_is_shown() -> None:
    async with scanned(app_over(three_orphans())) as person:
        await person.press("X")
        assert person.lines[-1].startswith("D Delete a n Skip a h Hold esc Stop")
        await person.press("n")
        assert person.lines[-1].startswith("D Delete b n Skip b h Hold esc Stop")


async def test_after_a_cancelled_deletion_the_user_is_shown_again_with_a_fresh_plan() -> None:
    account = three_orphans()
    async with scanned(app_over(account)) as person:
        await person.press("X")
        await person.press("D")
        await person.press("escape")
        assert f"1 of 3 · {FREE}" in person.text
        assert len(person.learned(Plan)) == 3
    assert not writes(account)


async def test_a_hold_is_explained_and_can_be_overridden_for_this_user() -> None:
    async with scanned(app_over(three_orphans()), WIDE) as person:
        await person.press("X")
        await person.press("n")
        await person.press("n")
        assert "containment: contained by bks" in person.text
        assert "the incident may not be over" in person.text
        assert "holds      containment" in person.text
        await person.press("h")
        assert "OVERRIDDEN containment" in person.text
        assert person.learned(Plan)[-1].request == CleanUpRequest(HELD, include_held=("containment",))


async def test_a_held_user_is_not_deleted_and_the_plan_says_why() -> None:
    async with scanned(app_over(three_orphans())) as person:
        await person.press("X")
        await person.press("n")
        await person.press("n")
        await person.press("D")
        assert "Delete: not possible now; the plan shows why" in person.told


async def test_the_summary_lists_each_user_and_the_account_is_read_again() -> None:
    async with scanned(app_over(three_orphans()), WIDE) as person:
        await person.press("X")
        await deletes(person, FREE)
        await person.press("n")
        await person.press("escape")
        for part in (
            "1 user deleted",
            FREE,
            "2 users skipped",
            f"{OTHER}: you skipped it",
            f"{HELD}: the clean-up stopped before this user",
        ):
            assert part in person.text
        await person.press("escape")
        assert "3 of 3" in person.text


async def test_the_summary_is_saved_for_its_owner_only_as_json_and_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with scanned(app_over(three_orphans()), WIDE) as person:
        await person.press("X")
        await person.press("n")
        await person.press("escape")
        await person.press("j", "enter")
        await person.press("j", "enter")
        assert "Summary saved: " in person.told
    stem = tmp_path / "bks-cleanup-111122223333-20260302T120000Z"
    document = json.loads(stem.with_suffix(".json").read_text())
    assert (document["schema"], document["summary"]["skipped"]) == ("bks.actions/1", 3)
    assert f"{FREE}: you skipped it" in stem.with_suffix(".txt").read_text()
    assert {file.stat().st_mode & 0o777 for file in tmp_path.glob("bks-cleanup-*")} == {0o600}


async def test_a_summary_that_cannot_be_saved_says_so_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bks-cleanup-111122223333-20260302T120000Z.txt").mkdir()
    async with scanned(app_over(three_orphans()), WIDE) as person:
        await person.press("X")
        await person.press("n")
        await person.press("escape")
        await person.press("j", "enter")
        assert "Summary not saved: " in person.told
        assert "Save as JSON" in person.text


async def test_without_an_orphan_there_is_nothing_to_clean_up() -> None:
    async with scanned(app_over(small_account("BedrockAPIKey-live"))) as person:
        await person.press("X")
        assert person.told == "Clean up: the last scan found no ORPHANED phantom user"


async def test_a_hostile_name_is_shown_as_text_from_its_plan_to_the_summary() -> None:
    account = small_account()
    account.add_user(f"AeaApiKey-{HOSTILE['C1 CSI']}{HOSTILE['Rich: unclosed tag']}")
    async with scanned(app_over(account)) as person:
        for key in ("X", "D", "escape", "n"):
            await person.press(key)
            assert dangers(person.text) == set()
        assert r"AeaApiKey-\x9b31mred[/: you skipped it" in person.text


async def test_one_can_go_back_to_a_skipped_user_and_delete_it() -> None:
    account = three_orphans()
    async with scanned(app_over(account)) as person:
        await person.press("X")
        await person.press("n")
        await person.press("b")
        assert f"1 of 3 · {FREE}" in person.text
        await deletes(person, FREE)
        assert f"2 of 3 · {OTHER}" in person.text
        assert "1 deleted · 0 skipped · 1 remaining" in person.text
    assert FREE not in account.users


async def test_before_the_first_user_there_is_none() -> None:
    async with scanned(app_over(three_orphans())) as person:
        await person.press("X")
        await person.press("b")
        assert "Earlier: this is the first user that is left" in person.told


async def test_all_users_are_listed_with_their_decisions_to_go_to_one() -> None:
    async with scanned(app_over(three_orphans())) as person:
        await person.press("X")
        await deletes(person, FREE)
        await person.press("n")
        await person.press("a")
        for decision in (f"{FREE} deleted", f"{OTHER} skipped", f"{HELD} not decided; holds: containment"):
            assert decision in person.text
        await person.write(OTHER)
        await person.press("enter")
        assert f"2 of 3 · {OTHER}" in person.text


async def test_a_pasted_name_goes_to_that_user() -> None:
    async with scanned(app_over(three_orphans())) as person:
        await person.press("X")
        await person.paste(f"{OTHER}\n")
        assert f"2 of 3 · {OTHER}" in person.text


async def test_from_the_summary_the_skipped_users_are_reviewed_again() -> None:
    async with scanned(app_over(three_orphans()), WIDE) as person:
        await person.press("X")
        await deletes(person, FREE)
        await person.press("n")
        await person.press("n")
        await person.press("G", "enter")
        assert f"2 of 3 · {OTHER}" in person.text
        assert "1 deleted · 0 skipped · 1 remaining" in person.text


async def test_what_aws_throttles_is_visible_while_bks_retries() -> None:
    account = three_orphans()
    async with scanned(app_over(account)) as person:
        account.faults.throttle("iam:GetUser", calls=2)
        await person.press("X")
        assert "AWS throttled 2 calls; bks retries" in person.text


async def test_the_help_lists_the_keys_of_the_clean_up() -> None:
    async with scanned(app_over(three_orphans())) as person:
        await person.press("X")
        await person.press("question_mark")
        assert "In the clean-up" in person.text
