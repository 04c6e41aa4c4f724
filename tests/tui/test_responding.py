"""Responding to a user or a decoded key: offered only where it makes sense, shown whole, asked for, and told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from textual import events

from bks_tui.core.operation import Outcome, StepOutcome
from bks_tui.core.requests import RevokeRequest
from bks_tui.demo.account import SimulatedAccount
from bks_tui.journal import Journal, default_directory
from bks_tui.operations import respond_run
from bks_tui.tui.app import BksApp
from bks_tui.tui.messages import PlanProposed, ResponseEnded, ResponseRefused
from tests.support.app import NARROW, WIDE, Gate, Person, app_over, scanned, small_account
from tests.support.hostile import HOSTILE, dangers
from tests.support.keys import long_term_key, query, service_called, short_term_key
from tests.support.plans import a_revocation, an_operation, write_down
from tests.support.responding import writes

ANA, BEN = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb"
ANAS_KEY = long_term_key(f"{ANA}-at-111122223333")
STOP = "UpdateServiceSpecificCredential"
DIALOG = "enter chooses · tab reads · esc cancels"
DONE = "Done: AWS was read again and shows it."


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for a change as often as ever, but without waiting."""
    monkeypatch.setattr(respond_run, "_PAUSES_SECONDS", (0.0, 0.001))


def status(account: SimulatedAccount, user: str = ANA) -> str:
    """What AWS says of the user's key."""
    return account.users[user].credentials[0].status


def journal() -> Journal:
    return Journal(default_directory(demo=False))


async def pasted(person: Person, key: str = "C") -> None:
    """Paste the leaked key, and ask for a response to it."""
    await person.paste(ANAS_KEY)
    await person.press(key)


async def test_the_plan_is_shown_whole_before_anything_is_written() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account), (120, 60)) as person:
        await pasted(person)
        credential_id = account.users[ANA].credentials[0].credential_id
        for part in (
            f"Contain API key {credential_id} of {ANA}",
            "account     111122223333 (example)",
            "as          arn:aws:sts::111122223333:assumed-role/SecurityAudit/ana",
            f"user        arn:aws:iam::111122223333:user/{ANA}",
            f"1           Make API key {credential_id} inactive",
            "call        aws iam update-service-specific-credential",
            "breaks      Every caller with this key, its rightful owner too",
            "undo        can be taken back",
            "leaves      sessions that are out already",
            "›Cancel",
        ):
            assert part in person.text
    assert not writes(account)


@pytest.mark.parametrize("keys", [("enter",), ("escape",), ("k", "enter")])
async def test_the_answer_under_the_cursor_and_every_way_back_write_nothing(keys: tuple[str, ...]) -> None:
    account = small_account(ANA)
    async with scanned(app_over(account)) as person:
        await pasted(person)
        await person.press(*keys)
        assert DIALOG not in person.text
        assert person.app.is_running
    assert not writes(account)


async def test_confirmed_it_is_written_verified_journalled_and_told() -> None:
    account = small_account(ANA, BEN)
    async with scanned(app_over(account), WIDE) as person:
        await pasted(person)
        await person.press("j", "enter")
        assert DONE in person.text
        assert "verified    Make API key" in person.text
        assert "journal     /" in person.text
    assert (status(account), status(account, BEN)) == ("Inactive", "Active")
    assert [each.outcome for each in journal().operations()] == [Outcome.DONE]


async def test_it_is_taken_back_from_where_it_is_told() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account), WIDE) as person:
        await person.press("C")
        await person.press("j", "enter")
        await person.press("j", "enter")
        assert f"Take back what was done to {ANA}" in person.text
        await person.press("j", "enter")
        assert DONE in person.text
    assert (status(account), account.users[ANA].inline_policies) == ("Active", {})


async def test_release_takes_back_what_the_journal_tells() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account), WIDE) as person:
        await person.press("C")
        await person.press("j", "enter")
        await person.press("escape", "L")
        await person.press("j", "enter")
        assert DONE in person.text
    assert status(account) == "Active"


async def test_release_without_anything_in_the_journal_says_so() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("L")
        assert "tells of nothing done to" in person.told


async def test_what_is_final_asks_for_the_name_and_takes_no_other() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account), WIDE) as person:
        await person.press("R")
        await person.press("j", "enter")
        await person.write("BedrockAPIKey-aaab")
        await person.press("enter")
        assert f"That is not {ANA}: nothing was written." in person.told
        assert not writes(account)
        await person.press("backspace", "a", "enter")
        assert DONE in person.text
    assert account.users[ANA].credentials == []


async def test_back_from_the_name_leads_to_the_answers_and_away() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account)) as person:
        await person.press("R")
        await person.press("j", "enter", "B")
        await person.press("escape")
        assert "type BedrockAPIKey-aaaa, then enter" in person.text
        await person.press("escape")
        assert DIALOG not in person.text
    assert not writes(account)


async def test_a_paste_while_a_plan_is_open_goes_to_the_decoder_and_writes_nothing() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account)) as person:
        await person.press("R")
        await person.press("j", "enter")
        await person.paste(ANA)
        assert DIALOG not in person.text
    assert not writes(account)


async def test_an_orphan_is_deleted_by_its_name() -> None:
    account = small_account(ANA)
    account.users[ANA].credentials.clear()
    async with scanned(app_over(account), WIDE) as person:
        await person.press("D")
        await person.press("j", "enter")
        await person.write(ANA)
        await person.press("enter")
        assert DONE in person.text
    assert account.users == {}


async def test_what_is_on_the_screen_afterwards_is_read_anew() -> None:
    async with scanned(app_over(small_account(ANA)), WIDE) as person:
        await pasted(person)
        await person.press("j", "enter", "escape")
        assert f"Held by {ANA} as ACCA" in person.text
        assert "(Inactive)." in person.text


async def test_what_aws_refuses_is_told_with_the_reason() -> None:
    account = small_account(ANA)
    account.faults.deny(f"iam:{STOP}")
    async with scanned(app_over(account), WIDE) as person:
        await pasted(person)
        await person.press("j", "enter")
        assert "Not all of it was done." in person.text
        assert "failed      Make API key" in person.text


async def test_what_changed_meanwhile_is_told_and_nothing_is_written() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account), WIDE) as person:
        await pasted(person)
        account.users[ANA].credentials[0].status = "Expired"
        await person.press("j", "enter")
        assert "Something has changed since it was shown: API key" in person.told
        assert DIALOG not in person.text
    assert not writes(account)


def without_scanned_user() -> SimulatedAccount:
    return small_account(BEN)


def with_a_user_of_that_name_only() -> SimulatedAccount:
    account = small_account(ANA)
    account.users[ANA].credentials[0].alias = f"{ANA}+1-at-111122223333"
    return account


BEDROCK = service_called("bedrock")


@pytest.mark.parametrize(
    ("account", "text"),
    [
        (without_scanned_user, ANAS_KEY),
        (with_a_user_of_that_name_only, ANAS_KEY),
        (lambda: small_account(ANA), long_term_key(f"{ANA}-at-999988887777")),
        (lambda: small_account(ANA), "ABSKxxxx"),
    ],
    ids=["nobody holds it", "the name alone", "another account", "malformed"],
)
async def test_a_decoded_key_is_stopped_only_where_the_alias_settles_which_it_is(
    account: Callable[[], SimulatedAccount], text: str
) -> None:
    async with scanned(app_over(account())) as person:
        await person.paste(text)
        await person.press("C")
        assert "Contain: nothing of this account is selected" in person.told
        assert not person.of(PlanProposed)


async def test_a_short_term_key_that_nobody_used_says_how_it_is_found_out_who_signed_it() -> None:
    key = short_term_key(BEDROCK, query(BEDROCK))
    account = small_account(ANA)
    async with scanned(app_over(account), WIDE) as person:
        await person.paste(key)
        await person.press("C")
        assert person.told
        assert not person.of(PlanProposed)


@pytest.mark.parametrize("key", ["C", "R", "L", "D", "X"])
async def test_read_only_mode_refuses_every_write_with_the_reason(key: str) -> None:
    account = small_account(ANA)
    async with scanned(app_over(account, read_only=True)) as person:
        await person.press(key)
        assert person.told.endswith("read-only mode: bks writes nothing")
        assert not person.of(PlanProposed)


async def test_a_user_that_is_no_orphan_is_not_deleted() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("D")
        assert "Delete: only an orphaned phantom user is deleted" in person.told


def held_at(operation: str) -> tuple[SimulatedAccount, Gate, BksApp]:
    """An app in which the calls of an operation can be held."""
    account, gate = small_account(ANA), Gate(operation)
    return account, gate, app_over(account, gate=gate)


async def asked_while_held(person: Person, gate: Gate) -> None:
    """Press C, and wait until its first call is held."""
    await person.pilot.press("C")
    await person.until(gate.held.is_set)


@pytest.mark.parametrize("keys", [("question_mark",), ("1",), ("j",)], ids=["help", "the list", "another key"])
async def test_a_plan_does_not_open_over_what_a_person_does_by_now(keys: tuple[str, ...]) -> None:
    account, gate, app = held_at("GetUser")
    account.add_user(BEN)
    async with scanned(app) as person:
        await person.paste(f"{ANAS_KEY} {long_term_key('eve-at-999988887777')}")
        with gate.closed():
            await asked_while_held(person, gate)
            await person.pilot.press(*keys)
        await person.settle()
        assert DIALOG not in person.text
        assert "press the key again" in person.told


async def test_the_plan_of_a_later_request_is_the_only_one() -> None:
    _, gate, app = held_at("GetUser")
    async with scanned(app) as person:
        await person.paste(ANAS_KEY)
        with gate.closed():
            await asked_while_held(person, gate)
            await person.pilot.press("C")
        await person.settle()
        await person.press("escape")
        assert DIALOG not in person.text
        assert person.told == ""


async def test_esc_while_it_writes_stops_between_two_steps_and_says_how_it_stands() -> None:
    account, gate, app = held_at(STOP)
    async with scanned(app, WIDE) as person:
        await person.press("C")
        with gate.closed():
            await person.pilot.press("j", "enter")
            await person.until(gate.held.is_set)
            await person.pilot.press("escape")
            await person.until(lambda: "It stops after this step" in person.text)
        await person.settle()
        assert "You stopped it." in person.text
        assert "skipped" in person.text
    assert writes(account) == [STOP]
    assert [each.outcome for each in journal().operations()] == [Outcome.STOPPED]


async def test_each_step_is_told_while_it_goes() -> None:
    _, gate, app = held_at("PutUserPolicy")
    async with scanned(app, WIDE) as person:
        await person.press("C")
        with gate.closed():
            await person.pilot.press("j", "enter")
            await person.until(lambda: "accepted    Make API key" in person.text)
            assert "to come     Deny Amazon Bedrock" in person.text
        await person.settle()
        assert DONE in person.text


async def test_the_end_of_a_change_is_told_to_a_person_who_has_gone_on() -> None:
    _, gate, app = held_at(STOP)
    async with scanned(app, WIDE) as person:
        await person.press("C")
        with gate.closed():
            await person.pilot.press("j", "enter")
            await person.until(gate.held.is_set)
            await person.pilot.pause()
            person.app.post_message(events.Paste("x"))
            await person.until(lambda: "esc stops" not in person.text)
        await person.settle()
        assert DONE in person.told


async def test_a_journal_that_cannot_be_written_is_told_and_nothing_is_written() -> None:
    account = small_account(ANA)
    journal().directory.parent.mkdir(parents=True, exist_ok=True)
    journal().directory.touch()
    async with scanned(app_over(account), WIDE) as person:
        await person.press("C")
        await person.press("j", "enter")
        assert "the journal" in person.told
        assert [message.error for message in person.of(ResponseRefused)]
    assert not writes(account)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_both_answers_are_in_sight_however_long_the_plan_is(size: tuple[int, int]) -> None:
    account = small_account(ANA)
    for _ in range(30):
        account.add_api_key(ANA)
    async with scanned(app_over(account), size) as person:
        await person.press("C")
        assert "›Cancel" in person.text
        assert "Carry it out" in person.text
        await person.press("tab", "G")
        assert "leaves" in person.text


@pytest.mark.parametrize("text", [HOSTILE["Rich: unclosed tag"], HOSTILE["C1 CSI"], HOSTILE["bidi override"]])
async def test_a_hostile_name_is_shown_harmless_and_asked_for_as_it_is(text: str) -> None:
    account = small_account(ANA)
    account.rename_user(ANA, f"BedrockAPIKey-{text}")
    async with scanned(app_over(account)) as person:
        await pasted(person)
        assert DIALOG in person.text
        assert dangers(person.text) == set()
        await person.press("j", "enter")
        assert dangers(person.text) == set()
        assert [message.operation.outcome for message in person.of(ResponseEnded)] == [Outcome.DONE]
    assert status(account, f"BedrockAPIKey-{text}") == "Inactive"


def cut_off_before(account: SimulatedAccount) -> None:
    """Let the journal tell of a containment that was cut off after its first call."""
    operation = an_operation(None, plan=a_revocation(delete_keys=False), steps=StepOutcome.BEGUN)
    subject = replace(operation.plan.subject, name=ANA, unique_id=account.users[ANA].user_id)
    plan = replace(operation.plan, subject=subject, request=RevokeRequest(ANA, delete_keys=False))
    write_down(journal(), replace(operation, plan=plan))


async def test_what_was_cut_off_is_told_at_the_start_and_gone_on_with() -> None:
    account = small_account(ANA)
    cut_off_before(account)
    async with scanned(app_over(account), WIDE) as person:
        await person.until(lambda: "This was cut off" in person.text)
        assert "›Later" in person.text
        await person.press("j", "enter")
        await person.until(lambda: DIALOG in person.text)
        await person.press("j", "enter")
        assert DONE in person.text
    assert (status(account), journal().cut_off()) == ("Inactive", ())


async def test_what_was_cut_off_is_left_for_later_by_every_way_back() -> None:
    account = small_account(ANA)
    cut_off_before(account)
    async with scanned(app_over(account)) as person:
        await person.until(lambda: "This was cut off" in person.text)
        await person.press("escape")
        assert "This was cut off" not in person.text
    assert not writes(account)


async def test_read_only_mode_only_tells_what_was_cut_off() -> None:
    account = small_account(ANA)
    cut_off_before(account)
    async with scanned(app_over(account, read_only=True)) as person:
        await person.until(lambda: "This was cut off" in person.text)
        assert "Go on" not in person.text


async def test_a_journal_that_cannot_be_read_is_told_once() -> None:
    journal().path.mkdir(parents=True)
    async with scanned(app_over(small_account(ANA)), WIDE) as person:
        assert "what was cut off is unknown" in person.told
