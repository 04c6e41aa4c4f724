"""What the commands say of a journal that was edited, and of one that could not be written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bks_tui.core.response.description import plan_section
from bks_tui.core.response.plan import Plan
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.export.document.to_text import terminal_lines
from bks_tui.export.response.to_json import actions_document
from bks_tui.storage import chained_file
from bks_tui.storage.journal import Journal, default_directory
from tests.cli.conftest import Bks
from tests.operations.response.test_journal_full import fail_after
from tests.operations.response.test_journal_untrusted import attach_administrator
from tests.support.responding import (
    CLEAN_UP,
    CONTAIN,
    ResponseHarness,
    leaked_account,
    orphaned_account,
    responder,
    state_of,
    writes,
)
from tests.support.simulated import PHANTOM
from tests.support.tampered import tamper

__all__ = ["fail_after"]

LONG = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": [f"a:{n}" for n in range(900)]}]}
)


@pytest.fixture
def contained(in_account: Callable[[SimulatedAccount], None], bks: Bks) -> ResponseHarness:
    """An account with a contained phantom, and the usual journal of it."""
    del bks
    account = leaked_account()
    ana = responder(Path(), account)
    ana.journal = Journal(default_directory(demo=False))
    ana.do(CONTAIN)
    account.calls.clear()
    in_account(account)
    return ana


def break_chain(journal: Journal) -> None:
    journal.path.write_bytes(journal.path.read_bytes().replace(b'"who"', b'"WHO"', 1))


@pytest.mark.parametrize("arguments", [("release", PHANTOM), ("journal", "undo"), ("journal", "resume")])
def test_nothing_is_done_from_a_journal_that_fails_verification(
    bks: Bks, contained: ResponseHarness, arguments: tuple[str, ...]
) -> None:
    (operation,) = contained.journal.operations()
    if arguments[-1] == "resume":
        tamper(contained.journal, lambda records: records.pop())
    break_chain(contained.journal)
    of = () if arguments[0] == "release" else (operation.operation_id,)
    printed = bks(*arguments, *of, "--force")
    assert (printed.code, writes(contained.account)) == (2, [])
    assert "fails verification: line 2 does not match" in printed.stderr
    assert f"aws iam update-access-key --user-name {PHANTOM} --access-key-id ID --status Active" in printed.stderr


@pytest.mark.parametrize("arguments", [("release", PHANTOM), ("journal", "undo")])
def test_an_undo_that_bks_cannot_have_written_is_refused(
    bks: Bks, contained: ResponseHarness, arguments: tuple[str, ...]
) -> None:
    (operation,) = contained.journal.operations()
    tamper(contained.journal, attach_administrator)
    of = () if arguments[0] == "release" else (operation.operation_id,)
    printed = bks(*arguments, *of, "--force")
    assert (printed.code, writes(contained.account)) == (2, [])
    assert "was not written by bks in this form: " in printed.stderr


@pytest.mark.parametrize("arguments", [("journal", "list"), ("scan",), ("cleanup", "--force")])
def test_other_commands_tell_that_it_fails_verification_and_go_on(
    bks: Bks, contained: ResponseHarness, arguments: tuple[str, ...]
) -> None:
    break_chain(contained.journal)
    printed = bks(*arguments)
    assert "fails verification: line 2 does not match" in printed.stderr
    assert printed.code in (0, 3)


@pytest.mark.parametrize("edit", ["chain", "undo"])
def test_a_report_gives_no_command_from_a_record_that_was_edited(
    bks: Bks, contained: ResponseHarness, edit: str
) -> None:
    assert "journal undo" in bks("report", PHANTOM).stdout
    if edit == "chain":
        break_chain(contained.journal)
    else:
        tamper(contained.journal, attach_administrator)
    printed = bks("report", PHANTOM)
    assert "journal undo" not in printed.stdout
    assert "attach-user-policy" not in printed.stdout
    if edit == "chain":
        assert "The journal of bks fails verification" in printed.stdout


def test_records_that_could_not_be_written_are_printed_and_the_command_fails(
    bks: Bks,
    in_account: Callable[[SimulatedAccount], None],
    tmp_path: Path,
    fail_after: Callable[..., None],
) -> None:
    account = orphaned_account()
    before = state_of(account)
    in_account(account)
    fail_after(3)
    printed = bks("cleanup", "--user", PHANTOM, "--force", "--json", "--journal", str(tmp_path / "kept"))
    assert (printed.code, state_of(account)) == (1, before)
    lines = [json.loads(line) for line in printed.stderr.splitlines() if line.startswith("{")]
    assert lines[-1]["event"] == "ended"
    (target,) = json.loads(printed.stdout)["targets"]
    assert [json.loads(line) for line in target["not_journalled"]] == lines


def test_a_disk_without_room_for_the_records_is_reported_before_anything_is_written(
    bks: Bks, in_account: Callable[[SimulatedAccount], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = leaked_account()
    in_account(account)

    def is_full(_descriptor: int, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(chained_file, "write_all", is_full)
    printed = bks("revoke-key", PHANTOM, "--force", "--journal", str(tmp_path / "kept"))
    assert (printed.code, writes(account)) == (1, [])
    assert "cannot be written: no space left on device" in printed.stderr


def test_a_policy_that_an_undo_restores_is_shown_in_full(tmp_path: Path) -> None:
    account = orphaned_account()
    account.put_inline_policy(PHANTOM, "extra", LONG)
    ana = responder(tmp_path, account)
    plan = ana.propose_undo(ana.do(CLEAN_UP))
    assert isinstance(plan, Plan)
    shown = "".join(line[12:] for line in terminal_lines(plan_section(plan).blocks, None))
    assert LONG in shown
    assert LONG in json.dumps(actions_document(plan.account, [plan], dry_run=True)).replace('\\"', '"')
