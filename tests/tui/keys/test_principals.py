"""Alerts and names in the decoder: whom they name, listed to choose from."""

from __future__ import annotations

import json

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from tests.support.alerts import (
    SECRET_ACCESS_KEY,
    as_lines,
    envelope,
    github_webhook,
    gitleaks_finding,
    guardduty_finding,
    trufflehog_result,
)
from tests.support.app import NARROW, WIDE, Person, app_over, scanned, small_account
from tests.support.keys import SECRET, long_term_key, pieces
from tests.tui.keys.test_pane import state_of

ANA, BEN = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb"


def alert(account: SimulatedAccount, name: str) -> dict[str, object]:
    detail = {**guardduty_finding(userName=name), "accountId": account.account_id}
    return envelope(detail, "GuardDuty Finding", "aws.guardduty")


async def paste(person: Person, *alerts: dict[str, object]) -> None:
    await person.paste(as_lines(*alerts))


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_an_alert_is_the_user_that_it_names(size: tuple[int, int]) -> None:
    account = small_account(ANA, BEN)
    async with scanned(app_over(account), size) as person:
        await paste(person, alert(account, BEN))
        assert person.row_of("decoder").startswith(f"›{BEN}")
        assert f"Listed user: {BEN}." in person.text
        assert BEN in person.row_of("users")


async def test_several_principals_are_listed_to_choose_from() -> None:
    account = small_account(ANA, BEN)
    async with scanned(app_over(account)) as person:
        await paste(person, alert(account, BEN), alert(account, ANA))
        assert person.row_of("decoder").startswith(f"›{BEN}")
        await person.press("j")
        assert person.row_of("decoder").startswith(f"›{ANA}")
        await person.press("enter")
        assert "━ 2 Detail" in person.text
        assert ANA in person.row_of("users")


async def test_the_timeline_is_that_of_the_chosen_principal() -> None:
    account = small_account(ANA, BEN)
    async with scanned(app_over(account)) as person:
        await paste(person, alert(account, ANA), alert(account, BEN))
        await person.press("j", "t")
        assert "━ 3 Timeline" in person.text
        assert BEN in person.text


async def test_containing_a_principal_shows_the_plan_for_its_user_and_escape_leaves_it() -> None:
    account = small_account(ANA, BEN)
    async with scanned(app_over(account)) as person:
        await paste(person, alert(account, BEN))
        await person.press("C")
        assert f"Contain {BEN}" in person.text
        await person.press("escape")
        assert all(key.status == "Active" for user in account.users.values() for key in user.credentials)


async def test_no_key_that_a_person_may_press_in_passing_changes_anything() -> None:
    account = small_account(ANA, BEN)
    async with scanned(app_over(account)) as person:
        await paste(person, alert(account, BEN), alert(account, ANA))
        await person.press("enter", "4", "space", "j", "enter", "escape")
        assert all(key.status == "Active" for user in account.users.values() for key in user.credentials)


async def test_an_access_key_id_is_found_at_its_user() -> None:
    account = small_account(ANA, BEN)
    access_key = account.add_access_key(BEN)
    async with scanned(app_over(account)) as person:
        await person.paste(json.dumps(github_webhook(access_key.access_key_id)))
        assert f"Listed user: {BEN}." in person.text
        await person.press("u")
        assert BEN in person.row_of("users")


async def test_a_principal_of_another_account_says_so_and_leads_nowhere() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.paste(json.dumps(guardduty_finding(userName=ANA)))
        assert "It belongs to account 210987654321, not to 111122223333." in person.text
        await person.press("t")
        assert "belongs to account 210987654321" in person.told


@pytest.mark.parametrize("text", [f'"{ANA}"', f"the user {ANA} was seen", f"arn:aws:iam::111122223333:user/{ANA}"])
async def test_a_name_is_a_principal_too(text: str) -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.paste(text)
        assert person.row_of("decoder").startswith(f"›{ANA}")


async def test_a_key_in_an_alert_is_decoded_as_any_other() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account)) as person:
        await person.paste(json.dumps(gitleaks_finding(long_term_key(f"{ANA}-at-{account.account_id}"))))
        assert f"Held by {ANA} as ACCA" in person.text


async def test_dismissed_principals_are_gone() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account)) as person:
        await paste(person, alert(account, ANA))
        await person.press("x")
        assert "Paste a key, or any text that contains one" in person.text


async def test_no_secret_of_an_alert_is_kept() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account)) as person:
        leaked = gitleaks_finding(long_term_key(f"{ANA}-at-{account.account_id}"))
        await paste(person, trufflehog_result(), leaked)
        person.messages.clear()
        await person.press("j", "j")
        seen = [person.text, *state_of(person), *map(repr, person.messages)]
        secrets = pieces(SECRET_ACCESS_KEY) | pieces(SECRET)
        assert not [secret for secret in secrets if any(secret in text for text in seen)]


async def test_a_typed_name_of_a_listed_user_is_that_user() -> None:
    async with scanned(app_over(small_account(ANA, "ci-deploy"))) as person:
        await person.press("4")
        await person.write("ci-deploy")
        await person.press("enter")
        assert "Listed user: ci-deploy." in person.text
        assert "ci-deploy" in person.row_of("users")


async def test_a_typed_word_that_is_no_listed_user_is_not_shown() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("4")
        await person.write("hunter2-secret")
        await person.press("enter")
        assert "hunter2" not in person.text
