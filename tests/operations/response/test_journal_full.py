"""A journal that cannot be written: nothing is begun, or what was begun is rolled back and every record is reported."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bks_tui.core.errors import FileError
from bks_tui.core.response.operation import Operation, Outcome, StepOutcome
from bks_tui.core.response.requests import Request
from bks_tui.storage import chained_file
from bks_tui.storage import journal as journal_module
from tests.support.responding import (
    CLEAN_UP,
    CONTAIN,
    ResponseHarness,
    leaked_account,
    orphaned_account,
    permissions_of,
    responder,
    state_of,
    writes,
)
from tests.support.simulated import PHANTOM
from tests.support.tampered import records_of

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT)
NEVER = 1_000


@pytest.fixture
def fail_after(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the journal take so many records, and no more."""

    def fail(records: int, code: int = errno.ENOSPC) -> None:
        left, append = [records], chained_file.append_record

        def limited(descriptor: int, record: Mapping[str, Any]) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(code, "the disk fails")
            append(descriptor, record)

        monkeypatch.setattr(journal_module, "append_record", limited)

    return fail


def records_of_a(directory: Path, request: Request) -> int:
    """How many records an operation has that nothing hinders."""
    account = orphaned_account() if request is CLEAN_UP else leaked_account()
    ana = responder(directory, account)
    ana.do(request)
    return len(records_of(ana.journal))


def events(ana: ResponseHarness, operation: Operation) -> list[str]:
    """What was reported of the operation: in the journal, and then beside it."""
    return [record["event"] for record in (*records_of(ana.journal), *map(json.loads, operation.unwritten))]


@pytest.mark.parametrize("written", range(1, 6))
def test_a_deletion_that_can_be_journalled_no_further_is_rolled_back(
    tmp_path: Path, fail_after: Callable[..., None], written: int
) -> None:
    account = orphaned_account()
    before = state_of(account)
    ana = responder(tmp_path, account)
    fail_after(written)
    operation = ana.do(CLEAN_UP)
    assert state_of(account) in (before, {})
    assert (operation.outcome is Outcome.DONE) == (state_of(account) == {})
    assert "cannot be written: the disk fails" in operation.reason
    recorded = events(ana, operation)
    assert (recorded[0], recorded[-1]) == ("begun", "ended")
    assert operation.unwritten


@pytest.mark.parametrize("code", ERRORS)
def test_whatever_the_disk_fails_with_all_that_was_taken_is_rolled_back(
    tmp_path: Path, fail_after: Callable[..., None], code: int
) -> None:
    account = orphaned_account(full=True)
    before = permissions_of(account.users[PHANTOM])
    ana = responder(tmp_path, account)
    fail_after(8, code)
    operation = ana.do(CLEAN_UP)
    assert operation.outcome is Outcome.FAILED
    assert permissions_of(account.users[PHANTOM]) == before
    assert {"rolling back", "putting back"} & set(events(ana, operation))


def test_no_step_is_made_that_cannot_be_written_down(tmp_path: Path, fail_after: Callable[..., None]) -> None:
    ana = responder(tmp_path, leaked_account())
    fail_after(3)
    operation = ana.do(CONTAIN)
    made = [taken for taken in operation.steps if taken.outcome is not StepOutcome.SKIPPED]
    assert (operation.outcome, len(made)) == (Outcome.FAILED, len(writes(ana.account)))
    assert made[0].outcome is StepOutcome.VERIFIED


def test_what_cannot_even_be_begun_changes_nothing(tmp_path: Path, fail_after: Callable[..., None]) -> None:
    ana = responder(tmp_path, leaked_account())
    fail_after(0)
    with pytest.raises(FileError):
        ana.do(CONTAIN)
    assert writes(ana.account) == []


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let the files of the journal take so many bytes together."""
    write_all, capacity = chained_file.write_all, [2**40]

    def limited(descriptor: int, content: bytes) -> None:
        used = sum(path.stat().st_size for path in (tmp_path / "journal").rglob("*") if path.is_file())
        if used + len(content) > capacity[0]:
            raise OSError(errno.ENOSPC, "no space left on device")
        write_all(descriptor, content)

    monkeypatch.setattr(chained_file, "write_all", limited)
    return lambda size: capacity.__setitem__(0, size)


def test_a_disk_that_fills_up_meanwhile_has_room_for_all_records_of_the_operation(
    tmp_path: Path, disk: Callable[[int], None]
) -> None:
    ana = responder(tmp_path, orphaned_account(full=True))
    plan = ana.propose(CLEAN_UP)

    def fill() -> None:
        disk(sum(path.stat().st_size for path in (tmp_path / "journal").rglob("*") if path.is_file()))

    ana.account.faults.before("iam:RemoveUserFromGroup", fill)
    operation = ana.carry_out(plan)
    assert (operation.outcome, operation.unwritten) == (Outcome.DONE, ())
    assert ana.journal.operations() == (operation,)


def test_without_room_for_all_records_nothing_is_begun(tmp_path: Path, disk: Callable[[int], None]) -> None:
    ana = responder(tmp_path, orphaned_account())
    plan = ana.propose(CLEAN_UP)
    disk(20_000)
    with pytest.raises(FileError, match="no space left"):
        ana.carry_out(plan)
    assert writes(ana.account) == []


def test_nothing_of_the_reserve_is_left(tmp_path: Path) -> None:
    ana = responder(tmp_path, leaked_account())
    ana.do(CONTAIN)
    assert [path.name for path in ana.journal.directory.rglob("*") if path.is_file()] == ["journal.jsonl"]
