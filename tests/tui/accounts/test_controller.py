"""Opening accounts: what is shown, and what is written, is of the account on show or of the row, and of no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.account.member import MemberRole
from bks_tui.core.errors import CancelledError
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.requests import CleanUpRequest
from bks_tui.core.settings import Config
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.storage.journal import Journal, default_directory
from bks_tui.tui.journal.worker import InterruptedFound
from bks_tui.tui.kit.jobs import JobFailed, JobUpdated
from bks_tui.tui.response.worker import Ended
from tests.support.app import NARROW, NOW, WIDE, Gate, Person, app_over, app_with, opened, scanned, session_to
from tests.support.keys import long_term_key
from tests.support.members import MANAGEMENT, add_phantoms, member_id, organization
from tests.support.plans import an_operation, write_down
from tests.support.responding import writes
from tests.support.users import scan_result, user

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
# The first phantom of an account has no key, the second one has.
ORPHAN, KEYED = "BedrockAPIKey-0000", "BedrockAPIKey-0001"
OLD = "BedrockAPIKey-old1"
STRANGER = "999988887777"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask CloudTrail without its pace."""
    monkeypatch.setattr("bks_tui.aws.rate_limiter.RateLimiter.acquire", lambda _self: None)


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


# Nothing of the account that was left is shown


async def test_users_of_the_account_that_was_left_are_not_shown() -> None:
    management, members = organization(phantoms=0)
    management.add_user("of-management")
    management.add_api_key("of-management")
    members[0].add_user("of-team")
    members[0].add_api_key("of-team")
    gate = Gate("ListAccessKeys", "of-management")
    with gate.closed():
        async with opened(app_over(management, gate=gate)) as person:
            await person.until(gate.held.is_set)
            await person.press("escape")
            await open_member(person, "team-0")
            gate.open()
            await person.settle()
            assert "of-team" in person.text
            assert "of-management" not in person.text


@pytest.mark.parametrize("job", ["scan", "timeline", "interrupted", "deletions"])
async def test_what_a_job_of_the_account_that_was_left_still_reports_is_dropped(job: str) -> None:
    management, _ = organization()
    add_phantoms(management, 2)
    async with scanned(app_over(management)) as person:
        await person.press("t")
        left = {message.job.name: message for message in person.of(JobUpdated)}[job]
        await open_member(person, "team-1")
        before = person.text
        late = {"scan": scan_result(user("late")), "interrupted": InterruptedFound((), ("late",))}
        person.app.screen.post_message(JobUpdated(left.job, late.get(job, left.update)))
        person.app.screen.post_message(JobFailed(left.job, CancelledError("late")))
        await person.settle()
        assert person.text == before


async def test_an_interrupted_operation_of_the_account_that_was_left_is_not_offered() -> None:
    management, _ = organization()
    operation = an_operation(None)
    there = replace(operation.plan.account, account_id=MANAGEMENT, demo=False)
    journal = Journal(default_directory(demo=False))
    write_down(journal, replace(operation, plan=replace(operation.plan, account=there)))
    gate = Gate("ListAccountAliases")
    with gate.closed():
        async with opened(app_over(management, gate=gate)) as person:
            await person.until(gate.held.is_set)
            await person.pilot.press("a")
            gate.open()
            await person.settle()
            assert person.learned(InterruptedFound)[0].operations
            await person.press("j", "enter")
            assert f"account {member_id(0)}" in person.lines[0]
            assert "Interrupted" not in person.text
            await person.press("escape", "escape")
            await person.until(lambda: "Interrupted operations" in person.text)


async def test_the_timeline_and_the_filter_of_the_account_that_was_left_are_gone() -> None:
    management, _ = organization()
    add_phantoms(management, 2)
    async with scanned(app_over(management)) as person:
        await person.press("t")
        await person.press("1", "f", "f", "f")
        await open_member(person, "team-1")
        assert "3 of 3 · by urgency" in person.text
        await person.press("3")
        assert KEYED not in person.text.partition("3 Timeline")[2]


async def test_the_owner_of_a_decoded_key_is_the_one_of_the_account_on_show() -> None:
    management, _ = organization()
    add_phantoms(management, 2)
    key = long_term_key(f"{KEYED}-at-{MANAGEMENT}")
    async with scanned(app_over(management)) as person:
        await person.paste(key)
        assert f"Held by {KEYED}" in person.text
        await open_member(person, "team-1")
        await person.press("4")
        shown = " ".join(person.text.split())
        assert f"This key belongs to account {MANAGEMENT}, not to {member_id(1)}." in shown
        assert "Held by" not in shown


async def test_an_account_that_another_profile_reaches_drops_the_list() -> None:
    management, _ = organization()
    chosen = list[SessionChoice]()

    def connect(choice: SessionChoice) -> AwsSession:
        chosen.append(choice)
        account = SimulatedAccount("444455556666") if choice.demo else management
        return session_to(account, SessionChoice(region=choice.region, role=choice.role))

    async with scanned(app_with(connect)) as person:
        await person.press("a", "r")
        await person.press("escape", "p")
        await person.press("enter")
        assert chosen[-1].demo
        await person.press("a")
        assert "team-0" not in person.text
        assert "0 of 0" in person.text


# An action acts in the account of its row


@pytest.mark.parametrize(
    ("key", "confirmed", "written"),
    [
        ("C", ("j", "enter"), ["UpdateServiceSpecificCredential", "PutUserPolicy"]),
        ("R", (*typed(KEYED), "enter"), ["UpdateServiceSpecificCredential", "PutUserPolicy"]),
    ],
)
async def test_an_action_on_a_row_is_planned_and_carried_out_in_its_account_only(
    key: str, confirmed: tuple[str, ...], written: list[str]
) -> None:
    management, members = organization()
    add_phantoms(management, 2)
    async with scanned(app_over(management), WIDE) as person:
        await go_to_user(person, "team-1", KEYED)
        await person.press(key)
        plan = person.learned(Plan)[-1]
        assert plan.account.account_id == member_id(1)
        assert plan.account.role == MemberRole(member_id(1))
        assert plan.subject.name == KEYED
        assert f"account {member_id(1)}" in person.lines[0]
        assert "role OrganizationAccountAccessRole" in person.lines[1]
        assert all_writes([management, *members]) == {}
        await person.press(*confirmed)
        assert person.learned(Ended)
    assert list(all_writes([management, *members])) == [member_id(1)]
    assert all_writes(members)[member_id(1)][: len(written)] == written


async def test_an_orphan_is_deleted_in_the_account_of_its_row_only() -> None:
    management, members = organization()
    for account in (management, *members):
        account.add_user(OLD, created=NOW - timedelta(days=90))
    async with scanned(app_over(management), WIDE) as person:
        await go_to_user(person, "team-2", OLD)
        await person.press("D")
        assert person.learned(Plan)[-1].request == CleanUpRequest(OLD, 24.0)
        await person.press(*typed(OLD), "enter")
        await person.press("escape")
        assert OLD not in person.text
    assert all_writes([management, *members]) == {member_id(2): ["DeleteUser"]}
    assert [OLD in account.users for account in (management, *members)] == [True, True, True, False]


async def test_the_row_shows_what_was_done_and_the_account_on_show_is_not_read_again() -> None:
    management, members = organization()
    async with scanned(app_over(management), WIDE) as person:
        await go_to_user(person, "team-1", KEYED)
        before = [len(account.calls) for account in (members[0], members[2])]
        await person.press("C")
        await person.press("j", "enter")
        await person.press("escape")
        assert "CONTAINED" in next(line for line in person.lines if KEYED in line)
        assert [len(account.calls) for account in (members[0], members[2])] == before


async def test_a_session_that_belongs_to_another_account_than_the_row_plans_nothing() -> None:
    management, members = organization()
    async with scanned(app_over(management), WIDE) as person:
        await go_to_user(person, "team-1", KEYED)
        management.members.add(members[2], member_id(1))
        await person.press("C")
        assert person.learned(Plan) == []
        assert f"the session for account {member_id(1)} belongs to" in " ".join(person.text.split())
        assert "Nothing was changed." in person.text
    assert all_writes([management, *members]) == {}


# A key of another account


@SIZES
async def test_a_pasted_key_of_another_account_offers_to_open_it_and_waits(size: tuple[int, int]) -> None:
    management, members = organization()
    async with scanned(app_over(management), size) as person:
        await person.paste(long_term_key(f"{KEYED}-at-{member_id(1)}"))
        shown = " ".join(person.text.split())
        assert f"o goes to account {member_id(1)} through the role OrganizationAccountAccessRole" in shown.replace(
            "│", ""
        )
        assert members[1].calls == []
        await person.press("o")
        assert f"account {member_id(1)}" in person.lines[0]
        assert "━ 4 Decoder" in person.text
        assert KEYED in person.row_of("users")


async def test_the_role_of_the_config_file_is_offered() -> None:
    management, _ = organization()
    async with scanned(app_over(management, config=Config(role_name="bks-respond"))) as person:
        await person.paste(long_term_key(f"eve-at-{STRANGER}"))
        assert f"o goes to account {STRANGER} through the role bks-respond" in " ".join(person.text.split())


async def test_a_key_of_an_account_that_cannot_be_reached_says_so() -> None:
    management, _ = organization()
    async with scanned(app_over(management), WIDE) as person:
        await person.paste(long_term_key(f"eve-at-{STRANGER}"))
        await person.press("o")
        assert f"account {STRANGER}  not verified yet" in person.lines[0]
        assert "could not be assumed" in " ".join(person.text.split())


async def test_from_a_member_a_key_of_the_session_leads_back_without_a_role() -> None:
    management, _ = organization()
    async with scanned(app_over(management)) as person:
        await open_member(person, "team-1")
        await person.paste(long_term_key(f"eve-at-{MANAGEMENT}"))
        await person.press("o")
        assert person.lines[0].split()[:2] == ["account", MANAGEMENT]
        assert "role Org" not in person.lines[1]


async def test_without_a_key_of_another_account_there_is_nothing_to_open() -> None:
    management, _ = organization()
    async with scanned(app_over(management)) as person:
        await person.press("o")
        assert "no decoded key of another account is selected" in person.told
