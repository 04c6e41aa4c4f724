"""The owner of a decoded key in the app: who holds it, and the way to that user."""

from __future__ import annotations

from textual import events

from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.errors import NoCredentialsError
from tests.support.app import WIDE, Gate, app_over, app_with, opened, scanned, small_account
from tests.support.keys import long_term_key

ANA, BEN = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb"
ANAS_KEY, BENS_KEY = (long_term_key(f"{name}-at-111122223333") for name in (ANA, BEN))
STRANGERS_KEY = long_term_key("eve-at-999988887777")


async def test_a_key_of_this_account_shows_who_holds_it_and_u_goes_there() -> None:
    async with scanned(app_over(small_account(ANA, BEN)), WIDE) as person:
        await person.paste(BENS_KEY)
        assert f"Held by {BEN} as ACCA" in person.text
        await person.press("u")
        assert "━ 2 Detail" in person.text
        assert BEN in person.row_of("users")


async def test_enter_on_a_result_goes_to_its_user_too() -> None:
    async with scanned(app_over(small_account(ANA, BEN))) as person:
        await person.paste(BENS_KEY)
        await person.press("enter")
        assert "━ 2 Detail" in person.text


async def test_a_renamed_user_is_found_by_the_alias_of_its_key() -> None:
    account = small_account(ANA, BEN)
    account.rename_user(BEN, "innocent")
    async with scanned(app_over(account), WIDE) as person:
        await person.paste(BENS_KEY)
        assert f"renamed: the key was created for {BEN}" in " ".join(person.text.split())
        await person.press("u")
        assert "innocent" in person.row_of("users")


async def test_going_to_the_user_opens_a_list_that_was_filtered() -> None:
    async with scanned(app_over(small_account(ANA, BEN))) as person:
        await person.press("slash", "a", "a", "enter", "f")
        await person.paste(BENS_KEY)
        await person.press("u")
        assert "2 of 2 · by urgency" in person.text
        assert BEN in person.row_of("users")


async def test_a_key_of_another_account_says_so_plainly_and_leads_nowhere() -> None:
    async with scanned(app_over(small_account(ANA)), WIDE) as person:
        await person.paste(STRANGERS_KEY)
        assert "This key belongs to account 999988887777, not to 111122223333." in person.text
        await person.press("u")
        assert "━ 4 Decoder" in person.text
        assert "User: This key belongs to account 999988887777" in person.told


async def test_a_key_decoded_during_a_scan_gets_its_user_when_the_scan_has_found_it() -> None:
    gate = Gate("ListServiceSpecificCredentials")
    with gate.closed():
        async with opened(app_over(small_account(ANA), gate=gate), WIDE) as person:
            await person.until(gate.held.is_set)
            person.app.post_message(events.Paste(ANAS_KEY))
            await person.until(lambda: "User or access key" in person.text)
            assert "Held by" not in person.text
            gate.open()
            await person.settle()
            assert f"Held by {ANA}" in person.text


async def test_it_works_without_any_identity() -> None:
    def connect(_choice: SessionChoice) -> AwsSession:
        raise NoCredentialsError("no AWS credentials were found", "Sign in.")

    async with scanned(app_with(connect)) as person:
        await person.paste(ANAS_KEY)
        assert person.row_of("decoder").startswith(f"›{ANA}")
        assert "No AWS identity: the owner of the key today is unknown." in person.text
