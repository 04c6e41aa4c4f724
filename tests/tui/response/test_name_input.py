"""Where the name of a user is asked for: typing goes there, whatever is typed."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from bks_tui.demo.state.account import SimulatedAccount
from tests.support.app import Gate, Person, app_over, scanned, small_account
from tests.support.responding import writes

# Each letter of it is a command elsewhere.
NAME = "q-jkgGCRLDXtmyu"


async def type_and_confirm(person: Person, text: str) -> None:
    await person.write(text)
    await person.press("enter")


@pytest.mark.parametrize("key", ["R", "D"])
async def test_the_name_is_typed_at_once_and_enter_confirms_it(key: str) -> None:
    account = small_account(*([NAME] if key == "R" else []))
    if key == "D":
        account.add_user("AeaApiKey-q1")
    async with scanned(app_over(account)) as person:
        await person.press(key)
        await type_and_confirm(person, NAME if key == "R" else "AeaApiKey-q1")
        assert "Done and verified in AWS." in person.text
    assert writes(account)


async def test_enter_cancels_while_no_name_is_typed() -> None:
    account = small_account(NAME)
    async with scanned(app_over(account)) as person:
        await person.press("R")
        await person.press("enter")
        assert "━ 1 Users" in person.text
    assert not writes(account)


async def test_a_wrong_name_is_explained_and_the_dialog_stays() -> None:
    account = small_account(NAME)
    async with scanned(app_over(account)) as person:
        for text in ("q", "?", "/", "no?/q", NAME[:-1], f"{NAME}q", NAME.lower()):
            await person.press("R")
            await type_and_confirm(person, text)
            assert "The name does not match; nothing is written." in person.text, text
            assert f"The user is {NAME}" in person.text, text
            assert text in person.text
            await person.press("escape")
            assert "━ 1 Users" in person.text
    assert not writes(account)


async def test_what_is_typed_after_a_wrong_name_replaces_it() -> None:
    account = small_account(NAME)
    async with scanned(app_over(account)) as person:
        await person.press("R")
        await type_and_confirm(person, "another")
        await type_and_confirm(person, NAME)
    assert account.users[NAME].credentials == []


async def test_the_answers_are_one_key_further() -> None:
    account = small_account(NAME)
    async with scanned(app_over(account)) as person:
        await person.press("R")
        await person.write(NAME)
        await person.press("tab")
        await person.press("enter")
        assert "━ 1 Users" in person.text
    assert not writes(account)


async def test_to_carry_it_out_without_the_name_goes_to_where_it_is_typed() -> None:
    account = small_account(NAME)
    async with scanned(app_over(account)) as person:
        await person.press("R")
        await person.press("tab", "j", "enter")
        assert isinstance(person.app.focused, Input)
    assert not writes(account)


async def test_a_plan_that_can_be_undone_asks_for_no_name_and_starts_on_cancel() -> None:
    async with scanned(app_over(small_account(NAME))) as person:
        await person.press("C")
        assert not isinstance(person.app.focused, Input)
        assert "›Cancel" in person.text


async def test_while_it_is_written_nothing_is_typed() -> None:
    account: SimulatedAccount = small_account(NAME)
    gate = Gate("DeleteServiceSpecificCredential")
    async with scanned(app_over(account, gate=gate)) as person:
        await person.press("R")
        await person.write(NAME)
        with gate.closed():
            await person.pilot.press("enter")
            await person.until(gate.held.is_set)
            assert not isinstance(person.app.focused, Input)
        await person.settle()
