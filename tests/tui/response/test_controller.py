"""Whom the keys that write are about, and why some of them cannot be pressed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bks_tui.core.response.plan import Plan
from bks_tui.core.response.requests import CleanUpRequest, DenyRequest, Request, RevokeRequest, UndoRequest
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import RoleSession
from bks_tui.tui.action import READ_ONLY_REASON
from bks_tui.tui.response.worker import ResponseEnded
from tests.support.app import NOW, WIDE, Person, app_over, scanned, small_account
from tests.support.keys import long_term_key, query, service_called, short_term_key
from tests.support.responding import writes

ANA, BEN = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb"
ANAS_KEY = long_term_key(f"{ANA}-at-111122223333")
WHOLE = RevokeRequest(ANA, delete_keys=False, allow_ordinary_user=True)
# The first key of the account.
ONE_KEY = replace(WHOLE, keep_access_keys=True)
BEDROCK = service_called("bedrock")


def proposed(person: Person) -> Request:
    """What the latest plan is for."""
    return person.learned(Plan)[-1].request


def credential_id(account: SimulatedAccount) -> str:
    return account.users[ANA].credentials[0].credential_id


async def test_in_the_list_and_the_detail_they_are_about_the_whole_user() -> None:
    async with scanned(app_over(small_account(ANA, BEN))) as person:
        for keys, request_made in (
            (("C",), WHOLE),
            (("R",), replace(WHOLE, delete_keys=True)),
            (("2", "C"), WHOLE),
        ):
            await person.press(*keys)
            assert proposed(person) == request_made, keys
            await person.press("escape")


@pytest.mark.parametrize(("key", "deletes"), [("C", False), ("R", True)])
async def test_in_the_decoder_they_are_about_exactly_that_key(key: str, deletes: bool) -> None:
    account = small_account(ANA, BEN)
    async with scanned(app_over(account)) as person:
        await person.press("j")
        await person.paste(ANAS_KEY)
        await person.press(key)
        assert proposed(person) == replace(ONE_KEY, only_key=credential_id(account), delete_keys=deletes)


async def test_what_was_contained_is_released_from_the_journal() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account)) as person:
        await person.press("C")
        await person.press("j", "enter")
        await person.press("escape")
        await person.press("L")
        (contained,) = person.learned(ResponseEnded)
        assert proposed(person) == UndoRequest(ANA, (contained.operation.operation_id,))
        await person.press("j", "enter")
    assert account.users[ANA].credentials[0].status == "Active"


async def test_what_bks_did_nothing_to_is_not_released() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("L")
        assert f"the journal has no reversible operation for {ANA}" in person.text


async def test_an_orphan_is_deleted() -> None:
    account = small_account(ANA)
    account.users[ANA].credentials.clear()
    async with scanned(app_over(account)) as person:
        await person.press("D")
        assert proposed(person) == CleanUpRequest(ANA)
        assert f"To confirm, type the name of the user: {ANA}" in person.text


async def test_that_a_user_is_an_ordinary_one_is_shown_first() -> None:
    async with scanned(app_over(small_account("ci-deploy"))) as person:
        await person.press("C")
        assert "It is an ordinary IAM user and may be in use by people or workloads." in person.text


# A short-term key


def signed_by_a_role(*, path: str = "/") -> tuple[SimulatedAccount, str]:
    """An account whose role signed a short-term key that was used, and the key."""
    account = small_account(ANA)
    account.add_role("Builder", path)
    session = RoleSession("Builder", "build-17", path)
    identity = session.identity(account)
    account.record_event("InvokeModel", region="us-west-2", when=NOW, actor=session)
    key = short_term_key(BEDROCK, query(BEDROCK, str(identity["accessKeyId"]), session_token=None))
    return account, key


async def test_of_a_short_term_key_the_role_that_signed_it_is_denied_the_use_of_keys() -> None:
    account, key = signed_by_a_role()
    async with scanned(app_over(account), WIDE) as person:
        await person.paste(key)
        await person.press("C")
        assert proposed(person) == DenyRequest("arn:aws:iam::111122223333:role/Builder", allow_ordinary_user=True)
        await person.press("j", "enter")
    assert list(account.roles["Builder"].inline_policies) == ["bks-containment"]


async def test_all_its_sessions_can_be_looked_at_instead_with_whose_they_are() -> None:
    account, key = signed_by_a_role()
    account.record_event(
        "AssumeRole",
        "sts.amazonaws.com",
        region="eu-central-1",
        when=NOW,
        resources=(("AWS::IAM::Role", account.arn("role/Builder")),),
        requestParameters={"roleSessionName": "build-17"},
    )
    async with scanned(app_over(account), WIDE) as person:
        await person.paste(key)
        await person.press("C")
        await person.press("j", "j", "enter")
        assert "ends        session build-17, started by" in person.text
    assert not writes(account)


async def test_who_signed_it_is_released_by_the_same_key() -> None:
    account, key = signed_by_a_role(path="/team/")
    async with scanned(app_over(account), WIDE) as person:
        await person.paste(key)
        await person.press("C")
        await person.press("j", "enter")
        await person.press("escape")
        await person.press("L")
        await person.press("j", "enter")
    assert account.roles["Builder"].inline_policies == {}


async def test_an_access_key_that_signed_it_is_made_inactive() -> None:
    account = small_account(ANA)
    access_key = account.add_access_key(ANA)
    async with scanned(app_over(account)) as person:
        await person.paste(short_term_key(BEDROCK, query(BEDROCK, access_key.access_key_id, session_token=None)))
        await person.press("C")
        assert proposed(person) == replace(WHOLE, only_access_key=access_key.access_key_id)


# What cannot be pressed, and why


def with_a_user_of_that_name_only() -> SimulatedAccount:
    account = small_account(ANA)
    account.users[ANA].credentials[0].alias = f"{ANA}+1-at-111122223333"
    return account


async def refused(person: Person, key: str) -> str:
    """Press a key that proposes nothing, and read why."""
    await person.press(key)
    assert not person.learned(Plan)
    return person.told


@pytest.mark.parametrize(
    ("account", "pasted", "why"),
    [
        (lambda: small_account(BEN), ANAS_KEY, "No listed user has this key"),
        (with_a_user_of_that_name_only, ANAS_KEY, f"The user {ANA} exists but has no key with this alias"),
        (lambda: small_account(ANA), long_term_key(f"{ANA}-at-999988887777"), "belongs to account 999988887777"),
        (lambda: small_account(ANA), short_term_key(BEDROCK, query(BEDROCK)), "belongs to account"),
    ],
    ids=["nobody holds it", "the name alone", "another account", "signed in another account"],
)
async def test_a_key_that_is_not_known_to_be_held_here_is_not_contained(
    account: Callable[[], SimulatedAccount], pasted: str, why: str
) -> None:
    async with scanned(app_over(account())) as person:
        await person.paste(pasted)
        assert why in await refused(person, "C")


async def test_a_short_term_key_is_not_revoked_since_nothing_deletes_it() -> None:
    _, key = signed_by_a_role()
    async with scanned(app_over(small_account(ANA))) as person:
        await person.paste(key)
        assert "a short-term key cannot be deleted" in await refused(person, "R")


async def test_what_is_seen_in_another_pane_is_not_what_is_selected() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("5")
        assert "an AWS call of bks is selected" in await refused(person, "C")


async def test_only_an_orphan_is_deleted() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        assert f"{ANA} is not an ORPHANED phantom user" in await refused(person, "D")


async def test_read_only_mode_refuses_what_asks_for_more_than_one_plan() -> None:
    async with scanned(app_over(small_account(ANA), read_only=True), WIDE) as person:
        assert (await refused(person, "X")) == f"Clean up: {READ_ONLY_REASON}"
