"""Whole stories on a real terminal, from the first key to what is left in the account and on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser
from bks_tui.storage.journal import Journal
from tests.support.command import command, environment
from tests.support.endpoint import endpoint
from tests.support.keys import SECRET, long_term_key
from tests.support.responding import writes
from tests.support.simulated import PHANTOM
from tests.support.terminal import Terminal, on_terminal

pytestmark = pytest.mark.no_cover

NARROW, WIDE = (80, 24), (120, 40)
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "AKIAINVENTED00000000", "AWS_SECRET_ACCESS_KEY": "invented"}


def leaked_account() -> SimulatedAccount:
    """An account whose phantom holds a key that somebody used from afar an hour ago, and made an access key with."""
    account = SimulatedAccount()
    account.enabled_regions = ("us-east-1", "us-west-2")
    account.add_user(PHANTOM, created=datetime.now(timezone.utc) - timedelta(days=40))
    account.attach_policy(PHANTOM, "AmazonBedrockLimitedAccess")
    account.add_api_key(PHANTOM)
    for minutes in range(60, 50, -1):
        when = datetime.now(timezone.utc) - timedelta(minutes=minutes)
        account.record_event("InvokeModel", region="us-west-2", when=when, actor=IamUser(PHANTOM))
    return account


def account_of_orphans(count: int) -> SimulatedAccount:
    """An account of phantoms of which nothing works any more."""
    account = SimulatedAccount()
    for number in range(count):
        name = f"BedrockAPIKey-0r{number:02}"
        account.add_user(name, created=datetime.now(timezone.utc) - timedelta(days=400))
        account.attach_policy(name, "AmazonBedrockLimitedAccess")
    return account


@contextmanager
def bks(
    account: SimulatedAccount, home: Path, *arguments: str, size: tuple[int, int] = NARROW, **variables: str
) -> Iterator[Terminal]:
    """The program before an account, started in the home of a person."""
    with endpoint(account) as url:
        everything = environment(home, AWS_ENDPOINT_URL=url, **CREDENTIALS, **variables)
        with on_terminal(command("--region", "us-east-1", *arguments), everything, size, home) as terminal:
            yield terminal


def journal_in(home: Path) -> Journal:
    """The journal of that person."""
    return Journal(home / ".local" / "state" / "bks")


def only_file(home: Path, pattern: str) -> str:
    """What is in the one file of that pattern that was saved."""
    (path,) = home.glob(pattern)
    return path.read_text(encoding="utf-8")


def delete_shown(terminal: Terminal, name: str) -> None:
    """Carry out the deletion that is shown: type the name."""
    terminal.shows("nothing is written yet", f"type the name of the user: {name}")
    terminal.write(f"{name}\r")


def test_an_incident_in_the_app_from_the_pasted_key_to_the_saved_report(tmp_path: Path) -> None:
    account = leaked_account()
    (key,) = account.users[PHANTOM].credentials
    with bks(account, tmp_path) as terminal:
        terminal.shows(PHANTOM, "complete")
        terminal.paste(f"found in a repository: {long_term_key(f'{PHANTOM}-at-{account.account_id}')}")
        terminal.shows(f"Held by {PHANTOM} as {key.credential_id} (Active).")
        terminal.write("C")
        terminal.shows("nothing is written yet", "›Cancel")
        terminal.write("j\r")
        terminal.shows("Done and verified in AWS.")
        assert key.status == "Inactive"
        terminal.write("\x1b")
        terminal.shows("(Inactive).")
        terminal.write("t")
        terminal.shows("InvokeModel", "complete for 2 Regions")
        terminal.write("m")
        terminal.shows("›HTML", "Markdown")
        terminal.write("j\r")
        terminal.shows("enter saves")
        terminal.write("\r")
        terminal.shows("Report saved:")
        terminal.write("q")
        assert terminal.ended() == 0
        assert SECRET[:12].encode() not in terminal.sent
    report = only_file(tmp_path, "bks-report-*.md")
    assert "InvokeModel" in report
    assert f"bks journal undo {journal_in(tmp_path).operations()[0].operation_id}" in report
    assert journal_in(tmp_path).integrity_errors() == ()


def test_an_incident_by_commands(tmp_path: Path) -> None:
    account = leaked_account()
    (key,) = account.users[PHANTOM].credentials
    pasted = long_term_key(f"{PHANTOM}-at-{account.account_id}")
    with bks(account, tmp_path, "revoke-key", "-", "--contain") as terminal:
        terminal.shows("Paste")
        terminal.write(f"{pasted}\n\n")
        terminal.shows("Apply these changes? y/N")
        assert key.status == "Active"
        terminal.write("y\n")
        assert terminal.ended() == 0
        assert SECRET[:12].encode() not in terminal.sent
    assert key.status == "Inactive"
    with bks(account, tmp_path, "report", PHANTOM, "--format", "html", "--output", "incident.html") as terminal:
        assert terminal.ended() == 0
    assert "InvokeModel" in only_file(tmp_path, "incident.html")


def test_a_clean_up_of_ten_users_with_two_skipped(tmp_path: Path) -> None:
    account = account_of_orphans(10)
    names = sorted(account.users)
    skipped = names[3], names[7]
    with bks(account, tmp_path) as terminal:
        terminal.shows("10 ORPHANED", "complete")
        terminal.press("X")
        for number, name in enumerate(names, 1):
            terminal.shows(f"Clean-up · {number} of 10 · {name}", f"Delete {name} with everything on it", "reversible")
            if name in skipped:
                terminal.press("n")
                continue
            terminal.press("D")
            terminal.shows("nothing is written yet", f"type the name of the user: {name}")
            terminal.write(name)
            terminal.press("\r")
            terminal.shows("Done and verified in AWS.")
            terminal.press("\x1b")
        assert terminal.pressed <= 3 * len(names)
        terminal.shows("8 users deleted", "2 users skipped", "Save as text")
        terminal.write("j\r")
        terminal.until(lambda _lines: bool(list(tmp_path.glob("bks-cleanup-*.txt"))))
    assert tuple(sorted(account.users)) == skipped
    summary = only_file(tmp_path, "bks-cleanup-*.txt")
    assert "8 users deleted" in summary
    assert all(f"{name}: you skipped it" in summary for name in skipped)
    assert journal_in(tmp_path).integrity_errors() == ()


def test_marks_clean_up_ten_users_with_two_skipped_in_eleven_keys_and_one_phrase(tmp_path: Path) -> None:
    account = account_of_orphans(10)
    names = sorted(account.users)
    with bks(account, tmp_path) as terminal:
        terminal.shows("10 ORPHANED", "complete")
        terminal.press("*", "j", "j", "j", " ", "j", "j", "j", " ")
        terminal.shows("8 marked")
        terminal.press("D")
        terminal.shows("nothing is written yet", "To confirm, type: delete 8 users")
        terminal.write("delete 8 users")
        terminal.press("\r")
        terminal.shows("8 done")
    assert terminal.pressed <= 11
    assert sorted(account.users) == [names[3], names[7]]
    assert len(journal_in(tmp_path).operations()) == 8


def test_a_clean_up_by_command_spares_whom_one_answers_no_for(tmp_path: Path) -> None:
    account = account_of_orphans(4)
    names = sorted(account.users)
    with bks(account, tmp_path, "cleanup") as terminal:
        for number, answer in enumerate(("y", "n", "y", "q"), 1):
            terminal.shows(f"{number}/4 Delete {names[number - 1]}?")
            terminal.write(f"{answer}\n")
        assert terminal.ended() == 0
    assert sorted(account.users) == [names[1], names[3]]


def test_without_credentials_a_key_is_decoded_all_the_same(tmp_path: Path) -> None:
    with on_terminal(command(), environment(tmp_path), NARROW) as terminal:
        terminal.shows("Which account?", "Decode keys")
        terminal.write("dec\r")
        terminal.shows("paste anywhere in bks")
        terminal.paste(long_term_key(f"{PHANTOM}-at-111122223333"))
        terminal.shows("4 Decoder", f"›{PHANTOM}", "111122223333")
        terminal.write("C")
        terminal.shows("Contain: ")
        terminal.write("q")
        assert terminal.ended() == 0


def test_read_only_writes_nothing_whatever_is_pressed(tmp_path: Path) -> None:
    account = account_of_orphans(1)
    with bks(account, tmp_path, BKS_READ_ONLY="1") as terminal:
        terminal.shows("READ-ONLY", "complete")
        for key in "CRD":
            terminal.write(key)
            terminal.shows("read-only mode: bks writes")
            # Out of the plan, which is shown.
            terminal.write("q")
            terminal.shows("1 Users")
            terminal.until(lambda lines: not any("read-only mode: bks writes" in line for line in lines))
        terminal.write("X")
        terminal.shows("read-only mode: bks writes")
        terminal.write("q")
        assert terminal.ended() == 0
    assert writes(account) == []


def test_a_connection_that_is_lost_in_a_scan_leaves_what_was_read_and_says_so(tmp_path: Path) -> None:
    account = account_of_orphans(3)
    account.faults.drop("iam:ListServiceSpecificCredentials", calls=None)
    with bks(account, tmp_path) as terminal:
        terminal.shows("UNKNOWN", "INCOMPLETE")
        terminal.write("w")
        terminal.shows("What could not be read", "iam:ListServiceSpecificCredentials")
        account.faults.allow()
        terminal.write("\x1b")
        terminal.until(lambda lines: not any("What could not be read" in line for line in lines))
        terminal.write("r")
        terminal.shows("3 ORPHANED", "complete")


def test_a_connection_that_is_lost_in_a_deletion_leaves_the_user_whole(tmp_path: Path) -> None:
    account = account_of_orphans(1)
    (name,) = account.users
    account.faults.drop("iam:DeleteUser", calls=None)
    with bks(account, tmp_path) as terminal:
        terminal.shows("1 ORPHANED", "complete")
        terminal.write("D")
        delete_shown(terminal, name)
        terminal.shows("Not all steps were done.", "rolled back")
        # The sentence may go on in the next line of the dialog.
        terminal.until(lambda lines: "The user is as it was before." in " ".join(line.strip(" │") for line in lines))
    assert list(account.users[name].policies.values()) == ["AmazonBedrockLimitedAccess"]
    (operation,) = journal_in(tmp_path).operations()
    assert operation.outcome
    assert operation.outcome.value == "failed"


def test_a_window_that_shrinks_and_grows_shows_what_fits(tmp_path: Path) -> None:
    account = leaked_account()
    with bks(account, tmp_path, size=WIDE) as terminal:
        terminal.shows("2 Detail", "complete")
        for columns, rows in ((80, 24), (40, 12), (20, 6), (2, 1), (80, 24)):
            terminal.resize(columns, rows)
            terminal.falls_silent(0.3)
        terminal.shows(PHANTOM, account.account_id, "/ Filter")
        terminal.write("C")
        terminal.shows("nothing is written yet", "›Cancel")
        for columns, rows in ((40, 12), (30, 8), (120, 40)):
            terminal.resize(columns, rows)
            terminal.falls_silent(0.3)
        terminal.shows("nothing is written yet", "›Cancel", "Carry it out")
        terminal.write("\x1b")
        terminal.shows("1 Users")
        terminal.write("q")
        assert terminal.ended() == 0
    assert writes(account) == []
