"""Scans as the app runs them: stopped, replaced, failed, quit, and changed to another account."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bks_tui.aws.session import AwsSession, open_session
from bks_tui.core.account.account import Account, SessionChoice
from bks_tui.core.errors import CancelledError, NoCredentialsError
from bks_tui.core.scan.findings import ScanOptions, ScanResult
from bks_tui.core.settings import MINIMUM_AGE
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.tui.kit.jobs import JobFailed, JobUpdated
from bks_tui.tui.scan.worker import Connected, scan_account
from tests.support.app import CHOICE, NOW, Gate, app_over, app_with, opened, scanned, session_to, small_account
from tests.support.users import scan_result, user

ANA, BEN = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb"


async def test_escape_stops_a_scan_while_a_call_hangs() -> None:
    gate = Gate("ListAccessKeys", BEN)
    with gate.closed():
        async with opened(app_over(small_account(ANA, BEN), gate=gate)) as person:
            await person.until(lambda: "1 of 2 users read" in person.text)
            await person.press("escape")
            assert "scan stopped · PARTIAL: 1 user listed · r rescans" in person.text


def test_a_scan_that_is_stopped_between_two_updates_says_so_too() -> None:
    cancelled, options = threading.Event(), ScanOptions(minimum_age=MINIMUM_AGE)
    account = small_account(ANA, BEN)
    updates = scan_account(
        CHOICE, options, lambda choice: session_to(account, choice), lambda: NOW, lambda _call: None, cancelled
    )
    assert isinstance(next(updates), Connected)
    assert isinstance(next(updates), Account)
    cancelled.set()
    with pytest.raises(CancelledError):
        list(updates)


async def test_a_stopped_scan_is_shown_among_the_gaps() -> None:
    gate = Gate("ListAccessKeys", BEN)
    with gate.closed():
        async with opened(app_over(small_account(ANA, BEN), gate=gate)) as person:
            await person.until(gate.held.is_set)
            await person.press("escape")
            await person.press("w")
            assert "the latest scan was stopped before it finished" in person.text


async def test_a_stopped_rescan_leaves_the_result_before_on_show() -> None:
    gate = Gate("ListAccessKeys")
    async with scanned(app_over(small_account(ANA, BEN), gate=gate)) as person:
        with gate.closed():
            await person.pilot.press("r")
            await person.until(gate.held.is_set)
            await person.press("escape")
            assert "scan stopped · the previous result is shown" in person.text
            assert "2 of 2" in person.text


async def test_a_scan_stopped_before_the_first_user_says_how_to_start_it_again() -> None:
    gate = Gate("ListServiceSpecificCredentials")
    with gate.closed():
        async with opened(app_over(small_account(ANA), gate=gate)) as person:
            await person.until(gate.held.is_set)
            await person.press("escape")
            assert "The scan was stopped; r starts it again." in person.text


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_quitting_does_not_wait_for_a_call_that_hangs(key: str) -> None:
    gate = Gate("ListAccessKeys")
    with gate.closed():
        async with opened(app_over(small_account(ANA), gate=gate)) as person:
            await person.until(gate.held.is_set)
            await person.pilot.press(key)
            await person.until(lambda: not person.app.is_running)
        stopped = person.of(JobFailed)
        # The worker itself is over too, or leaving asyncio would wait for its thread.
        assert not stopped or isinstance(stopped[0].error, CancelledError)
        assert all(worker.is_finished for worker in person.app.workers)


async def test_a_late_update_of_a_replaced_scan_is_dropped() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        screen = person.app.screen
        await person.press("r")
        replaced = person.of(JobUpdated)[0].job
        assert replaced.name == "scan"
        screen.post_message(JobUpdated(replaced, scan_result(user("BedrockAPIKey-late"))))
        screen.post_message(JobFailed(replaced, CancelledError("late")))
        await person.settle()
        assert "1 of 1" in person.text
        assert "late" not in person.text
        assert "complete" in person.text


async def test_a_scan_that_is_replaced_is_stopped() -> None:
    gate = Gate("ListAccessKeys")
    account = small_account(ANA)
    async with scanned(app_over(account, gate=gate)) as person:
        with gate.closed():
            await person.pilot.press("r")
            await person.until(gate.held.is_set)
            await person.pilot.press("r")
            await person.until(lambda: any(failed.job.name == "scan" for failed in person.of(JobFailed)))
        await person.settle()
        assert len(person.learned(ScanResult)) == 2


async def test_an_identity_that_changed_takes_the_old_list_away() -> None:
    accounts = [small_account(ANA), SimulatedAccount("444455556666")]
    gate = Gate("ListServiceSpecificCredentials")
    async with scanned(app_with(lambda _choice: session_to(accounts.pop(0), CHOICE, gate))) as person:
        with gate.closed():
            await person.pilot.press("r")
            await person.until(lambda: "444455556666" in person.text)
            assert ANA not in person.text


async def test_credentials_that_expire_during_a_scan_leave_no_user_orphaned() -> None:
    account = small_account()
    account.add_user(ANA)
    account.faults.before("iam:ListAccessKeys", account.faults.expire_token)
    async with scanned(app_over(account)) as person:
        assert "? UNKNOWN" in person.row
        await person.press("w")
        shown = " ".join(person.text.replace("│", " ").split())
        assert "expired for 1 user: their console passwords are unknown" in shown


async def test_expired_credentials_are_shown_with_what_to_do() -> None:
    account = small_account(ANA)
    account.faults.expire_token()
    async with scanned(app_over(account)) as person:
        assert "Which account?" in person.text
        assert "expired" in person.text


async def test_a_fault_in_bks_ends_the_scan_and_does_not_quote_its_message() -> None:
    def connect(_choice: SessionChoice) -> AwsSession:
        raise RuntimeError("quoting ABSKsecret")

    async with scanned(app_with(connect)) as person:
        assert "an error in bks itself stopped it (RuntimeError)" in person.text
        assert "ABSKsecret" not in person.text
        assert "connecting" not in person.text


async def test_a_failed_scan_is_shown_among_the_gaps_with_what_to_do() -> None:
    tries: list[AwsSession] = []
    account = small_account(ANA)

    def connect(choice: SessionChoice) -> AwsSession:
        if tries:
            raise NoCredentialsError("the profile is gone", "Find it again.")
        tries.append(session_to(account, choice))
        return tries[0]

    async with scanned(app_with(connect)) as person:
        await person.press("r", "w")
        assert "the latest scan failed: the profile is gone" in person.text
        assert "Find it again." in person.text


async def test_the_first_paint_does_not_wait_for_the_way_to_aws() -> None:
    released = threading.Event()

    def connect(choice: SessionChoice) -> AwsSession:
        released.wait(30)
        return session_to(small_account(ANA), choice)

    try:
        async with opened(app_with(connect)) as person:
            assert "no AWS identity yet" in person.text
            assert "connecting …" in person.text
            released.set()
            await person.settle()
            assert ANA in person.text
    finally:
        released.set()


async def test_the_profile_and_region_are_shown_before_aws_answers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "config").write_text("[profile audit]\nregion = eu-west-3\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", "audit")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    async with scanned(app_with(open_session, choice=SessionChoice())) as person:
        assert "eu-west-3" in person.lines[0]
        assert "profile audit" in person.lines[1]


async def test_read_only_is_said_in_words() -> None:
    async with scanned(app_over(small_account(ANA), read_only=True)) as person:
        assert person.lines[0].split()[:2] == ["READ-ONLY", "account"]


async def test_the_demo_is_said_in_words() -> None:
    async with scanned(app_over(small_account(ANA), choice=SessionChoice(demo=True))) as person:
        assert person.lines[0].split()[:2] == ["DEMO", "account"]
        assert "us-east-1 (default)" in person.lines[0]
