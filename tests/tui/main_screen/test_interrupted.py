"""What was cut off before is told once the account is known, and can be gone on with or taken back."""

from __future__ import annotations

from dataclasses import replace

from bks_tui.core.response.operation import Operation, StepOutcome, StepTaken
from bks_tui.core.response.requests import RevokeRequest, UndoRequest
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.operations.context import ResponseContext
from bks_tui.operations.response.plan import plan_response
from bks_tui.storage.journal import Journal, default_directory
from bks_tui.tui.messages import InterruptedFound, PlanMade
from tests.support.app import NOW, WIDE, Gate, app_over, opened, scanned, session_to, small_account
from tests.support.hostile import HOSTILE, dangers
from tests.support.plans import hostile_operation, write_down
from tests.support.responding import writes

ANA = "BedrockAPIKey-aaaa"
REQUEST = RevokeRequest(ANA, delete_keys=False)
OPERATION_ID = "3f2a91c4"


def journal() -> Journal:
    return Journal(default_directory(demo=False))


def cut_off(*, account_id: str = "111122223333") -> SimulatedAccount:
    """An account in which the first of two steps was made when bks was ended."""
    account = small_account(ANA)
    plan = plan_response(ResponseContext(session_to(account), journal(), now=lambda: NOW), REQUEST)
    plan = replace(plan, account=replace(plan.account, account_id=account_id))
    account.users[ANA].credentials[0].status = "Inactive"
    first, second = plan.steps
    steps = (StepTaken(first, StepOutcome.BEGUN, NOW, "Active"), StepTaken(second, StepOutcome.SKIPPED))
    write_down(journal(), Operation(OPERATION_ID, NOW, plan, steps))
    account.calls.clear()
    return account


async def test_it_is_told_what_when_and_how_far_with_nothing_to_do_under_the_cursor() -> None:
    account = cut_off()
    async with scanned(app_over(account), WIDE) as person:
        for part in (
            "Cut off before its end",
            f"Contain {ANA}",
            "begun       2026-03-02 12:00:00 UTC",
            "begun       Deactivate API key ACCA",
            "skipped     Deny Amazon Bedrock to the user",
            "›Later",
        ):
            assert part in person.text
        await person.press("enter")
        assert "Cut off" not in person.text
    assert not writes(account)


async def test_it_is_gone_on_with_by_a_plan_for_the_rest() -> None:
    async with scanned(app_over(cut_off()), WIDE) as person:
        await person.press("j", "enter")
        assert "The plan: 1 call; nothing is written yet" in person.text
        assert person.of(PlanMade)[-1].plan.continues == OPERATION_ID


async def test_it_is_taken_back_by_a_plan_too() -> None:
    async with scanned(app_over(cut_off()), WIDE) as person:
        await person.press("j", "j", "enter")
        assert person.of(PlanMade)[-1].plan.request == UndoRequest(ANA, (OPERATION_ID,))


async def test_what_is_found_done_is_told_as_done() -> None:
    account = cut_off()
    plan = journal().operations()[0].plan
    document = plan.steps[1].change.parameters["PolicyDocument"]
    account.put_inline_policy(ANA, "bks-containment", str(document))
    async with scanned(app_over(account), WIDE) as person:
        await person.press("j", "enter")
        assert "It was found done when it was gone on with." in person.text


async def test_in_read_only_mode_it_is_told_only() -> None:
    async with scanned(app_over(cut_off(), read_only=True), WIDE) as person:
        assert "›Close" in person.text
        assert "read-only mode: bks writes nothing" in person.text
        assert "Go on" not in person.text


async def test_what_was_cut_off_in_another_account_is_not_told_here() -> None:
    async with scanned(app_over(cut_off(account_id="999988887777"))) as person:
        assert person.of(InterruptedFound)[0].operations
        assert "Cut off" not in person.text


async def test_it_does_not_come_up_where_a_person_types() -> None:
    account, gate = cut_off(), Gate("ListAccountAliases")
    app = app_over(account, gate=gate)
    with gate.closed():
        async with opened(app) as person:
            await person.until(gate.held.is_set)
            await person.pilot.press("slash", "a")
            gate.open()
            await person.settle()
            assert person.of(InterruptedFound)
            assert "Cut off" not in person.text
            await person.press("enter")
            await person.until(lambda: "Cut off before its end" in person.text)


async def test_a_journal_that_cannot_be_read_is_told_once() -> None:
    journal().path.mkdir(parents=True)
    async with scanned(app_over(small_account(ANA)), WIDE) as person:
        assert person.told.count("cannot be read: it is not a regular file") == 1
        await person.press("r")
        assert person.told.count("cannot be read: it is not a regular file") == 1


async def test_a_journal_that_was_changed_is_told() -> None:
    journal().directory.mkdir(parents=True)
    journal().path.write_text("nonsense\n")
    async with scanned(app_over(small_account(ANA)), WIDE) as person:
        assert "The journal is damaged: line 1 is not a record" in person.told


async def test_a_hostile_operation_is_told_as_text() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account), WIDE) as person:
        operation = replace(hostile_operation(HOSTILE["C1 CSI"]), outcome=None, undone_by=None)
        there = replace(operation.plan.account, account_id="111122223333", demo=False)
        operation = replace(operation, plan=replace(operation.plan, account=there))
        person.app.screen.post_message(InterruptedFound((operation,), (HOSTILE["bidi override"],)))
        await person.until(lambda: "Cut off before its end" in person.text)
        assert dangers(person.text) == set()
