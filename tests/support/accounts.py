"""A person before the lists of accounts and of all users."""

from __future__ import annotations

from collections.abc import Sequence

from bks_tui.demo.state.account import SimulatedAccount
from tests.support.app import Person
from tests.support.responding import writes


def typed(text: str) -> list[str]:
    """The keys of a text."""
    return [{"-": "minus"}.get(character, character) for character in text]


async def open_member(person: Person, name: str) -> None:
    """Open an account from the list."""
    await person.press("a")
    await person.press("slash", *typed(name), "enter", "enter")


async def go_to_user(person: Person, account: str, name: str) -> None:
    """Scan all accounts, and go to a user of one of them."""
    await person.press("a", "r")
    await person.press("2", "slash", *typed(account), "enter")
    while name not in person.row:
        await person.press("j")


def all_writes(accounts: Sequence[SimulatedAccount]) -> dict[str, list[str]]:
    """What was written, by account; assuming a role is none of it."""
    written = {each.account_id: [name for name in writes(each) if name != "AssumeRole"] for each in accounts}
    return {account_id: names for account_id, names in written.items() if names}
