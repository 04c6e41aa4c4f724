"""The prevention screen: what each policy stops and where it holds; attached and taken off after a look."""

from __future__ import annotations

import pytest

from bks_tui.core.prevention.policies import find_policy
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser
from bks_tui.operations.response import run as respond_run
from tests.support.app import NOW, WIDE, app_over, scanned
from tests.support.hostile import HOSTILE, dangers
from tests.support.organizations import managing_account, unit
from tests.support.responding import writes

PHANTOM = "BedrockAPIKey-aaaa"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for a change as often as ever, but without waiting."""
    monkeypatch.setattr(respond_run, "_PAUSES_SECONDS", (0.0, 0.001))


def account() -> SimulatedAccount:
    managing = managing_account()
    managing.add_user(PHANTOM)
    managing.add_api_key(PHANTOM)
    return managing


async def test_each_policy_shows_where_it_applies_and_what_it_would_have_blocked() -> None:
    managing = account()
    assert managing.organization
    managing.organization.add_policy("own", find_policy("1").content, unit(managing, "sandbox"))
    async with scanned(app_over(managing), (120, 90)) as person:
        await person.press("b")
        for part in (
            "2 of 3 accounts",
            "No API key of Amazon Bedrock can be created",
            "OU sandbox",
            "MISSING",
            "It would have blocked 1 of the scan's findings",
            "iam:CreateServiceSpecificCredential",
        ):
            assert part in person.text


async def test_a_policy_shows_who_used_api_keys_and_what_was_not_read() -> None:
    managing = account()
    managing.record_event(
        "Converse", when=NOW, actor=IamUser("alice"), additionalEventData={"callWithBearerToken": True}
    )
    async with scanned(app_over(managing), (120, 90)) as person:
        await person.press("b")
        assert "alice, IAM user in 111122223333, bedrock (1 call)" in person.text
        assert "NOT READ    3 accounts in which the policy would apply" in person.text
        await person.press("j")
        assert "The policy denies no use of API keys that exist." in person.text


async def test_without_an_organization_who_would_be_blocked_is_an_assumption() -> None:
    managing = account()
    managing.organization = None
    managing.record_event(
        "Converse", when=NOW, actor=IamUser("alice"), additionalEventData={"callWithBearerToken": True}
    )
    async with scanned(app_over(managing), (120, 90)) as person:
        await person.press("b")
        assert "if the policy applied there" in person.text
        assert "blocked     alice" in person.text


async def test_event_history_that_cannot_be_read_is_named() -> None:
    managing = account()
    managing.faults.deny("cloudtrail:LookupEvents")
    async with scanned(app_over(managing), (120, 90)) as person:
        await person.press("b")
        assert "blocked     unknown: nobody in what was read, but not everything was read" in person.text
        assert "NOT READ" in person.text


async def test_the_footer_names_the_policy_under_the_cursor() -> None:
    async with scanned(app_over(account())) as person:
        await person.press("b")
        shown = "A Attach 1-block-all-keys T Detach 1-block-all-keys y Copy esc Back ? Help"
        assert person.lines[-1].startswith(shown)
        await person.press("j")
        assert "A Attach 2-enfor…0day-max T Detach 2-enfor…0day-max" in person.lines[-1]


async def test_a_policy_is_attached_to_the_chosen_target_and_detached_again() -> None:
    managing = account()
    async with scanned(app_over(managing), WIDE) as person:
        await person.press("b")
        await person.press("A")
        await person.press(*"workl", "enter")
        assert "Attach 1-block-all-keys to OU workloads" in person.text
        await person.press("j", "enter")
        assert "Done and verified in AWS." in person.text
        await person.press("escape")
        assert "3 of 3 accounts" in person.text
        await person.press("T")
        await person.press("enter")
        await person.press("j", "enter")
        await person.press("escape")
        assert "0 of 3 accounts" in person.text
    assert writes(managing) == ["CreatePolicy", "AttachPolicy", "DetachPolicy"]


def attached_as_own() -> SimulatedAccount:
    managing = account()
    assert managing.organization
    managing.organization.add_policy("own", find_policy("1").content, unit(managing, "sandbox"))
    return managing


async def test_the_tree_shows_under_which_name_a_policy_is_attached() -> None:
    async with scanned(app_over(attached_as_own()), WIDE) as person:
        await person.press("b")
        row = next(line for line in person.lines if "OU sandbox" in line)
        assert "attached as own" in row


async def test_the_policy_is_attached_to_the_target_under_the_cursor_of_the_tree() -> None:
    managing = account()
    async with scanned(app_over(managing), WIDE) as person:
        await person.press("b")
        await person.press("tab", "j", "j")
        await person.press("A")
        assert "Attach 1-block-all-keys to OU workloads" in person.text
        assert "nothing is written yet" in person.text
    assert not writes(managing)


async def test_the_plan_to_detach_names_the_policy_that_is_attached() -> None:
    async with scanned(app_over(attached_as_own()), WIDE) as person:
        await person.press("b")
        await person.press("tab")
        await person.press(*"jjjj")
        await person.press("T")
        assert "Detach 1-block-all-keys from OU sandbox, where it is own" in person.text
        assert "the policy own itself, and its other attachments" in person.text


async def test_where_a_policy_is_not_attached_it_cannot_be_detached() -> None:
    async with scanned(app_over(attached_as_own()), WIDE) as person:
        await person.press("b")
        await person.press("tab")
        await person.press("T")
        assert person.told == "Detach: not attached there"


async def test_the_help_lists_the_keys_of_the_prevention() -> None:
    async with scanned(app_over(account())) as person:
        await person.press("b")
        await person.press("question_mark")
        assert "In the prevention" in person.text


async def test_the_command_of_the_aws_cli_is_copied() -> None:
    async with scanned(app_over(account())) as person:
        await person.press("b")
        await person.press("y")
        assert "Copied: AWS CLI command" in person.told
        assert person.app.clipboard.startswith("aws organizations create-policy --name bks-1-block-all-keys")


async def test_without_an_organization_the_policies_are_still_shown() -> None:
    managing = account()
    managing.organization = None
    async with scanned(app_over(managing), WIDE) as person:
        await person.press("b")
        assert "is not in an organization" in person.text
        await person.press("A")
        assert "Attach:" in person.told


async def test_read_only_mode_writes_nothing_and_says_why() -> None:
    managing = attached_as_own()
    async with scanned(app_over(managing, read_only=True)) as person:
        await person.press("b")
        for key in "AT":
            await person.clear_messages()
            await person.press(key)
            assert "read-only mode: bks writes nothing" in person.told, key
    assert not writes(managing)


async def test_hostile_names_of_an_organization_are_shown_harmless() -> None:
    managing = account()
    assert managing.organization
    for text in (HOSTILE["Rich: unclosed tag"], HOSTILE["C1 CSI"], HOSTILE["bidi override"]):
        managing.organization.add_unit(text, managing.organization.root)
    async with scanned(app_over(managing), WIDE) as person:
        await person.press("b")
        await person.press("A")
        assert person.text.count("[/") >= 1
        assert dangers(person.text) == set()
