"""Opening accounts from the list or by a pasted key, and the way back."""

from __future__ import annotations

import pytest

from bks_tui.core.account.member import DEFAULT_ROLE_NAME
from bks_tui.core.settings import Config
from bks_tui.tui.accounts.screen import AccountsScreen
from bks_tui.tui.main_screen.screen import TriageScreen
from tests.support.accounts import open_member, typed
from tests.support.app import NARROW, WIDE, Gate, app_over, scanned
from tests.support.keys import long_term_key
from tests.support.members import MANAGEMENT, member_id, organization

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
# The phantom of each account that has a key.
KEYED = "BedrockAPIKey-0001"
STRANGER = "999988887777"


# Opening, and the way back


@SIZES
async def test_enter_opens_an_account_and_the_identity_names_account_and_role(size: tuple[int, int]) -> None:
    management, _ = organization()
    async with scanned(app_over(management), size) as person:
        await open_member(person, "team-1")
        assert f"account {member_id(1)}" in person.lines[0]
        assert "role OrganizationAccountAccessRole" in person.lines[1]
        assert "3 of 3" in person.text


async def test_the_identity_names_account_and_role_before_aws_has_answered() -> None:
    management, _ = organization()
    gate = Gate("AssumeRole", service="sts")
    async with scanned(app_over(management, gate=gate)) as person:
        await person.press("a")
        with gate.closed():
            await person.pilot.press("j", "enter")
            await person.until(gate.held.is_set)
            await person.pilot.pause()
            assert f"account {member_id(0)}  not verified yet" in person.lines[0]
            assert "role OrganizationAccountAccessRole" in person.lines[1]


async def test_escape_returns_to_the_list_and_then_to_the_account_of_the_session() -> None:
    management, _ = organization()
    async with scanned(app_over(management)) as person:
        await open_member(person, "team-1")
        await person.press("escape")
        assert "━ 1 Accounts" in person.text
        assert person.row[1:].startswith("team-1")
        await person.press("escape", "escape")
        assert person.lines[0].split()[:2] == ["account", MANAGEMENT]
        await person.press("escape")
        assert "━ 1 Users" in person.text


async def test_what_is_learned_before_the_list_is_composed_is_shown_once_it_is() -> None:
    management, _ = organization()
    async with scanned(app_over(management)) as person:
        triage = person.app.screen
        assert isinstance(triage, TriageScreen)
        triage.action_accounts()
        opening = person.app.screen
        assert isinstance(opening, AccountsScreen)
        opening.refresh_stale()
        await person.settle()
        assert "team-1" in person.text


async def test_escape_goes_back_within_an_account_first() -> None:
    management, _ = organization()
    async with scanned(app_over(management)) as person:
        await open_member(person, "team-1")
        await person.press("f", "2")
        for _ in range(2):
            await person.press("escape")
            assert "━ 1 Users" in person.text
        await person.press("escape")
        assert "━ 1 Accounts" in person.text


async def test_the_account_of_the_session_is_opened_without_a_role_or_another_scan() -> None:
    management, _ = organization()
    async with scanned(app_over(management)) as person:
        before = len(management.calls)
        await person.press("a")
        listed = len(management.calls)
        await person.press("enter")
        assert person.lines[0].split()[:2] == ["account", MANAGEMENT]
        assert len(management.calls) == listed > before
        await person.press("escape")
        assert "━ 1 Accounts" in person.text


async def test_an_account_whose_role_cannot_be_assumed_says_so_and_asks_for_no_profile() -> None:
    management, members = organization()
    members[1].roles.clear()
    async with scanned(app_over(management)) as person:
        await open_member(person, "team-1")
        assert "could not be assumed" in " ".join(person.text.split())
        assert "Which account?" not in person.text
        assert f"account {member_id(1)}  not verified yet" in person.lines[0]
        await person.press("escape")
        assert "━ 1 Accounts" in person.text


# A key of another account


@SIZES
async def test_a_pasted_key_of_another_account_offers_to_open_it_and_waits(size: tuple[int, int]) -> None:
    management, members = organization()
    async with scanned(app_over(management), size) as person:
        await person.paste(long_term_key(f"{KEYED}-at-{member_id(1)}"))
        shown = " ".join(person.text.split())
        assert f"i goes to account {member_id(1)} through the role OrganizationAccountAccessRole" in shown.replace(
            "│", ""
        )
        assert members[1].calls == []
        await person.press("i")
        assert f"account {member_id(1)}" in person.lines[0]
        assert "━ 4 Decoder" in person.text
        assert KEYED in person.row_of("users")


async def test_the_role_of_the_config_file_is_offered() -> None:
    management, _ = organization()
    async with scanned(app_over(management, config=Config(role_name="bks-respond"))) as person:
        await person.paste(long_term_key(f"eve-at-{STRANGER}"))
        assert f"i goes to account {STRANGER} through the role bks-respond" in " ".join(person.text.split())


async def test_the_external_id_of_the_config_file_is_sent_to_scan_and_to_open() -> None:
    management, members = organization()
    for account in members:
        account.roles[DEFAULT_ROLE_NAME].external_id = "demanded-id"
    async with scanned(app_over(management, config=Config(external_id="demanded-id"))) as person:
        await person.press("a", "r")
        assert "complete: 4 of 4 accounts" in person.text
        await person.press("slash", *typed("team-1"), "enter", "enter")
        assert f"account {member_id(1)}" in person.lines[0]
        assert "3 of 3" in person.text


async def test_a_key_of_an_account_that_cannot_be_reached_says_so() -> None:
    management, _ = organization()
    async with scanned(app_over(management), WIDE) as person:
        await person.paste(long_term_key(f"eve-at-{STRANGER}"))
        await person.press("i")
        assert f"account {STRANGER}  not verified yet" in person.lines[0]
        assert "could not be assumed" in " ".join(person.text.split())


async def test_from_a_member_a_key_of_the_session_leads_back_without_a_role() -> None:
    management, _ = organization()
    async with scanned(app_over(management)) as person:
        await open_member(person, "team-1")
        await person.paste(long_term_key(f"eve-at-{MANAGEMENT}"))
        await person.press("i")
        assert person.lines[0].split()[:2] == ["account", MANAGEMENT]
        assert "role Org" not in person.lines[1]


async def test_without_a_key_of_another_account_there_is_nothing_to_open() -> None:
    management, _ = organization()
    async with scanned(app_over(management)) as person:
        await person.press("i")
        assert "no decoded key of another account is selected" in person.told
