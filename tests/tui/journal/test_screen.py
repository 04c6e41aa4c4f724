"""The screen of the journal: what it lists, what its keys refer to, and how an operation is undone or resumed."""

from __future__ import annotations

from dataclasses import replace

from bks_tui.core.account.member import MemberRole
from bks_tui.core.response.operation import Operation, Outcome, StepOutcome
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.requests import RevokeRequest, UndoRequest
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.operations.response.execute import execute_plan
from bks_tui.operations.response.plan import plan_response
from bks_tui.storage.journal import Journal, default_directory
from bks_tui.tui.journal.screen import JournalScreen
from tests.support.accounts import all_writes
from tests.support.app import CHOICE, NOW, WIDE, app_over, scanned, session_to, small_account
from tests.support.hostile import HOSTILE, dangers
from tests.support.members import member_id, organization
from tests.support.plans import an_operation, hostile_operation, write_down
from tests.support.responding import ResponseHarness, writes

ANA, BEN = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb"


def journal() -> Journal:
    return Journal(default_directory(demo=False))


def contained(*names: str) -> tuple[SimulatedAccount, list[Operation]]:
    """An account in which bks contained these users, in this order."""
    account = small_account(ANA, BEN)
    harness = ResponseHarness(account, journal(), now=NOW)
    operations = [harness.do(RevokeRequest(name, delete_keys=False)) for name in names]
    account.calls.clear()
    return account, operations


async def test_the_operation_under_the_cursor_is_named_shown_and_undone() -> None:
    account, (first, second) = contained(ANA, BEN)
    async with scanned(app_over(account)) as person:
        await person.press("J")
        assert "2 of 2 · latest first" in person.text
        assert BEN in person.row
        assert f"U Undo {second.operation_id[:8]}" in person.lines[-1]
        await person.press("j")
        short = first.operation_id[:8]
        assert f"─ {short} Contain {ANA}" in person.text
        assert f"U Undo {short}" in person.lines[-1]
        await person.press("U")
        assert f"Undo operation {short}: user {ANA}" in person.text
        assert person.learned(Plan)[-1].request == UndoRequest(ANA, (first.operation_id,))
        assert not writes(account)
        await person.press("j", "enter")
        assert "Done and verified in AWS." in person.text
        await person.press("escape")
        assert "3 of 3 · latest first" in person.text
        assert f"{short}" in person.row
        assert "undone" in person.row
    assert account.users[ANA].credentials[0].status == "Active"
    assert account.users[BEN].credentials[0].status == "Inactive"


async def test_enter_goes_to_the_steps_and_escape_back_by_the_same_way() -> None:
    account, _ = contained(ANA)
    async with scanned(app_over(account)) as person:
        await person.press("J", "slash")
        await person.write("aaaa")
        await person.press("enter")
        await person.press("enter")
        assert isinstance(person.app.screen, JournalScreen)
        assert person.app.focused is person.app.screen.query_one("#operation")
        await person.press("G")
        assert "verified    2. Deny Amazon Bedrock to the user" in person.text
        for shown in ("1 of 1 · latest first · 'aaaa'", "1 of 1 · latest first ━", "━ 1 Users"):
            await person.press("escape")
            assert shown in person.text


async def test_an_interrupted_operation_is_resumed() -> None:
    account, (operation,) = contained(ANA)
    account.users[ANA].inline_policies.clear()
    journal().path.unlink()
    begun, skipped = operation.steps
    left = (replace(begun, outcome=StepOutcome.BEGUN), replace(skipped, outcome=StepOutcome.SKIPPED))
    async with scanned(app_over(account)) as person:
        # Another bks is interrupted now: this one has offered what was there when it started.
        write_down(journal(), replace(operation, outcome=None, steps=left))
        await person.press("J")
        assert "INTERRUPTED" in person.row
        await person.press("R")
        assert f"Resume operation {operation.operation_id[:8]}: user {ANA}" in person.text
        assert person.learned(Plan)[-1].continues == operation.operation_id
        await person.press("j", "enter")
        await person.press("escape")
        assert "done" in person.row
    assert writes(account) == ["PutUserPolicy"]


async def test_an_operation_of_a_member_account_is_undone_there_through_the_role_that_was_recorded() -> None:
    management, members = organization()
    name = "BedrockAPIKey-0001"
    choice = replace(CHOICE, role=MemberRole(member_id(1)))
    harness = ResponseHarness(management, journal(), now=NOW)
    context = replace(harness.context(), session=session_to(management, choice))
    *_, _done = execute_plan(context, plan_response(context, RevokeRequest(name, delete_keys=False)), read_only=False)
    for each in (management, *members):
        each.calls.clear()
    async with scanned(app_over(management), WIDE) as person:
        await person.press("J")
        assert f"it was in account {member_id(1)}, not in account 111122223333" in person.text
        await person.press("U")
        assert f"account {member_id(1)}" in person.lines[0]
        assert person.learned(Plan)[-1].account.role == MemberRole(member_id(1))
        await person.press("j", "enter")
        assert "Done and verified in AWS." in person.text
    assert list(all_writes([management, *members])) == [member_id(1)]


async def test_an_operation_that_cannot_be_reached_says_where_it_was() -> None:
    account = small_account(ANA)
    there = an_operation()
    plan = replace(there.plan, account=replace(there.plan.account, account_id="999988887777"))
    write_down(journal(), replace(there, plan=plan))
    async with scanned(app_over(account)) as person:
        await person.press("J")
        await person.press("U")
        assert "Undo: the operation was in account 999988887777, not in account 111122223333" in person.told
        assert not person.learned(Plan)


async def test_a_journal_that_was_edited_says_so_and_nothing_is_undone_from_it() -> None:
    account, _ = contained(ANA)
    text = journal().path.read_text()
    journal().path.write_text(text.replace("Contain ", "Retain ", 1))
    async with scanned(app_over(account), WIDE) as person:
        await person.press("J")
        assert "The journal is damaged or incomplete (w): " in person.text
        await person.press("w")
        assert "Nothing is undone or resumed from a journal that was edited" in person.text
        await person.press("escape")
        await person.press("U")
        assert "Not carried out" in person.text
        assert "Someone may have edited it." in person.text
    assert not writes(account)


async def test_a_journal_that_cannot_be_read_is_reported_in_the_list() -> None:
    journal().path.mkdir(parents=True)
    async with scanned(app_over(small_account(ANA)), WIDE) as person:
        await person.press("J")
        assert "cannot be read: it is not a regular file" in " ".join(person.text.split())


async def test_a_hostile_journal_is_shown_as_text_whatever_is_pressed() -> None:
    operation = hostile_operation(HOSTILE["C1 CSI"])
    write_down(journal(), replace(operation, outcome=Outcome.DONE, operation_id=HOSTILE["Rich: link"]))
    async with scanned(app_over(small_account(ANA))) as person:
        for key in ("J", "enter", "y", "escape", "U", "question_mark", "escape", "ctrl+p"):
            await person.press(key)
            assert dangers(person.text) == set(), key


async def test_the_palette_acts_on_the_operation_under_the_cursor() -> None:
    account, (operation,) = contained(ANA)
    async with scanned(app_over(account)) as person:
        await person.press("J")
        await person.press("ctrl+p", *"undo")
        await person.press("enter")
        assert person.learned(Plan)[-1].request == UndoRequest(ANA, (operation.operation_id,))
