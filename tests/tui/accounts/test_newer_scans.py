"""What the triage screen reads of an account is in the list of accounts too, without another reading."""

from __future__ import annotations

from datetime import timedelta

from bks_tui.core.scan.run import AccountRecord
from bks_tui.core.settings import Config
from bks_tui.storage.run_file import RunDirectory
from tests.support.accounts import open_member, typed
from tests.support.app import Gate, Person, app_over, scanned
from tests.support.members import MANAGEMENT, add_phantoms, member_id, operations_in, organization

# The phantom of each account that has a key: with two others, one AT RISK and one ORPHANED.
KEYED = "BedrockAPIKey-0001"


def stored(account_id: str) -> AccountRecord:
    """The record of an account in the newest run."""
    directory = RunDirectory.usual(demo=False)
    return next(each for each in directory.records(directory.run_ids()[-1]) if each.account_id == account_id)


def counts(person: Person) -> list[str]:
    """The phantom users of the row under the cursor: at risk, unknown, active, orphaned."""
    return person.row.split()[-5:-1]


async def scan_and_open(person: Person, name: str) -> None:
    """Scan all accounts, and open one of them."""
    await person.press("a", "r")
    await person.press("escape")
    await open_member(person, name)


async def test_after_an_operation_the_row_shows_the_account_as_it_is_now() -> None:
    management, members = organization()
    async with scanned(app_over(management)) as person:
        await scan_and_open(person, "team-1")
        while KEYED not in person.row_of("users"):
            await person.press("j")
        await person.press("C")
        await person.press("j", "enter")
        await person.press("escape")
        before = len(members[1].calls)
        await person.press("escape")
        assert counts(person) == ["1", "-", "-", "2"]
        assert len(members[1].calls) == before
    summary = stored(member_id(1)).summary
    assert summary
    assert (summary.active, summary.orphaned) == (0, 2)


async def test_the_row_of_an_account_that_was_left_shows_its_newer_scan() -> None:
    management, members = organization()
    async with scanned(app_over(management)) as person:
        await person.press("a", "r")
        await person.press("escape")
        add_phantoms(members[1], 6)
        await open_member(person, "team-1")
        await person.press("escape")
        assert counts(person) == ["2", "-", "2", "2"]


async def test_the_account_of_the_session_is_shown_as_it_was_read_at_the_start() -> None:
    management, _ = organization()
    async with scanned(app_over(management)) as person:
        await person.press("a", "r")
    add_phantoms(management, 3)
    async with scanned(app_over(management)) as person:
        await person.press("a", "slash", *"manage", "enter")
        assert counts(person) == ["1", "-", "1", "1"]
    assert stored(MANAGEMENT).role_arn is None


async def test_what_was_read_during_a_scan_of_all_accounts_is_shown_once_that_ends() -> None:
    management, members = organization()
    members[2].add_user("BedrockAPIKey-held")
    gate = Gate("ListAccessKeys", "BedrockAPIKey-held")
    with gate.closed():
        async with scanned(app_over(management, gate=gate)) as person:
            await person.pilot.press("a", "r")
            await person.until(lambda: "3 of 4 accounts read" in person.text)
            add_phantoms(members[0], 6)
            await person.pilot.press("slash", *typed("team-0"), "enter", "enter")
            await person.until(lambda: "6 of 6" in person.text)
            gate.open()
            await person.settle()
            await person.press("escape")
            assert person.row[1:].startswith("team-0")
            assert counts(person) == ["2", "-", "2", "2"]


async def test_a_run_with_other_options_is_continued_with_its_own() -> None:
    management, members = organization()
    async with scanned(app_over(management, config=Config(minimum_age=timedelta(days=7)))) as person:
        await person.press("a", "r")
    add_phantoms(members[1], 6)
    async with scanned(app_over(management)) as person:
        await open_member(person, "team-1")
        await person.press("escape")
        assert counts(person) == ["2", "-", "2", "2"]
    assert operations_in([members[1]]).count("iam:GetAccountAuthorizationDetails") == 3


async def test_a_run_that_another_process_continues_is_shown_but_not_changed() -> None:
    management, members = organization()
    async with scanned(app_over(management)) as person:
        await person.press("a", "r")
        await person.press("escape")
        add_phantoms(members[1], 6)
        directory = RunDirectory.usual(demo=False)
        with directory.resume(directory.run_ids()[-1]):
            await open_member(person, "team-1")
            assert "is in progress in another process" in person.told
            person.app.clear_notifications()
        await person.press("escape")
        assert counts(person) == ["2", "-", "2", "2"]
    summary = stored(member_id(1)).summary
    assert summary
    assert summary.total == 3
