"""The list of accounts: what it shows, and what its keys do."""

from __future__ import annotations

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.organization import SimulatedOrganization
from bks_tui.storage.run_file import RunDirectory
from bks_tui.tui.accounts.worker import AllRead
from tests.support.app import NARROW, WIDE, Gate, Person, app_over, scanned, small_account, told_story
from tests.support.members import member, member_id, organization


def runs() -> RunDirectory:
    return RunDirectory.usual(demo=False)


# The OU of the shop, as far as there is room.
UNITS = {NARROW: "production", WIDE: "Root/workloads/production"}


def row_of(person: Person, name: str) -> list[str]:
    """The words of the row of an account, without the cursor."""
    return next(line for line in person.lines if line[1:].startswith(f"{name} "))[1:].split()


# The list of accounts


async def test_without_a_stored_run_the_accounts_are_listed_as_not_read() -> None:
    async with scanned(app_over(told_story())) as person:
        await person.press("a")
        for size in (NARROW, WIDE):
            await person.resize(size)
            assert row_of(person, "shop") == ["shop", "222233334444", UNITS[size], "not", "read", *"????", "-"]
            assert "no stored run · r scans all accounts" in person.text, size
    assert runs().run_ids() == ()


async def test_a_scan_shows_name_id_ou_outcome_phantoms_by_status_and_age() -> None:
    async with scanned(app_over(told_story())) as person:
        await person.press("a", "r")
        await person.press("1")
        for size in (NARROW, WIDE):
            await person.resize(size)
            rows = [" ".join(row_of(person, name)) for name in ("management", "shop", "payments", "team-b")]
            assert rows == [
                "management 111122223333 Root incomplete 7 3 16 22 0s",
                f"shop 222233334444 {UNITS[size]} done 1 - 1 - 0s",
                f"payments 333344445555 {UNITS[size]} refused ? ? ? ? -",
                f"team-b 666677778888 {'Root/workloads/sandbox' if size == WIDE else '…'}/teams suspended ? ? ? ? -",
            ]
            assert "INCOMPLETE: 3 of 7 (w) · 9 AT RISK, 3 UNKNOWN, 18 ACTIVE, 25 ORPHANED phantoms" in person.text


async def test_the_account_under_the_cursor_is_shown_with_its_reason() -> None:
    async with scanned(app_over(told_story()), WIDE) as person:
        await person.press("a", "r")
        await person.press("slash", *"payments", "enter")
        assert "OrganizationAccountAccessRole could not be assumed" in " ".join(person.text.split())
        assert "Root/workloads/production" in person.text


async def test_the_progress_of_each_account_is_shown_while_it_is_read() -> None:
    management, _ = organization()
    gate = Gate("ListAccessKeys", "BedrockAPIKey-0001")
    async with scanned(app_over(management, gate=gate), WIDE) as person:
        await person.press("a")
        with gate.closed():
            await person.pilot.press("r")
            await person.until(lambda: "2/3 users" in person.text)
            assert "1 of 4 accounts read · team-" in person.text
            assert "esc stops" in person.text
        await person.settle()
        assert "complete: 4 of 4 accounts" in person.text


async def test_the_newest_stored_run_is_shown_first_with_the_age_of_its_data() -> None:
    management, members = organization()
    async with scanned(app_over(management)) as person:
        await person.press("a", "r")
    before = [len(account.calls) for account in members]
    async with scanned(app_over(management)) as person:
        await person.press("a")
        assert "run 0s ago" in person.text
        assert row_of(person, "team-0")[3:] == ["done", "1", "-", "1", "1", "0s"]
    assert [len(account.calls) for account in members] == before


async def test_a_run_of_another_organization_is_not_shown() -> None:
    management, _ = organization()
    async with scanned(app_over(management)) as person:
        await person.press("a", "r")
    other = SimulatedAccount("999988887777")
    other.organization = SimulatedOrganization(other.account_id)
    async with scanned(app_over(other)) as person:
        await person.press("a")
        assert "no stored run" in person.text


async def test_accounts_are_filtered_by_name_ou_and_outcome_and_by_outcome_alone() -> None:
    async with scanned(app_over(told_story())) as person:
        await person.press("a", "r")
        await person.press("slash", *"sandbox", "enter")
        assert "3 of 7 · 'sandbox'" in person.text
        await person.press("escape", "f", "f", "f")
        assert "1 of 7 · refused" in person.text
        await person.press("escape")
        assert "7 of 7 · by urgency" in person.text


async def test_accounts_are_sorted() -> None:
    async with scanned(app_over(told_story())) as person:
        await person.press("a", "r")
        for order, first in (("urgency", "management"), ("name", "audit"), ("OU", "audit"), ("age", "management")):
            while f"by {order}" not in person.text:
                await person.press("s")
            await person.press("g")
            assert person.row[1:].startswith(first), order


async def test_w_shows_what_could_not_be_read_by_account() -> None:
    async with scanned(app_over(told_story()), WIDE) as person:
        await person.press("a", "r")
        await person.press("w")
        assert "team-b (666677778888): suspended" in person.text


async def test_escape_stops_the_scan_and_says_how_to_continue() -> None:
    management, _ = organization()
    gate = Gate("ListServiceSpecificCredentials")
    async with scanned(app_over(management, gate=gate)) as person:
        await person.press("a")
        with gate.closed():
            await person.pilot.press("r")
            await person.until(gate.held.is_set)
            await person.press("escape")
            assert "scan stopped · read accounts are stored · i continues" in person.text


# Retry


async def test_retry_reads_what_failed_in_the_same_run() -> None:
    management, members = organization()
    gone = member(member_id(7))
    assert management.organization is not None
    management.organization.add_account(gone.account_id, "late", management.organization.root)
    async with scanned(app_over(management)) as person:
        await person.press("a", "r")
        assert row_of(person, "late")[3] == "refused"
        before = [len(account.calls) for account in members]
        management.members.add(gone)
        await person.press("i")
        assert row_of(person, "late")[3] == "done"
        assert "complete: 5 of 5 accounts" in person.text
    assert len(runs().run_ids()) == 1
    assert [len(account.calls) for account in members] == before


async def test_retry_says_why_it_does_nothing_where_all_was_read() -> None:
    management, _ = organization()
    async with scanned(app_over(management)) as person:
        await person.press("a", "r")
        await person.press("i")
        assert "Retry: every account was read completely" in person.told
        assert len(person.learned(AllRead)) == 2


async def test_a_scan_is_not_started_twice() -> None:
    management, _ = organization()
    gate = Gate("ListServiceSpecificCredentials")
    async with scanned(app_over(management, gate=gate)) as person:
        await person.press("a")
        with gate.closed():
            await person.pilot.press("r")
            await person.until(gate.held.is_set)
            await person.pilot.press("r")
            await person.until(lambda: "the accounts are being read" in person.told)
    assert len(runs().run_ids()) == 1


async def test_an_account_outside_an_organization_says_why_there_is_no_list() -> None:
    async with scanned(app_over(small_account())) as person:
        await person.press("a")
        assert "organizations:ListAccounts" in " ".join(person.text.split())
        await person.press("escape")
        assert "━ 1 Users" in person.text


async def test_credentials_that_end_during_a_scan_pause_it_and_what_was_read_is_stored() -> None:
    management, _ = organization()
    management.faults.before("sts:AssumeRole", management.faults.expire_token)
    async with scanned(app_over(management), WIDE) as person:
        await person.press("a", "r")
        assert "paused · " in person.text
        assert "expired" in person.text
        # The first role is assumed, whichever it is, and no other.
        rows = [row_of(person, f"team-{number}")[3] for number in range(3)]
        assert sorted(rows) == ["done", "not", "not"]
    (run_id,) = runs().run_ids()
    assert not runs().read(run_id).is_complete


async def test_quitting_does_not_wait_for_an_account_that_hangs() -> None:
    management, _ = organization()
    gate = Gate("ListServiceSpecificCredentials")
    async with scanned(app_over(management, gate=gate)) as person:
        await person.press("a")
        with gate.closed():
            await person.pilot.press("r")
            await person.until(gate.held.is_set)
            await person.pilot.press("ctrl+q")
            await person.until(lambda: not person.app.is_running)
        assert all(worker.is_finished for worker in person.app.workers)
