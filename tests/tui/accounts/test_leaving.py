"""What leaves the accounts screen: fields of a user or account, and links to the console in the right account."""

from __future__ import annotations

from tests.support.app import WIDE, app_over, scanned, told_story
from tests.support.users import ACCOUNT_ID

PLAYGROUND = "444455556666"


async def test_a_user_of_another_account_is_copied_and_linked_with_that_account() -> None:
    async with scanned(app_over(told_story()), WIDE) as person:
        await person.press("a", "r")
        await person.press("2", "slash", *"p1gn", "enter")
        await person.press("y")
        assert f"arn:aws:iam::{PLAYGROUND}:user/BedrockAPIKey-p1gn" in person.text
        await person.press(*"JSON", "enter")
        assert f'"account_id": "{PLAYGROUND}"' in person.app.clipboard
        await person.press("y")
        await person.press(*"cli", "enter")
        assert person.app.clipboard.endswith(f"--profile {PLAYGROUND}-OrganizationAccountAccessRole")
        await person.press("o")
        assert person.app.clipboard.endswith("/users/details/BedrockAPIKey-p1gn?section=security_credentials")
        assert f"in account {PLAYGROUND}" in person.text
        assert "through the role OrganizationAccountAccessRole" in " ".join(person.text.replace("│", " ").split())


async def test_an_account_is_copied_and_linked_in_the_organization() -> None:
    async with scanned(app_over(told_story()), WIDE) as person:
        await person.press("a", "r")
        await person.press("slash", *"playgr", "enter")
        await person.press("y")
        assert f"aws organizations describe-account --account-id {PLAYGROUND}" in person.text
        await person.press("enter")
        assert person.app.clipboard == PLAYGROUND
        await person.press("o")
        assert person.app.clipboard.endswith(f"/organizations/v2/home/accounts/{PLAYGROUND}")


async def test_with_marks_the_marked_users_are_copied_with_their_accounts() -> None:
    async with scanned(app_over(told_story()), WIDE) as person:
        await person.press("a", "r")
        await person.press("2", "slash", *"p1gn", "enter")
        await person.press("space")
        await person.press("slash", "ctrl+u", *"t4rn", "enter")
        await person.press("space")
        await person.press("y")
        assert "Copy from 2 marked users" in person.text
        await person.press(*"accounts", "enter")
        assert sorted(person.app.clipboard.split("\n")) == [
            f"{ACCOUNT_ID} BedrockAPIKey-t4rn",
            f"{PLAYGROUND} BedrockAPIKey-p1gn",
        ]
