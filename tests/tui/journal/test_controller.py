"""Interrupted operations are offered once the account is known, and can be resumed or undone."""

from __future__ import annotations

from dataclasses import replace

from bks_tui.core.response.operation import Operation, StepOutcome, StepTaken
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.requests import RevokeRequest, UndoRequest
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.operations.context import ResponseContext
from bks_tui.operations.response.plan import plan_response
from bks_tui.storage.journal import Journal, default_directory
from bks_tui.tui.journal.worker import InterruptedFound
from bks_tui.tui.kit.jobs import JobUpdated
from tests.support.app import NOW, WIDE, Gate, app_over, opened, scanned, session_to, small_account
from tests.support.hostile import HOSTILE, dangers
from tests.support.keys import long_term_key
from tests.support.plans import hostile_operation, write_down
from tests.support.responding import writes

ANA = "BedrockAPIKey-aaaa"
REQUEST = RevokeRequest(ANA, delete_keys=False)
OPERATION_ID = "3f2a91c4"
KEY = long_term_key(f"{ANA}-at-111122223333")


def journal() -> Journal:
    return Journal(default_directory(demo=False))


def interrupted(*, account_id: str = "111122223333") -> SimulatedAccount:
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


async def test_it_shows_the_plan_the_start_and_each_step_with_the_cursor_on_later() -> None:
    account = interrupted()
    async with scanned(app_over(account), WIDE) as person:
        for part in (
            "Interrupted operations",
            f"Contain {ANA}",
            "started     2026-03-02 12:00:00 UTC",
            "started     Deactivate API key ACCA",
            "skipped     Deny Amazon Bedrock to the user",
            "›Later",
        ):
            assert part in person.text
        await person.press("enter")
        assert "Interrupted" not in person.text
    assert not writes(account)


async def test_it_is_resumed_by_a_plan_for_the_rest() -> None:
    async with scanned(app_over(interrupted()), WIDE) as person:
        await person.press("j", "enter")
        assert "Plan: 1 call; nothing is written yet" in person.text
        assert person.learned(Plan)[-1].continues == OPERATION_ID


async def test_it_is_undone_by_a_plan_too() -> None:
    async with scanned(app_over(interrupted()), WIDE) as person:
        await person.press("j", "j", "enter")
        assert person.learned(Plan)[-1].request == UndoRequest(ANA, (OPERATION_ID,))


async def test_a_step_that_is_found_done_is_shown_as_done() -> None:
    account = interrupted()
    plan = journal().operations()[0].plan
    document = plan.steps[1].change.parameters["PolicyDocument"]
    account.put_inline_policy(ANA, "bks-containment", str(document))
    async with scanned(app_over(account), WIDE) as person:
        await person.press("j", "enter")
        assert "All its changes were verified when it was resumed." in person.text


async def test_a_paste_neither_closes_nor_answers_the_choice() -> None:
    account = interrupted()
    async with scanned(app_over(account), WIDE) as person:
        for pasted in (KEY, "BedrockAPIKey-q7zf", "several\nlines"):
            await person.clear_messages()
            await person.paste(pasted)
            assert "Paste is disabled in this dialog. Close it first, or type." in person.told, pasted
            assert "Interrupted operations" in person.text, pasted
            assert "›Later" in person.text, pasted
            assert "•" not in person.text, pasted
        await person.press("escape")
        for pasted in (KEY, "BedrockAPIKey-q7zf", "several\nlines"):
            await person.paste(pasted)
            assert "━ 4 Decoder" in person.text, pasted
            await person.press("1")
    assert not writes(account)


async def test_in_read_only_mode_it_is_shown_only() -> None:
    async with scanned(app_over(interrupted(), read_only=True), WIDE) as person:
        assert "›Close" in person.text
        assert "read-only mode: bks writes nothing" in person.text
        assert "Resume" not in person.text


async def test_an_operation_of_another_account_is_not_offered_here() -> None:
    async with scanned(app_over(interrupted(account_id="999988887777"))) as person:
        assert person.learned(InterruptedFound) == [InterruptedFound((), ())]
        assert "Interrupted" not in person.text


async def test_it_does_not_open_while_a_person_types() -> None:
    account, gate = interrupted(), Gate("ListAccountAliases")
    app = app_over(account, gate=gate)
    with gate.closed():
        async with opened(app) as person:
            await person.until(gate.held.is_set)
            await person.pilot.press("slash", "a")
            gate.open()
            await person.settle()
            assert person.learned(InterruptedFound)
            assert "Interrupted" not in person.text
            await person.press("enter")
            await person.until(lambda: "Interrupted operations" in person.text)


async def test_a_journal_that_cannot_be_read_is_reported_once() -> None:
    journal().path.mkdir(parents=True)
    async with scanned(app_over(small_account(ANA)), WIDE) as person:
        assert person.told.count("cannot be read: it is not a regular file") == 1
        await person.press("r")
        assert person.told.count("cannot be read: it is not a regular file") == 1


async def test_a_changed_journal_is_reported() -> None:
    journal().directory.mkdir(parents=True)
    journal().path.write_text("nonsense\n")
    async with scanned(app_over(small_account(ANA)), WIDE) as person:
        assert "The journal is damaged: line 1 is not a record" in person.told


async def test_a_hostile_operation_is_shown_as_text() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account), WIDE) as person:
        operation = replace(hostile_operation(HOSTILE["C1 CSI"]), outcome=None, undone_by=None)
        there = replace(operation.plan.account, account_id="111122223333", demo=False)
        operation = replace(operation, plan=replace(operation.plan, account=there))
        (search,) = (each.job for each in person.of(JobUpdated) if each.job.name == "interrupted")
        person.app.screen.post_message(JobUpdated(search, InterruptedFound((operation,), (HOSTILE["bidi override"],))))
        await person.until(lambda: "Interrupted operations" in person.text)
        assert dangers(person.text) == set()
