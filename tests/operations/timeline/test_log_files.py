"""A timeline from a folder of log files: the same events as LookupEvents, and whatever is missing is named."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.source import EventsFound, FileProgress
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.operations.timeline.log_files import log_timeline
from bks_tui.storage.logs import processes
from tests.support.events import ACCOUNT, PHANTOM, START, cloudtrail_record, role_identity, user_identity
from tests.support.logs import FORMATS, delivered, log_path, write_log
from tests.support.scans import NOW as TODAY
from tests.support.trails import PHANTOM as ATTACKED
from tests.support.trails import attacked_account, result

NOW = START + timedelta(days=10)
DAY = START.date()
OTHER_ACCOUNT = "111122223333"


def read(*paths: Path, target: str = PHANTOM, **search: Any) -> Timeline:
    """The timeline of files and folders."""
    found = LogSearch(paths, **search)
    *_, last = log_timeline(found, parse_target(target, NOW), threading.Event(), lambda: NOW, processes=1)
    assert isinstance(last, Timeline)
    return last


def deliver(folder: Path, *records: dict[str, Any], days: int = 0, region: str = "us-west-2", **place: Any) -> Path:
    """A file of records, delivered so many days after START."""
    return write_log(folder, log_path(region, DAY + timedelta(days=days), **place), delivered(records))


def ids(records: Iterable[dict[str, Any]]) -> set[str]:
    return {record["eventID"] for record in records}


def found(timeline: Timeline) -> set[str]:
    return {event.event_id for event in timeline.events}


USE = [cloudtrail_record(minute=number) for number in range(3)]


@pytest.mark.parametrize("form", [name for name in FORMATS if "Athena" not in name])
def test_the_events_are_those_of_event_history(tmp_path: Path, form: str) -> None:
    account = attacked_account()
    records = [json.loads(event.record) for event in account.trail.all()]
    (tmp_path / "export").write_bytes(FORMATS[form](records))
    history = result(account)
    *_, files = log_timeline(
        LogSearch((tmp_path,)), parse_target(ATTACKED, TODAY), threading.Event(), lambda: TODAY, processes=1
    )
    assert isinstance(files, Timeline)
    assert (files.events, files.signals) == (history.events, history.signals)
    assert files.complete


def test_a_day_without_files_is_a_gap(tmp_path: Path) -> None:
    for days in (0, 1, 3):
        deliver(tmp_path, *USE, days=days)
    timeline = read(tmp_path)
    assert [(gap.source, gap.reason) for gap in timeline.gaps] == [
        (f"account {ACCOUNT}", f"no files of 1 day: {DAY + timedelta(days=2)}")
    ]
    assert not timeline.complete


def test_a_day_without_files_of_one_region_is_a_note(tmp_path: Path) -> None:
    for days in (0, 1, 2):
        deliver(tmp_path, *USE, days=days)
    deliver(tmp_path, region="eu-west-1", days=1)
    timeline = read(tmp_path)
    assert timeline.complete
    assert f"eu-west-1 of {ACCOUNT} (2)" in " ".join(timeline.coverage[0].notes)


def test_days_of_the_period_before_the_first_file_are_a_gap(tmp_path: Path) -> None:
    deliver(tmp_path, *USE)
    (gap,) = read(tmp_path, since=START - timedelta(days=2)).gaps
    assert "no files of 2 days" in gap.reason


def test_events_of_two_trails_are_counted_once_and_reported(tmp_path: Path) -> None:
    deliver(tmp_path, *USE)
    write_log(tmp_path, log_path("us-west-2", DAY, number=1).replace("AWSLogs/", "AWSLogs/o-abc/"), delivered(USE))
    timeline = read(tmp_path)
    assert found(timeline) == ids(USE)
    assert timeline.coverage[0].notes[0].startswith("3 events found in more than one file")


def test_an_event_names_every_file_that_has_it(tmp_path: Path) -> None:
    record = cloudtrail_record()
    files = [write_log(tmp_path, f"{name}.json", delivered([record])) for name in "ab"]
    assert {name: sorted(places) for name, places in read(tmp_path).origins.items()} == {
        record["eventID"]: [str(file) for file in files]
    }


def test_a_truncated_file_is_a_gap_of_its_name(tmp_path: Path) -> None:
    file = deliver(tmp_path, *USE)
    file.write_bytes(file.read_bytes()[:-30])
    (gap,) = read(tmp_path).gaps
    assert (gap.source, "truncated" in gap.reason) == (str(file), True)


def test_siblings_are_counted_and_not_read(tmp_path: Path) -> None:
    deliver(tmp_path, *USE)
    for kind in ("CloudTrail-Digest", "CloudTrail-Insight", "CloudTrail-Aggregated"):
        deliver(tmp_path, cloudtrail_record(minute=9), kind=kind)
    write_log(tmp_path, "notes.txt", b"what we know so far")
    timeline = read(tmp_path)
    assert found(timeline) == ids(USE)
    assert timeline.complete
    assert sum(count for _, count in timeline.coverage[0].skipped) == 4


def test_it_says_what_was_read(tmp_path: Path) -> None:
    deliver(tmp_path, *USE)
    deliver(tmp_path, *USE, region="eu-west-1", account_id=OTHER_ACCOUNT)
    (coverage,) = read(tmp_path).coverage
    assert (coverage.accounts, coverage.regions) == ((OTHER_ACCOUNT, ACCOUNT), ("eu-west-1", "us-west-2"))
    assert (coverage.first_day, coverage.last_day, coverage.files) == (DAY, DAY, 2)
    assert coverage.bytes == 2 * len(delivered(USE))


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ({"since": START + timedelta(days=2)}, {2, 3}),
        ({"until": START + timedelta(days=1)}, {0, 1}),
        ({"since": START + timedelta(days=1), "until": START + timedelta(days=2)}, {1, 2}),
    ],
)
def test_only_the_period_is_read_with_a_day_for_late_files(
    tmp_path: Path, search: dict[str, Any], expected: set[int]
) -> None:
    records = [cloudtrail_record(minute=days * 24 * 60) for days in range(4)]
    for days, record in enumerate(records):
        # A day late, each of them.
        deliver(tmp_path, record, days=days + 1)
    timeline = read(tmp_path, **search)
    assert found(timeline) == ids(records[days] for days in expected)


def test_files_of_other_regions_and_accounts_are_not_read(tmp_path: Path) -> None:
    deliver(tmp_path, *USE)
    deliver(tmp_path, region="eu-west-1")
    deliver(tmp_path, account_id=OTHER_ACCOUNT)
    timeline = read(tmp_path, regions=("us-west-2", "us-east-1"), account_id=ACCOUNT)
    assert (found(timeline), timeline.coverage[0].files) == (ids(USE), 1)


def renamed(minute: float, old: str, new: str) -> dict[str, Any]:
    asked = {"userName": old, "newUserName": new}
    return cloudtrail_record("UpdateUser", "iam.amazonaws.com", minute=minute, requestParameters=asked)


def assumed(minute: float, key: str, **fields: Any) -> dict[str, Any]:
    answer = {"credentials": {"accessKeyId": key, "sessionToken": "HIDDEN_DUE_TO_SECURITY_REASONS"}}
    return cloudtrail_record("AssumeRole", "sts.amazonaws.com", minute=minute, responseElements=answer, **fields)


def test_a_name_that_is_found_is_searched_in_every_file(tmp_path: Path) -> None:
    records = [
        cloudtrail_record(minute=-9000, identity=user_identity("before")),
        renamed(1, "before", PHANTOM),
        renamed(2, PHANTOM, "after"),
        cloudtrail_record(minute=9000, identity=user_identity("after")),
    ]
    for number, record in enumerate(records):
        deliver(tmp_path, record, number=number)
    timeline = read(tmp_path)
    assert found(timeline) == ids(records)
    assert timeline.target.other_names == ("after", "before")


def test_sessions_are_followed_from_one_to_the_next(tmp_path: Path) -> None:
    first, second = "ASIAINVENTED00000001", "ASIAINVENTED00000002"
    records = [
        assumed(1, first),
        assumed(2, second, identity=role_identity("one", accessKeyId=first)),
        cloudtrail_record(minute=3, identity=role_identity("two", accessKeyId=second)),
    ]
    for number, record in enumerate(records):
        deliver(tmp_path, record, number=number)
    timeline = read(tmp_path)
    assert found(timeline) == ids(records)
    assert {first, second} <= set(timeline.target.access_key_ids)


def test_only_files_that_can_contain_a_session_are_read_again(tmp_path: Path) -> None:
    deliver(tmp_path, assumed(1, "ASIAINVENTED00000001"))
    for days in range(-5, 10):
        deliver(tmp_path, days=days, number=1)
    updates = log_timeline(LogSearch((tmp_path,)), parse_target(PHANTOM, NOW), threading.Event(), lambda: NOW)
    done = [update.done for update in updates if isinstance(update, FileProgress)]
    assert done.index(16) + 5 == len(done) - 1


def test_a_role_has_the_events_of_its_sessions(tmp_path: Path) -> None:
    records = [cloudtrail_record(minute=number, identity=role_identity(f"run-{number}")) for number in range(3)]
    deliver(tmp_path, *records, *USE)
    assert found(read(tmp_path, target=f"arn:aws:iam::{ACCOUNT}:role/Deployer")) == ids(records)


def test_a_user_of_another_account_with_the_same_name_is_another_user(tmp_path: Path) -> None:
    other = user_identity(arn=f"arn:aws:iam::{OTHER_ACCOUNT}:user/{PHANTOM}", accountId=OTHER_ACCOUNT)
    record = cloudtrail_record(minute=9, identity=other, recipientAccountId=OTHER_ACCOUNT)
    deliver(tmp_path, *USE, record)
    assert found(read(tmp_path, target=f"arn:aws:iam::{ACCOUNT}:user/{PHANTOM}")) == ids(USE)
    both = read(tmp_path)
    assert found(both) == ids([*USE, record])
    assert "2 accounts" in " ".join(both.remarks)


def test_the_newest_events_are_kept(tmp_path: Path) -> None:
    records = [cloudtrail_record(minute=number) for number in range(50)]
    for number in range(10):
        deliver(tmp_path, *records[number * 5 : number * 5 + 5], number=number)
    timeline = read(tmp_path, max_events=7)
    assert (found(timeline), timeline.capped) == (ids(records[-7:]), True)


def test_nothing_at_all_is_a_gap(tmp_path: Path) -> None:
    assert [gap.reason for gap in read(tmp_path).gaps] == ["no log file was found"]


def test_nobody_is_signed_in(tmp_path: Path) -> None:
    deliver(tmp_path, *USE)
    account = read(tmp_path).account
    assert (account.account_id, account.partition, account.caller_arn) == (ACCOUNT, "aws", "")


def many_files(folder: Path) -> list[dict[str, Any]]:
    records = [cloudtrail_record(minute=number) for number in range(60)]
    for number in range(6):
        deliver(folder, *records[number * 10 : number * 10 + 10], number=number)
    return records


def test_processes_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = many_files(tmp_path)
    monkeypatch.setattr(processes, "_WORTH_A_PROCESS", 1)
    *_, last = log_timeline(
        LogSearch((tmp_path,)), parse_target(PHANTOM, NOW), threading.Event(), lambda: NOW, processes=2
    )
    assert isinstance(last, Timeline)
    assert (found(last), last.complete) == (ids(records), True)


@pytest.mark.parametrize("number", [1, 2])
def test_what_was_found_before_it_was_cancelled_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    many_files(tmp_path)
    monkeypatch.setattr(processes, "_WORTH_A_PROCESS", 1)
    cancelled = threading.Event()
    updates = log_timeline(LogSearch((tmp_path,)), parse_target(PHANTOM, NOW), cancelled, lambda: NOW, processes=number)
    for update in updates:
        if isinstance(update, EventsFound):
            cancelled.set()
    assert isinstance(update, Timeline)
    assert 0 < len(update.events) < 60
    assert [gap.reason for gap in update.gaps] == ["stopped by you before everything was read"]
