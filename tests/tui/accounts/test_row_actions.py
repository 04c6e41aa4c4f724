"""An action on a row of all users is planned and carried out in the account of the row, and nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bks_tui.core.account.member import MemberRole
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.requests import CleanUpRequest
from bks_tui.tui.response.batch_worker import ItemUpdated
from bks_tui.tui.response.worker import ResponseEnded
from tests.support.accounts import all_writes, go_to_user, typed
from tests.support.app import NOW, WIDE, app_over, scanned
from tests.support.members import add_phantoms, member_id, organization

# The phantom of each account that has a key.
KEYED = "BedrockAPIKey-0001"
OLD = "BedrockAPIKey-old1"


@pytest.mark.parametrize(
    ("key", "confirmed", "written"),
    [
        ("C", ("j", "enter"), ["UpdateServiceSpecificCredential", "PutUserPolicy"]),
        ("R", (*typed(KEYED), "enter"), ["UpdateServiceSpecificCredential", "PutUserPolicy"]),
    ],
)
async def test_an_action_on_a_row_is_planned_and_carried_out_in_its_account_only(
    key: str, confirmed: tuple[str, ...], written: list[str]
) -> None:
    management, members = organization()
    add_phantoms(management, 2)
    async with scanned(app_over(management), WIDE) as person:
        await go_to_user(person, "team-1", KEYED)
        await person.press(key)
        plan = person.learned(Plan)[-1]
        assert plan.account.account_id == member_id(1)
        assert plan.account.role == MemberRole(member_id(1))
        assert plan.subject.name == KEYED
        assert f"account {member_id(1)}" in person.lines[0]
        assert "not verified" not in person.lines[0]
        assert "role OrganizationAccountAccessRole" in person.lines[1]
        assert f"arn:aws:sts::{member_id(1)}:assumed-role" in person.lines[1]
        assert all_writes([management, *members]) == {}
        await person.press(*confirmed)
        assert person.learned(ResponseEnded)
    assert list(all_writes([management, *members])) == [member_id(1)]
    assert all_writes(members)[member_id(1)][: len(written)] == written


async def test_an_orphan_is_deleted_in_the_account_of_its_row_only() -> None:
    management, members = organization()
    for account in (management, *members):
        account.add_user(OLD, created=NOW - timedelta(days=90))
    async with scanned(app_over(management), WIDE) as person:
        await go_to_user(person, "team-2", OLD)
        await person.press("D")
        assert person.learned(Plan)[-1].request == CleanUpRequest(OLD, 24.0)
        await person.press(*typed(OLD), "enter")
        await person.press("escape")
        assert OLD not in person.text
    assert all_writes([management, *members]) == {member_id(2): ["DeleteUser"]}
    assert [OLD in account.users for account in (management, *members)] == [True, True, True, False]


async def test_the_row_shows_what_was_done_and_the_account_on_show_is_not_read_again() -> None:
    management, members = organization()
    async with scanned(app_over(management), WIDE) as person:
        await go_to_user(person, "team-1", KEYED)
        before = [len(account.calls) for account in (members[0], members[2])]
        await person.press("C")
        await person.press("j", "enter")
        await person.press("escape")
        assert "CONTAINED" in next(line for line in person.lines if KEYED in line)
        assert [len(account.calls) for account in (members[0], members[2])] == before


async def test_a_session_that_belongs_to_another_account_than_the_row_plans_nothing() -> None:
    management, members = organization()
    async with scanned(app_over(management), WIDE) as person:
        await go_to_user(person, "team-1", KEYED)
        management.members.add(members[2], member_id(1))
        await person.press("C")
        assert person.learned(Plan) == []
        assert f"the session for account {member_id(1)} belongs to" in " ".join(person.text.split())
        assert "Nothing was changed." in person.text
    assert all_writes([management, *members]) == {}


async def test_marked_users_of_several_accounts_are_each_planned_and_changed_in_their_own_account() -> None:
    management, members = organization()
    async with scanned(app_over(management), WIDE) as person:
        await person.press("a", "r")
        await person.press("2", "slash", *typed(KEYED), "enter")
        await person.press("space", "space")
        assert "2 marked users · 3 of 9" in person.text
        assert "C Contain 2 marked" in person.lines[-1]
        await person.press("C")
        plans = [each.update for each in person.learned(ItemUpdated) if isinstance(each.update, Plan)]
        assert [plan.account.account_id for plan in plans] == [member_id(0), member_id(1)]
        assert f"{KEYED} in account {member_id(0)}" in person.text
        assert all_writes([management, *members]) == {}
        await person.press("j", "enter")
        assert "Result: 2 done" in person.text
        # The account that was written in last is named above.
        assert f"account {member_id(1)}" in person.lines[0]
        await person.press("escape")
        assert [line.split()[:2] for line in person.lines if KEYED in line].count(["∅", "CONTAINED"]) == 2
        assert "marked" not in person.text
    assert list(all_writes([management, *members])) == [member_id(0), member_id(1)]


async def test_marks_of_all_users_are_kept_while_an_account_is_open_and_escape_removes_them() -> None:
    management, _ = organization()
    async with scanned(app_over(management), WIDE) as person:
        await person.press("a", "r")
        await person.press("2", "space")
        await person.press("L")
        assert "Release: it works for one user" in person.told
        await person.press("enter")
        await person.press("a")
        assert "1 marked user · 9 of 9" in person.text
        await person.press("1")
        assert "marked" not in person.lines[-2]
        await person.press("2", "escape")
        assert "2 All users" in person.text
        assert "marked" not in person.text
