"""A clean-up asks after a denial that would hit every user; a decoded key that bks deleted is shown as deleted."""

from __future__ import annotations

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from tests.support.app import WIDE, Person, app_over, scanned, small_account
from tests.support.keys import long_term_key
from tests.support.responding import leaked_account
from tests.support.simulated import PHANTOM

FREE, OTHER = "AeaApiKey-a", "AeaApiKey-b"
KEY = long_term_key(f"{PHANTOM}-at-111122223333")


async def deletes(person: Person, name: str) -> None:
    """Decide to delete the user that is shown, and close the result."""
    await person.press("D")
    await person.press("j", "enter")
    await person.write(name)
    await person.press("enter")
    await person.press("enter")


def two_orphans() -> SimulatedAccount:
    account = small_account()
    for name in (FREE, OTHER):
        account.add_user(name)
    account.faults.deny("iam:DeleteUser")
    return account


async def test_after_a_denial_it_asks_and_stops_by_default() -> None:
    async with scanned(app_over(two_orphans()), WIDE) as person:
        await person.press("X")
        await deletes(person, FREE)
        assert "AWS denied iam:DeleteUser" in person.text
        assert "most likely also for the next users (1 left)" in person.text
        await person.press("enter")
        assert "the clean-up stopped before this user" in person.text


async def test_after_a_denial_a_person_can_continue() -> None:
    async with scanned(app_over(two_orphans()), WIDE) as person:
        await person.press("X")
        await deletes(person, FREE)
        await person.press("j", "enter")
        assert f"Clean-up · 2 of 2 · {OTHER}" in person.text


@pytest.fixture
def leaked() -> SimulatedAccount:
    account = leaked_account()
    account.users[PHANTOM].credentials.pop()
    return account


async def revoked(person: Person) -> None:
    """Revoke the decoded key, and close the result."""
    await person.paste(KEY)
    await person.press("R")
    await person.press("j", "enter")
    await person.write(PHANTOM)
    await person.press("enter")
    await person.press("enter")
    await person.press("4")


async def test_the_card_of_a_key_that_bks_deleted_says_when_and_in_which_operation(leaked: SimulatedAccount) -> None:
    async with scanned(app_over(leaked), WIDE) as person:
        await revoked(person)
        await person.settle()
        assert leaked.users[PHANTOM].credentials == []
        assert "was deleted by" in person.text
        assert "cannot be" in person.text
        assert "another of that name" not in person.text


async def test_releasing_a_deleted_key_undoes_what_is_reversible_and_names_the_rest(
    leaked: SimulatedAccount,
) -> None:
    async with scanned(app_over(leaked), WIDE) as person:
        await revoked(person)
        await person.settle()
        await person.press("L")
        await person.settle()
        assert "Delete the inline policy" in person.text or "Take back: Deny Amazon Bedrock" in person.text
        assert "irreversible: Delete API key" in person.text


async def test_a_contained_user_is_shown_as_contained_in_the_list(leaked: SimulatedAccount) -> None:
    async with scanned(app_over(leaked), WIDE) as person:
        assert "CONTAINED" not in person.text
        await person.press("C")
        await person.press("j", "enter")
        await person.press("enter")
        await person.settle()
        assert "∅ CONTAINED" in person.text
        assert "∅ ORPHANED: phantom, contained by bks" in person.text
