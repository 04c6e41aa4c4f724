"""`bks journal`: what was done is listed, shown, checked, exported, taken back and gone on with."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bks_tui.core.response.operation import Outcome, StepOutcome
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.storage.journal import Journal, default_directory
from tests.cli.conftest import Bks
from tests.support.command import run_python
from tests.support.hostile import HOSTILE, dangers
from tests.support.plans import an_operation, hostile_operation, write_down
from tests.support.responding import CLEAN_UP, CONTAIN, leaked_account, orphaned_account, responder, state_of, writes
from tests.support.simulated import PHANTOM
from tests.support.tables import for_each

DONE = an_operation(operation_id="3f2a91c4-0000")
LEFT = an_operation(None, operation_id="77aa0000-0000", steps=StepOutcome.BEGUN)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A directory with a journal of two operations, the second of which was interrupted."""
    journal = Journal(tmp_path / "kept")
    write_down(journal, DONE)
    write_down(journal, LEFT)
    return journal.directory


def test_it_lists_what_was_done_the_latest_last_and_marks_what_was_interrupted(bks: Bks, kept: Path) -> None:
    lines = bks("journal", "list", "--journal", str(kept)).stdout.splitlines()
    assert [line[:8] for line in lines] == ["3f2a91c4", "77aa0000"]
    assert lines[0].endswith("Contain BedrockAPIKey-x7f2: done")
    assert lines[1].endswith("INTERRUPTED")


def test_it_shows_an_operation_by_the_beginning_of_its_id(bks: Bks, kept: Path) -> None:
    printed = bks("journal", "show", "3f2", "--journal", str(kept)).stdout
    for part in (
        "call  aws iam update-service-specific-credential",
        "before  API key ACCAEXAMPLE000000001: Active",
        "known  API key ACCAEXAMPLE000000001: alias BedrockAPIKey-x7f2-at-111122223333",
        "verified  Deactivate API key",
        "undo  bks journal undo 3f2a91c4",
    ):
        assert part in printed


@pytest.mark.parametrize("command", ["show", "undo", "resume"])
@pytest.mark.usefixtures("kept")
def test_an_id_that_is_none_is_refused(bks: Bks, kept: Path, command: str) -> None:
    force = () if command == "show" else ("--force",)
    outcome = bks("journal", command, "99", *force, "--journal", str(kept))
    assert outcome.code == 2
    assert "has no operation 99" in outcome.stderr


@pytest.mark.parametrize("arguments", [("list",), ("show", "3f2")])
def test_json_tells_the_same(bks: Bks, kept: Path, arguments: tuple[str, ...]) -> None:
    printed = json.loads(bks("journal", *arguments, "--json", "--journal", str(kept)).stdout)
    first = printed["operations"][0]
    assert (first["operation_id"], first["outcome"]) == (DONE.operation_id, "done")


def test_it_verifies_a_journal_that_is_whole(bks: Bks, kept: Path) -> None:
    outcome = bks("journal", "verify", "--journal", str(kept))
    assert (outcome.code, outcome.stdout.split()[1]) == (0, "lines")


def test_it_finds_what_was_tampered_with(bks: Bks, kept: Path) -> None:
    path = kept / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"outcome": "done"', b'"outcome": "failed"'))
    outcome = bks("journal", "verify", "--journal", str(kept))
    assert outcome.code == 1
    assert "does not match the line before it" in outcome.stdout


def test_it_exports_every_record_as_a_line_of_json(bks: Bks, kept: Path, tmp_path: Path) -> None:
    with (kept / "journal.jsonl").open("ab") as file:
        file.write(b'{"broken')
    bks("journal", "export", "--journal", str(kept), "--output", str(tmp_path / "copy"))
    records = [json.loads(line) for line in (tmp_path / "copy").read_text().splitlines()]
    assert [record.get("event") for record in records][:2] == ["begun", "asked"]
    assert records[-1] == {"broken_off": '{"broken'}
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600


def test_what_is_kept_is_looked_at_without_boto3(kept: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from bks_tui.cli.main import run\n"
        "try: run(None)\n"
        "finally: print('boto3' in sys.modules, 'textual' in sys.modules)"
    )
    printed = run_python(program, "journal", "list", "--journal", str(kept), variables={"HOME": str(tmp_path)})
    assert printed.stdout.splitlines()[-1] == "False False", printed.stderr


def test_there_may_be_nothing_yet(bks: Bks, tmp_path: Path) -> None:
    outcome = bks("journal", "list", "--journal", str(tmp_path / "none"))
    assert (outcome.code, outcome.stdout) == (0, "")


@for_each("text", HOSTILE)
def test_hostile_names_are_reported_harmless(bks: Bks, tmp_path: Path, text: str) -> None:
    journal = Journal(tmp_path / f"kept {len(list(tmp_path.iterdir()))}")
    write_down(journal, hostile_operation(text or "nothing"))
    for arguments in (("list",), ("show", text or "nothing")):
        outcome = bks("journal", *arguments, "--journal", str(journal.directory))
        assert dangers(outcome.stdout + outcome.stderr) == set()


def default_journal() -> Path:
    return default_directory(demo=False)


def test_an_operation_is_undone(bks: Bks, in_account: Callable[[SimulatedAccount], None], tmp_path: Path) -> None:
    account = leaked_account()
    before = state_of(account)
    ana = responder(tmp_path, account)
    operation = ana.do(CONTAIN)
    in_account(account)
    outcome = bks("journal", "undo", operation.operation_id[:8], "--force", "--journal", str(ana.journal.directory))
    assert (outcome.code, state_of(account)) == (0, before)


def interrupted(tmp_path: Path, account: SimulatedAccount) -> Path:
    """Write a deletion to the journal that was interrupted after its first call."""

    class GoneError(BaseException):
        pass

    def die() -> None:
        raise GoneError

    ana = responder(tmp_path, account)
    account.faults.after("iam:DetachUserPolicy", die)
    with pytest.raises(GoneError):
        ana.do(CLEAN_UP)
    account.faults.allow()
    return ana.journal.directory


@pytest.mark.parametrize(("command", "is_gone"), [("resume", True), ("undo", False)])
def test_what_was_interrupted_is_finished_or_undone(
    bks: Bks, in_account: Callable[[SimulatedAccount], None], tmp_path: Path, command: str, is_gone: bool
) -> None:
    account = orphaned_account()
    before = state_of(account)
    directory = interrupted(tmp_path, account)
    in_account(account)
    (left,) = Journal(directory).interrupted_operations()
    outcome = bks("journal", command, left.operation_id[:6], "--force", "--journal", str(directory))
    assert (outcome.code, state_of(account)) == (0, {} if is_gone else before)
    assert Journal(directory).interrupted_operations() == ()


@pytest.mark.parametrize(
    "arguments",
    [("scan",), ("report", PHANTOM), ("timeline", PHANTOM), ("cleanup", "--force"), ("release", PHANTOM, "--force")],
)
def test_every_command_reports_what_was_interrupted(
    bks: Bks, in_account: Callable[[SimulatedAccount], None], arguments: tuple[str, ...]
) -> None:
    write_down(Journal(default_journal()), LEFT)
    in_account(orphaned_account())
    printed = bks(*arguments).stderr
    assert "operation 77aa0000 was interrupted: Contain BedrockAPIKey-x7f2" in printed
    assert "'bks journal resume 77aa0000' resumes it" in printed


@pytest.mark.parametrize(("answers", "written"), [(("u", "y"), True), (("",), False), ((), False)])
def test_a_command_that_writes_offers_a_person_to_finish_it(
    bks: Bks,
    in_account: Callable[[SimulatedAccount], None],
    typing: Callable[..., None],
    tmp_path: Path,
    answers: tuple[str, ...],
    written: bool,
) -> None:
    account = orphaned_account()
    directory = interrupted(tmp_path, account)
    account.calls.clear()
    in_account(account)
    typing(*answers)
    bks("cleanup", "--user", PHANTOM, "--journal", str(directory))
    assert bool(writes(account)) is written


def test_a_command_that_reads_resumesout_a_journal(bks: Bks, in_account: Callable[[SimulatedAccount], None]) -> None:
    default_journal().mkdir(parents=True)
    (default_journal() / "journal.jsonl").mkdir()
    in_account(orphaned_account())
    outcome = bks("scan")
    assert outcome.code == 0
    assert "whether an operation was interrupted is unknown" in outcome.stderr


def test_how_every_operation_ended_is_reported(bks: Bks, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "kept")
    for outcome in Outcome:
        write_down(journal, an_operation(outcome, operation_id=outcome.value))
    printed = bks("journal", "list", "--journal", str(journal.directory)).stdout
    assert [line.rpartition(": ")[2] for line in printed.splitlines()] == [outcome.label for outcome in Outcome]


def test_an_operation_that_has_not_ended_is_listed_as_unfinished(bks: Bks, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "kept")
    write_down(journal, an_operation(None))
    printed = bks("journal", "list", "--journal", str(journal.directory)).stdout
    assert printed.endswith(": unfinished  INTERRUPTED\n")
