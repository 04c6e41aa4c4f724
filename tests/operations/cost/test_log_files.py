"""The cost from files alone: CloudTrail logs and model-invocation logs, in whatever folder they are."""

from __future__ import annotations

import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.cost.cost import Cost
from bks_tui.core.cost.money import Money
from bks_tui.core.cost.usage import TokenSource
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.operations.cost.cost import cost
from bks_tui.operations.timeline.log_files import log_timeline
from tests.support.events import ACCOUNT, PHANTOM, START
from tests.support.invocations import as_lines, call_record, invocation_path, log_record
from tests.support.logs import delivered, log_path, write_log

# 1,000 tokens of input and 500 of output.
A_CALL = Decimal("0.0105")


def read(*paths: Path, target: str = PHANTOM, cancelled: bool = False, **search: Any) -> Cost:
    """The cost by files and folders."""
    files, stop = LogSearch(paths, **search), threading.Event()
    updates = log_timeline(files, parse_target(target, START), threading.Event(), lambda: START, processes=1)
    if cancelled:
        stop.set()
    *_, last = cost(updates, stop, files=files)
    assert isinstance(last, Cost)
    return last


def test_a_folder_may_have_logs_of_both_kinds(tmp_path: Path) -> None:
    write_log(tmp_path, log_path("us-west-2", START.date()), delivered([call_record(number) for number in range(3)]))
    write_log(tmp_path, invocation_path(), as_lines([log_record(number) for number in range(2)]))
    (row,) = read(tmp_path).rows
    assert (row.calls, row.counted, row.sources) == (3, 2, (TokenSource.LOGS, TokenSource.CALLS))
    assert row.money == Money(2 * A_CALL, None)


def test_model_invocation_logs_alone_are_enough(tmp_path: Path) -> None:
    write_log(tmp_path, invocation_path(), as_lines([log_record(number) for number in range(4)]))
    found = read(tmp_path)
    assert (found.money, found.complete) == (Money(4 * A_CALL, 4 * A_CALL), True)


def test_without_any_log_it_is_incomplete(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert [gap.reason for gap in found.gaps] == ["no log file was found"]
    assert found.notes[0].startswith("No model-invocation log is among the files")


def test_a_log_in_a_file_of_any_name_is_recognised(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(as_lines([log_record()]))
    assert read(tmp_path / "a.txt").money == Money(A_CALL, A_CALL)


def test_calls_of_others_and_failed_ones_do_not_count(tmp_path: Path) -> None:
    alice = log_record(1, arn=f"arn:aws:iam::{ACCOUNT}:user/alice")
    failed = log_record(2, errorCode="ThrottlingException")
    write_log(tmp_path, invocation_path(), as_lines([log_record(0), alice, failed]))
    found = read(tmp_path)
    assert found.calls == 1
    assert found.notes[0] == ("Model-invocation logs: 1 file with 3 records, 1 of them successful calls of the target.")


def test_of_an_access_key_only_the_calls_that_cloudtrail_shows_count(tmp_path: Path) -> None:
    key = "AKIAINVENTED00000001"
    identity = {"type": "IAMUser", "userName": PHANTOM, "accountId": ACCOUNT, "accessKeyId": key}
    write_log(tmp_path, log_path("us-west-2", START.date()), delivered([call_record(1, identity=identity)]))
    write_log(tmp_path, invocation_path(), as_lines([log_record(1), log_record(2)]))
    assert read(tmp_path, target=key).money == Money(A_CALL, A_CALL)


def test_only_the_chosen_period_account_and_regions_count(tmp_path: Path) -> None:
    write_log(tmp_path, "a.json", as_lines([log_record(0), log_record(1, region="eu-west-1"), log_record(9)]))
    until = START.replace(minute=5)
    assert read(tmp_path, until=until, regions=("us-west-2", "us-east-1")).calls == 1
    assert read(tmp_path, account_id="111122223333").calls == 0


def test_a_damaged_log_is_a_gap_and_keeps_the_rest(tmp_path: Path) -> None:
    write_log(tmp_path, "a.json", as_lines([log_record(0), log_record(1)])[:-100])
    found = read(tmp_path)
    assert (found.calls, found.complete) == (1, False)
    assert "could not be parsed" in found.token_gaps[0].reason


def test_a_search_that_is_stopped_says_so(tmp_path: Path) -> None:
    write_log(tmp_path, "a.json", as_lines([log_record(0)]))
    assert "stopped by you" in read(tmp_path, cancelled=True).token_gaps[0].reason
