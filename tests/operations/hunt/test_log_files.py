"""A hunt in log files finds what reading every record finds, and whatever is missing is named."""

from __future__ import annotations

import io
import json
import sys
import threading
from collections.abc import Iterable
from datetime import timedelta
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

import pytest

from bks_tui.core.cloudtrail.event import parse_event
from bks_tui.core.hunt.hunt import Hunt
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.seen_ids import SeenIds
from bks_tui.core.timeline.source import FileProgress
from bks_tui.demo.story.account import demo_account
from bks_tui.operations.hunt.log_files import log_hunt
from bks_tui.storage.logs import processes
from tests.support.events import ACCOUNT, PHANTOM, START, cloudtrail_record, role_identity, user_identity
from tests.support.hunts import gathered, names, signals
from tests.support.logs import FORMATS, compact, delivered, log_path, write_log

NOW = START + timedelta(days=10)
DAY = START.date()
ALICE = user_identity("alice")
ROOT = {"type": "Root", "arn": f"arn:aws:iam::{ACCOUNT}:root", "accountId": ACCOUNT}
KEY: dict[str, Any] = {"additionalEventData": {"callWithBearerToken": True}}


def read(*paths: Path, processes: int = 1, **search: Any) -> Hunt:
    """The hunt in files and folders."""
    *_, last = log_hunt(LogSearch(paths, **search), threading.Event(), lambda: NOW, processes)
    assert isinstance(last, Hunt)
    return last


def deliver(folder: Path, *records: dict[str, Any], number: int = 0, **place: Any) -> Path:
    """A file of records, as CloudTrail delivers it."""
    return write_log(folder, log_path("us-west-2", DAY, number=number, **place), delivered(records))


def in_files(folder: Path, records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records in files of seven each."""
    listed = list(records)
    for start in range(0, len(listed), 7):
        deliver(folder, *listed[start : start + 7], number=start)
    return listed


def everything(records: Iterable[dict[str, Any]]) -> Hunt:
    """The hunt after every record was read."""
    events = [parse_event(compact(record)) for record in records]
    return Hunt(None, None, None, gathered(*events).identities, ())


def story() -> list[dict[str, Any]]:
    """Users with API keys among others, and what they did besides."""
    bob = user_identity("bob", accessKeyId="AKIAQNZGKIQYINVENTED")
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("InvokeModel", "bedrock", {"identity": ALICE, **KEY}),
        ("ListBuckets", "s3", {"identity": ALICE}),
        ("CreateUser", "iam", {"identity": ALICE, "requestParameters": {"userName": "helper"}}),
        ("AssumeRole", "sts", {"identity": ALICE, "errorCode": "AccessDenied"}),
        ("Converse", "bedrock", {"identity": role_identity("one", "Chat"), **KEY}),
        ("GetObject", "s3", {"identity": role_identity("two", "Chat")}),
        ("StopLogging", "cloudtrail", {"identity": bob}),
        ("CreateAccessKey", "iam", {"identity": bob, "requestParameters": {"userName": "root-of-all"}}),
        ("UpdateUser", "iam", {"identity": bob, "requestParameters": {"userName": PHANTOM, "newUserName": "quiet"}}),
        ("ListBuckets", "s3", {"identity": user_identity("quiet")}),
        ("UpdateUser", "iam", {"identity": bob, "requestParameters": {"userName": "quiet", "newUserName": "calm"}}),
        ("GetObject", "s3", {"identity": user_identity("calm")}),
        ("TagUser", "iam", {"identity": bob, "requestParameters": {"userName": "calm"}}),
        ("AttachUserPolicy", "iam", {"requestParameters": {"userName": "alice"}, "identity": role_identity()}),
        ("GetCallerIdentity", "sts", {"identity": ROOT}),
        ("DeleteTrail", "cloudtrail", {"identity": ROOT}),
        ("GetObject", "s3", {"identity": user_identity("carol")}),
        ("DescribeInstances", "ec2", {"identity": role_identity("other", "Other")}),
    ]
    return [
        cloudtrail_record(name, f"{source}.amazonaws.com", minute=minute, **fields)
        for minute, (name, source, fields) in enumerate(calls)
    ]


def test_it_finds_what_reading_every_record_finds(tmp_path: Path) -> None:
    expected = everything(in_files(tmp_path, story()))
    assert read(tmp_path).identities == expected.identities
    assert set(names(expected)) >= {"alice", "Chat", "bob", "calm", "root"}


def test_it_finds_the_whole_incident_of_the_demo(tmp_path: Path) -> None:
    texts = [event.record for event in demo_account(NOW).trail.all()]
    records = in_files(tmp_path, (json.loads(text) for text in texts if parse_event(text).problem is None))
    assert read(tmp_path).identities == everything(records).identities


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_gives_the_same(tmp_path: Path, form: str) -> None:
    (tmp_path / "export").write_bytes(FORMATS[form](story()))
    assert set(names(read(tmp_path))) == set(names(everything(story())))


def test_the_other_calls_of_whoever_is_listed_are_read_in_a_second_pass(tmp_path: Path) -> None:
    deliver(tmp_path, cloudtrail_record(identity=ALICE, **KEY))
    deliver(tmp_path, cloudtrail_record("AssumeRole", "sts.amazonaws.com", identity=ALICE), number=1)
    (alice,) = read(tmp_path).identities
    assert (alice.events, signals(alice)["session-made"]) == (2, 1)


def test_a_name_that_is_part_of_another_is_not_mixed_up_with_it(tmp_path: Path) -> None:
    deliver(tmp_path, cloudtrail_record(identity=ALICE, **KEY))
    deliver(tmp_path, cloudtrail_record("GetObject", "s3.amazonaws.com", identity=user_identity("alice-2")), number=1)
    (alice,) = read(tmp_path).identities
    assert (alice.name, alice.events) == ("alice", 1)


def test_a_phantom_user_alone_needs_one_pass(tmp_path: Path) -> None:
    deliver(tmp_path, cloudtrail_record(), cloudtrail_record("ListBuckets", "s3.amazonaws.com"))
    updates = list(log_hunt(LogSearch((tmp_path,)), threading.Event(), lambda: NOW, 1))
    assert len([update for update in updates if isinstance(update, FileProgress) and update.done]) == 1


def test_a_call_is_found_however_its_name_is_written(tmp_path: Path) -> None:
    text = delivered([cloudtrail_record("StopLogging", "cloudtrail.amazonaws.com", identity=ALICE)]).decode()
    write_log(tmp_path, "x.json", text.replace('"eventName":"', '"eventName" : "').encode())
    assert names(read(tmp_path)) == ["alice"]


def test_a_call_across_two_pieces_of_a_file_is_found(tmp_path: Path) -> None:
    stop = cloudtrail_record("StopLogging", "cloudtrail.amazonaws.com", identity=ALICE)

    def content(padding: int) -> bytes:
        before = cloudtrail_record("GetObject", "s3.amazonaws.com", identity=user_identity("carol"), x="x" * padding)
        return delivered([before, stop])

    # The first piece has a quarter of a megabyte: it ends at each place of the name in turn.
    without = content(0).rindex(b'"eventName"')
    files = [write_log(tmp_path, f"{n}.json", content((1 << 18) - n - without)) for n in range(26)]
    assert [file.name for file in files if names(read(file)) != ["alice"]] == []


def test_files_of_another_account_region_or_day_are_left_out(tmp_path: Path) -> None:
    deliver(tmp_path, cloudtrail_record(identity=ALICE, **KEY))
    for search in (
        {"account_id": "111122223333"},
        {"regions": ("eu-west-1",)},
        {"since": START + timedelta(days=3)},
        {"until": START - timedelta(minutes=1)},
    ):
        assert read(tmp_path, **search).identities == ()


def test_events_of_another_account_in_a_file_without_a_place_are_left_out(tmp_path: Path) -> None:
    write_log(tmp_path, "all.json", delivered([cloudtrail_record(identity=ALICE, **KEY)]))
    assert names(read(tmp_path, account_id=ACCOUNT)) == ["alice"]
    assert names(read(tmp_path, account_id="111122223333")) == []


def test_a_truncated_file_is_a_gap_and_the_rest_is_there(tmp_path: Path) -> None:
    deliver(tmp_path, cloudtrail_record(identity=ALICE, **KEY))
    broken = deliver(tmp_path, cloudtrail_record(), number=1)
    broken.write_bytes(broken.read_bytes()[:-30])
    found = read(tmp_path)
    assert [gap.source for gap in found.gaps] == [str(broken)]
    assert (found.complete, "alice" in names(found)) == (False, True)


def test_a_record_that_cannot_be_parsed_makes_it_incomplete(tmp_path: Path) -> None:
    write_log(tmp_path, "lines.json", FORMATS["lines of Splunk"](story()) + b'{"eventName": "x", "bedrock"\n')
    found = read(tmp_path)
    assert (found.unparsed, found.complete) == (1, False)


def test_an_event_in_two_trails_counts_once_and_is_noted(tmp_path: Path) -> None:
    for number in range(2):
        deliver(tmp_path, cloudtrail_record(identity=ALICE, **KEY), number=number)
    found = read(tmp_path)
    assert found.identities[0].events == 1
    assert found.coverage[0].notes[0].startswith("1 event found in more than one file")


def test_a_second_pass_counts_nothing_again_though_the_ids_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = everything(in_files(tmp_path, story()))
    monkeypatch.setattr("bks_tui.core.hunt.gather.SeenIds", lambda: SeenIds(most=1))
    found = read(tmp_path)
    assert [each.events for each in found.identities] == [each.events for each in expected.identities]
    assert "may be counted twice" in found.remarks[0]


def test_no_files_are_a_gap(tmp_path: Path) -> None:
    assert [gap.reason for gap in read(tmp_path).gaps] == ["no log file was found"]


def test_what_cannot_be_kept_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bks_tui.core.hunt.gather.MOST_IDENTITIES", 1)
    in_files(tmp_path, story())
    assert "there are more than 1 identities" in read(tmp_path).gaps[0].reason


def test_processes_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = everything(in_files(tmp_path, story()))
    monkeypatch.setattr(processes, "_WORTH_A_PROCESS", 1)
    assert read(tmp_path, processes=2).identities == expected.identities


@pytest.mark.skipif(sys.platform == "win32", reason="Windows starts processes in another way")
def test_processes_start_in_the_app_whose_standard_error_has_no_descriptor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Captured(io.StringIO):
        def fileno(self) -> int:
            return -1

    for number in range(2):
        deliver(tmp_path, cloudtrail_record(minute=number), number=number)
    monkeypatch.setattr(processes, "_WORTH_A_PROCESS", 1)
    # It runs already if another test has started processes.
    resource_tracker._resource_tracker._stop()  # type: ignore[attr-defined]
    monkeypatch.setattr(sys, "stderr", Captured())
    assert read(tmp_path, processes=2).identities[0].events == 2


def test_what_was_found_before_it_was_cancelled_is_kept(tmp_path: Path) -> None:
    for number in range(3):
        deliver(tmp_path, cloudtrail_record(minute=number), number=number)
    cancelled = threading.Event()
    for update in log_hunt(LogSearch((tmp_path,)), cancelled, lambda: NOW, 1):
        if isinstance(update, FileProgress) and update.done:
            cancelled.set()
    assert isinstance(update, Hunt)
    assert [gap.reason for gap in update.gaps] == ["stopped by you before everything was read"]
    assert update.identities[0].events == 1
