"""One response from its plan to its result: shown, confirmed, carried out step by step, and undone."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from bks_tui.core.response.operation import Outcome, StepOutcome
from bks_tui.core.response.plan import Plan
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.storage.journal import Journal, default_directory
from bks_tui.tui.app import BksApp
from bks_tui.tui.response.worker import ResponseEnded
from tests.support.app import NARROW, WIDE, Gate, Person, app_over, scanned, small_account
from tests.support.hostile import HOSTILE, dangers
from tests.support.keys import SECRET, long_term_key
from tests.support.responding import writes

ANA = "BedrockAPIKey-aaaa"


def status(account: SimulatedAccount) -> str:
    """What AWS says of the user's key."""
    return account.users[ANA].credentials[0].status


def journal() -> Journal:
    return Journal(default_directory(demo=False))


def ended(person: Person) -> list[tuple[Outcome | None, list[StepOutcome]]]:
    """How each operation ended, and its steps."""
    operations = [each.operation for each in person.learned(ResponseEnded)]
    return [(each.outcome, [taken.outcome for taken in each.steps]) for each in operations]


def held_at(operation: str) -> tuple[SimulatedAccount, Gate, BksApp]:
    """An app in which the calls of an operation can be held."""
    account, gate = small_account(ANA), Gate(operation)
    return account, gate, app_over(account, gate=gate)


async def test_the_plan_is_shown_whole_before_anything_is_written() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account), WIDE) as person:
        await person.press("C")
        for part in (
            "Plan: 2 calls; nothing is written yet",
            "account     111122223333 (example)",
            "caller      arn:aws:sts::111122223333:assumed-role/SecurityAudit/ana",
            f"user        arn:aws:iam::111122223333:user/{ANA}",
            "1 Deactivate API key ACCA",
            "iam:UpdateServiceSpecificCredential",
            "2 Deny Amazon Bedrock to the user",
            "iam:PutUserPolicy",
            "stops       All callers using this key, including legitimate ones",
            "reversible  yes",
            "remaining   active sessions",
        ):
            assert part in person.text
    assert not writes(account)


async def test_enter_on_a_call_shows_it_in_full_and_escape_goes_back_to_the_plan() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account), WIDE) as person:
        await person.press("C")
        for keys, command in ((("tab", "tab"), "update-service-specific-credential"), (("j",), "put-user-policy")):
            await person.press(*keys, "enter")
            assert f"call        aws iam {command}" in person.text
            await person.press("escape")
        assert '"Effect":"Deny"' not in person.text
        assert "Plan: 2 calls; nothing is written yet" in person.text
    assert not writes(account)


async def test_the_answer_under_the_cursor_and_every_way_back_write_nothing() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account)) as person:
        for key in ("enter", "escape", "q"):
            await person.press("C")
            assert "Plan: " in person.text, key
            await person.press(key)
            assert "━ 1 Users" in person.text, key
            assert "Plan: " not in person.text, key
    assert not writes(account)


async def test_it_opens_at_once_and_escape_leaves_before_aws_has_answered() -> None:
    _, gate, app = held_at("GetUser")
    async with scanned(app) as person:
        with gate.closed():
            await person.pilot.press("C")
            await person.until(gate.held.is_set)
            assert "Reading the current state from AWS" in person.text
            await person.pilot.press("escape")
        await person.settle()
        assert "1 Users" in person.text


async def test_a_confirmed_plan_is_written_verified_and_reported() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account), WIDE) as person:
        await person.press("C")
        await person.press("j", "enter")
        assert "Done and verified in AWS." in person.text
        assert person.text.count("verified    ") == 2
        assert f"journal     {journal().path}" in person.text
    assert status(account) == "Inactive"


async def test_after_a_response_the_account_is_read_again() -> None:
    async with scanned(app_over(small_account(ANA)), WIDE) as person:
        await person.press("C")
        await person.press("j", "enter")
        await person.press("escape")
        assert "1 ORPHANED" in person.text


async def test_each_step_is_shown_as_it_happens() -> None:
    _, gate, app = held_at("PutUserPolicy")
    async with scanned(app, WIDE) as person:
        await person.press("C")
        with gate.closed():
            await person.pilot.press("j", "enter")
            await person.until(gate.held.is_set)
            await person.until(lambda: "accepted    Deactivate API key" in person.text)
            assert "next        Deny Amazon Bedrock to the user" in person.text


async def test_escape_stops_between_two_steps_and_shows_the_result() -> None:
    account, gate, app = held_at("UpdateServiceSpecificCredential")
    async with scanned(app, WIDE) as person:
        await person.press("C")
        with gate.closed():
            await person.pilot.press("j", "enter")
            await person.until(gate.held.is_set)
            await person.pilot.press("escape")
            await person.until(lambda: "Stopping before the next step" in person.text)
        await person.settle()
        assert "Stopped before all steps were done. You stopped it." in person.text
    assert writes(account) == ["UpdateServiceSpecificCredential"]


async def test_quitting_leaves_a_started_operation_in_the_journal() -> None:
    _, gate, app = held_at("UpdateServiceSpecificCredential")
    with gate.closed():
        async with scanned(app) as person:
            await person.press("C")
            await person.pilot.press("j", "enter")
            await person.until(gate.held.is_set)
            await person.pilot.press("ctrl+q")
        (operation,) = journal().operations()
        assert [taken.outcome for taken in operation.steps] == [StepOutcome.BEGUN, StepOutcome.SKIPPED]


async def test_the_result_offers_to_take_it_back_which_is_shown_and_asked_for_too() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account), WIDE) as person:
        await person.press("C")
        await person.press("j", "enter")
        assert "›Close" in person.text
        await person.press("j", "enter")
        assert "Delete the inline policy bks-containment" in person.text
        assert "›Cancel" in person.text
        assert status(account) == "Inactive"
        await person.press("j", "enter")
        assert "Done and verified in AWS." in person.text
    assert status(account) == "Active"
    assert not account.users[ANA].inline_policies


async def test_what_changed_since_it_was_shown_stops_it_and_can_be_looked_at() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account), WIDE) as person:
        await person.press("C")
        account.add_access_key(ANA)
        await person.press("j", "enter")
        assert "The state changed since the plan was shown: access key AKIA" in person.text
        assert not writes(account)
        await person.press("j", "enter")
        assert "Plan: 3 calls; nothing is written yet" in person.text


async def test_an_error_of_aws_is_shown_with_the_reason() -> None:
    account = small_account(ANA)
    account.faults.deny("iam:PutUserPolicy")
    async with scanned(app_over(account), WIDE) as person:
        await person.press("C")
        await person.press("j", "enter")
        assert "Not all steps were done." in person.text
        assert "failed      Deny Amazon Bedrock to the user: " in person.text


async def test_an_impossible_request_is_refused_with_the_reason() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account)) as person:
        account.delete_user(ANA)
        await person.press("C")
        assert "Not carried out" in person.text
        assert "Nothing was changed." in person.text


async def test_a_journal_that_cannot_be_written_is_reported_and_nothing_is_written() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account), WIDE) as person:
        await person.press("C")
        journal().path.mkdir(parents=True)
        await person.press("j", "enter")
        assert "bks changes nothing in AWS without a journal" in person.text
    assert not writes(account)


async def test_another_request_can_be_looked_at_instead() -> None:
    account = small_account(ANA)
    account.add_access_key(ANA)
    async with scanned(app_over(account), WIDE) as person:
        await person.press("C")
        await person.press("j", "j", "enter")
        assert "Plan: 2 calls; nothing is written yet" in person.text
        assert "remaining   access key AKIA" in person.text
    assert not writes(account)


# What cannot be taken back


async def asked_for_the_name(person: Person) -> None:
    """Propose to revoke, which asks for the name."""
    await person.press("R")


async def test_another_text_than_the_name_writes_nothing() -> None:
    account = small_account("ana")
    async with scanned(app_over(account)) as person:
        await asked_for_the_name(person)
        await person.write("an")
        await person.press("enter")
        assert "The name does not match; nothing is written." in person.text
    assert not writes(account)


async def test_the_name_confirms_it() -> None:
    account = small_account("ana")
    async with scanned(app_over(account)) as person:
        await asked_for_the_name(person)
        await person.write("ana")
        await person.press("enter")
        assert "Done and verified in AWS." in person.text
    assert account.users["ana"].credentials == []


async def test_escape_where_the_name_is_typed_goes_back_and_writes_nothing() -> None:
    account = small_account("ana")
    async with scanned(app_over(account)) as person:
        await asked_for_the_name(person)
        await person.write("ana")
        await person.press("escape")
        assert "1 Users" in person.text
    assert not writes(account)


async def test_a_paste_has_no_effect_and_is_not_shown() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await asked_for_the_name(person)
        await person.paste(long_term_key())
        assert "Paste is disabled in this dialog" in person.told
        assert person.app.screen.query_one(Input).value == ""
        assert SECRET not in person.text
        await person.press("escape", "4")
        assert "Paste a key, or any text that contains one" in person.text


async def test_the_palette_does_not_close_it() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("C")
        await person.press("ctrl+p")
        assert person.told == "Palette: close this dialog first"
        assert "Plan: 2 calls" in person.text


async def test_who_bks_is_the_name_and_the_answers_are_in_sight_however_long_the_plan_is() -> None:
    account = small_account(ANA)
    for _ in range(30):
        account.add_api_key(ANA)
    async with scanned(app_over(account)) as person:
        for size in (NARROW, WIDE):
            await person.resize(size)
            await person.press("R")
            for part in ("account 111122223333 (example)  eu-central-1", f"the user: {ANA}", "›Cancel", "Carry it out"):
                assert part in person.text, size
            await person.press("shift+tab", "G")
            assert "›63 Delete API key" in person.text, size
            await person.press("shift+tab", "G")
            assert "the user is unchanged; bks re-reads it" in person.text, size
            await person.press("escape")
            assert "Plan: " not in person.text, size


@pytest.mark.parametrize("text", [HOSTILE["Rich: unclosed tag"], HOSTILE["C1 CSI"]])
async def test_a_hostile_name_is_shown_harmless_and_asked_for_as_it_is(text: str) -> None:
    account, name = small_account(ANA), f"BedrockAPIKey-{text}"
    account.rename_user(ANA, name)
    async with scanned(app_over(account)) as person:
        for keys in (("C",), ("j", "enter")):
            await person.press(*keys)
            assert dangers(person.text) == set()
        assert ended(person)[0][0] is Outcome.DONE
        await person.press("escape", "R")
        assert dangers(person.text) == set()
        assert person.learned(Plan)[-1].subject.name == name
