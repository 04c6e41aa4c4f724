"""Containing a decoded key: offered only where it is settled, shown whole, asked for, and told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bks_tui.core.actions_taken import Outcome

from bks_tui.demo.account import SimulatedAccount
from bks_tui.journal import Journal, journal_path
from bks_tui.tui.app import BksApp
from bks_tui.tui.messages import PlanProposed, ResponseEnded, ResponseRefused
from tests.support.app import NARROW, WIDE, Gate, Person, app_over, scanned, small_account
from tests.support.hostile import HOSTILE, dangers
from tests.support.keys import long_term_key, query, service_called, short_term_key

ANA, BEN = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb"
ANAS_KEY = long_term_key(f"{ANA}-at-111122223333")
UPDATE = "iam:UpdateServiceSpecificCredential"


def status(account: SimulatedAccount, user: str = ANA) -> str:
    """What AWS says of the user's key."""
    return account.users[user].credentials[0].status


def writes(account: SimulatedAccount) -> list[str]:
    """The calls that could have changed something."""
    return [call.operation for call in account.calls if call.operation == UPDATE]


async def test_the_plan_is_shown_whole_before_anything_is_written() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account), WIDE) as person:
        await person.paste(ANAS_KEY)
        await person.press("C")
        credential_id = account.users[ANA].credentials[0].credential_id
        for part in (
            "Contain this key?",
            f"Make API key {credential_id} of {ANA} inactive",
            "account     111122223333 (example)",
            "as          arn:aws:sts::111122223333:assumed-role/SecurityAudit/ana",
            f"Amazon Bedrock, {ANA}-at-111122223333, Active",
            "stops       Every caller with this key, its rightful owner too",
            "leaves      Access keys, a password, short-term keys",
            "take back   aws iam update-service-specific-credential",
        ):
            assert part in person.text
    assert not writes(account)


@pytest.mark.parametrize("keys", [("enter",), ("escape",), ("q",), ("k", "enter")])
async def test_the_answer_under_the_cursor_and_every_way_back_write_nothing(keys: tuple[str, ...]) -> None:
    account = small_account(ANA)
    async with scanned(app_over(account)) as person:
        await person.paste(ANAS_KEY)
        await person.press("C")
        await person.press(*keys)
        assert "Contain this key?" not in person.text
        assert person.app.is_running
    assert not writes(account)


async def test_confirmed_it_is_written_verified_journalled_and_told() -> None:
    account = small_account(ANA, BEN)
    async with scanned(app_over(account), WIDE) as person:
        await person.paste(ANAS_KEY)
        await person.press("C")
        await person.press("j", "enter")
        assert "Done: AWS was read again and shows it." in person.text
        assert person.told == ""
        assert "journal     /" in person.text
    assert (status(account), status(account, BEN)) == ("Inactive", "Active")
    assert [action.outcome for action in Journal(journal_path()).read()] == [Outcome.VERIFIED]


async def test_what_is_on_the_screen_afterwards_is_read_anew() -> None:
    async with scanned(app_over(small_account(ANA)), WIDE) as person:
        await person.paste(ANAS_KEY)
        await person.press("C")
        await person.press("j", "enter", "escape")
        assert f"Held by {ANA} as ACCA" in person.text
        assert "(Inactive)." in person.text
        assert "contain it" not in person.text


async def test_what_aws_refuses_is_told_with_the_reason() -> None:
    account = small_account(ANA)
    account.faults.deny(UPDATE)
    async with scanned(app_over(account), WIDE) as person:
        await person.paste(ANAS_KEY)
        await person.press("C")
        await person.press("j", "enter")
        assert "Not done." in person.text
        assert "not authorized to perform" in person.text
        assert "take back" not in person.text


async def test_what_changed_meanwhile_is_told_and_nothing_is_written() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account), WIDE) as person:
        await person.paste(ANAS_KEY)
        await person.press("C")
        account.users[ANA].credentials[0].status = "Expired"
        await person.press("j", "enter")
        assert "the status of the key was Active when it was shown and is Expired now" in person.told
    assert not writes(account)


async def test_a_key_that_is_stopped_already_says_so() -> None:
    account = small_account(ANA)
    account.users[ANA].credentials[0].status = "Inactive"
    async with scanned(app_over(account)) as person:
        await person.paste(ANAS_KEY)
        await person.press("C")
        assert "is Inactive already." in person.told


def without_scanned_user() -> SimulatedAccount:
    return small_account(BEN)


def with_a_user_of_that_name_only() -> SimulatedAccount:
    account = small_account(ANA)
    account.users[ANA].credentials[0].alias = f"{ANA}+1-at-111122223333"
    return account


BEDROCK = service_called("bedrock")


@pytest.mark.parametrize(
    ("account", "pasted"),
    [
        (without_scanned_user, ANAS_KEY),
        (with_a_user_of_that_name_only, ANAS_KEY),
        (lambda: small_account(ANA), long_term_key(f"{ANA}-at-999988887777")),
        (lambda: small_account(ANA), short_term_key(BEDROCK, query(BEDROCK))),
        (lambda: small_account(ANA), "ABSKxxxx"),
    ],
    ids=["nobody holds it", "the name alone", "another account", "a short-term key", "malformed"],
)
async def test_it_is_offered_only_where_the_alias_settles_which_key_it_is(
    account: Callable[[], SimulatedAccount], pasted: str
) -> None:
    async with scanned(app_over(account())) as person:
        await person.paste(pasted)
        await person.press("C")
        assert "Contain: needs a decoded key that a user of this account holds" in person.told
        assert not person.of(PlanProposed)


async def test_it_is_not_offered_away_from_the_decoder() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.paste(ANAS_KEY)
        await person.press("1", "C")
        assert person.told.startswith("Contain: needs a decoded key")
        assert not person.of(PlanProposed)


async def test_read_only_mode_refuses_it_with_the_reason() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account, read_only=True)) as person:
        await person.paste(ANAS_KEY)
        await person.press("C")
        assert person.told == "Contain: read-only mode: bks writes nothing"
        assert not person.of(PlanProposed)


def held_at(operation: str) -> tuple[SimulatedAccount, Gate, BksApp]:
    """An app in which the calls of an operation can be held."""
    account, gate = small_account(ANA), Gate(operation)
    return account, gate, app_over(account, gate=gate)


async def asked_while_held(person: Person, gate: Gate) -> None:
    """Press C, and wait until its first call is held."""
    await person.pilot.press("C")
    await person.until(gate.held.is_set)


@pytest.mark.parametrize(
    "keys", [("question_mark",), ("1",), ("slash", "a"), ("j",)], ids=["help", "the list", "a filter", "another key"]
)
async def test_a_plan_does_not_open_over_what_a_person_does_by_now(keys: tuple[str, ...]) -> None:
    _, gate, app = held_at("GetUser")
    async with scanned(app) as person:
        await person.paste(f"{ANAS_KEY} {long_term_key('eve-at-999988887777')}")
        with gate.closed():
            await asked_while_held(person, gate)
            await person.pilot.press(*keys)
        await person.settle()
        assert "Contain this key?" not in person.text
        assert "press C again" in person.told


async def test_the_plan_of_a_later_request_is_the_only_one() -> None:
    _, gate, app = held_at("GetUser")
    async with scanned(app) as person:
        await person.paste(ANAS_KEY)
        with gate.closed():
            await asked_while_held(person, gate)
            await person.pilot.press("C")
        await person.settle()
        await person.press("escape")
        assert "Contain this key?" not in person.text
        assert person.told == ""


async def test_a_plan_that_comes_after_a_later_request_is_thrown_away() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.paste(ANAS_KEY)
        await person.press("C")
        await person.press("escape", "C")
        await person.press("escape")
        person.app.screen.post_message(PlanProposed(1, person.of(PlanProposed)[0].plan))
        await person.settle()
        assert "Contain this key?" not in person.text


async def test_a_second_change_waits_for_the_first() -> None:
    account, gate, app = held_at("UpdateServiceSpecificCredential")
    async with scanned(app) as person:
        await person.paste(ANAS_KEY)
        await person.press("C")
        with gate.closed():
            await person.pilot.press("j", "enter")
            await person.until(gate.held.is_set)
            await person.pilot.press("C")
            await person.until(lambda: "Contain: a change is under way" in person.told)
        await person.settle()
        assert "Done:" in person.text
    assert len(writes(account)) == 1


async def test_the_end_of_a_change_is_told_over_another_dialog_too() -> None:
    _, gate, app = held_at("UpdateServiceSpecificCredential")
    async with scanned(app, WIDE) as person:
        await person.paste(ANAS_KEY)
        await person.press("C")
        with gate.closed():
            await person.pilot.press("j", "enter")
            await person.until(gate.held.is_set)
            await person.pilot.press("question_mark")
        await person.settle()
        assert "Done: AWS was read again and shows it." in person.told


async def test_quitting_does_not_wait_for_a_change_and_leaves_it_in_the_journal() -> None:
    _, gate, app = held_at("UpdateServiceSpecificCredential")
    with gate.closed():
        async with scanned(app) as person:
            await person.paste(ANAS_KEY)
            await person.press("C")
            await person.pilot.press("j", "enter")
            await person.until(gate.held.is_set)
            await person.pilot.press("q")
        assert [action.outcome for action in Journal(journal_path()).read()] == [Outcome.UNKNOWN]


async def test_a_journal_that_cannot_be_written_is_told_and_nothing_is_written() -> None:
    account = small_account(ANA)
    journal_path().mkdir(parents=True)
    async with scanned(app_over(account), WIDE) as person:
        await person.paste(ANAS_KEY)
        await person.press("C")
        await person.press("j", "enter")
        assert "Contain: the journal" in person.told
        assert [message.error for message in person.of(ResponseRefused)]
    assert not writes(account)


@pytest.mark.parametrize("length", [12, 15, 21])
async def test_the_last_word_of_the_plan_is_in_sight_where_there_is_room(length: int) -> None:
    account = small_account(ANA)
    account.rename_user(ANA, "x" * length)
    async with scanned(app_over(account), WIDE) as person:
        await person.paste(ANAS_KEY)
        await person.press("C")
        assert "--status Active" in person.text


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_both_answers_are_in_sight_however_long_the_plan_is(size: tuple[int, int]) -> None:
    account = small_account(ANA)
    for _ in range(30):
        account.add_api_key(ANA)
    async with scanned(app_over(account), size) as person:
        await person.paste(ANAS_KEY)
        await person.press("C")
        assert "›Cancel" in person.text
        assert "Make it inactive" in person.text
        await person.press("tab", "G")
        assert "take back" in person.text


@pytest.mark.parametrize("text", [HOSTILE["Rich: unclosed tag"], HOSTILE["C1 CSI"], HOSTILE["bidi override"]])
async def test_a_hostile_name_is_shown_harmless_and_asked_for_as_it_is(text: str) -> None:
    account = small_account(ANA)
    account.rename_user(ANA, f"BedrockAPIKey-{text}")
    async with scanned(app_over(account)) as person:
        await person.paste(ANAS_KEY)
        await person.press("C")
        assert "Contain this key?" in person.text
        assert dangers(person.text) == set()
        await person.press("j", "enter")
        assert dangers(person.text) == set()
        assert [message.action.outcome for message in person.of(ResponseEnded)] == [Outcome.VERIFIED]
    assert status(account, f"BedrockAPIKey-{text}") == "Inactive"
