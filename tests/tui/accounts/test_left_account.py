"""Nothing of the account that was left is shown as of the one that was opened."""

from __future__ import annotations

from dataclasses import replace

from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.errors import CancelledError
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.storage.journal import Journal, default_directory
from bks_tui.tui.journal.worker import InterruptedFound
from bks_tui.tui.kit.jobs import JobFailed, JobUpdated
from tests.support.accounts import open_member
from tests.support.app import Gate, app_over, app_with, opened, scanned, session_to
from tests.support.keys import long_term_key
from tests.support.members import MANAGEMENT, add_phantoms, member_id, organization
from tests.support.plans import an_operation, write_down
from tests.support.users import scan_result, user

# The phantom of each account that has a key.
KEYED = "BedrockAPIKey-0001"


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


async def test_what_a_job_of_the_account_that_was_left_still_reports_is_dropped() -> None:
    management, _ = organization()
    add_phantoms(management, 2)
    async with scanned(app_over(management)) as person:
        await person.press("t")
        left = {message.job.name: message for message in person.of(JobUpdated)}
        await open_member(person, "team-1")
        before = person.text
        late = {"scan": scan_result(user("late")), "interrupted": InterruptedFound((), ("late",))}
        for name in ("scan", "timeline", "interrupted", "deletions"):
            person.app.screen.post_message(JobUpdated(left[name].job, late.get(name, left[name].update)))
            person.app.screen.post_message(JobFailed(left[name].job, CancelledError("late")))
            await person.settle()
            assert person.text == before, name


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
