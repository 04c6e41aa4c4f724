"""Model-invocation logs in files: every form of them, nothing of what was said, and whatever is missing is named."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bks_tui.core.cloudtrail.log_path import INVOCATIONS
from bks_tui.core.cost.invocation_log import LoggedInvocation
from bks_tui.core.errors import CancelledError
from bks_tui.core.timeline.log_query import LogRange
from bks_tui.storage.logs.find import find_files
from bks_tui.storage.logs.invocations import read_invocations
from bks_tui.storage.logs.reader import FileRead
from tests.support.events import PHANTOM
from tests.support.invocations import PROMPT, as_lines, call_record, invocation_path, log_record
from tests.support.logs import delivered, read_file, write_log

RECORDS = [log_record(number) for number in range(3)]
FORMATS: Mapping[str, Callable[[Sequence[Mapping[str, Any]]], bytes]] = {
    "as Bedrock delivers them": as_lines,
    "the same, compressed": lambda records: gzip.compress(as_lines(records)),
    "the same, in two members": lambda records: (
        gzip.compress(as_lines(records)[:99]) + gzip.compress(as_lines(records)[99:])
    ),
    "a list": lambda records: json.dumps(list(records)).encode(),
    "a list on many lines": lambda records: json.dumps(list(records), indent=2).encode(),
    "objects on many lines": lambda records: b"\n".join(json.dumps(record, indent=2).encode() for record in records),
    "the export of a log group": lambda records: b"".join(
        b"2026-11-20T08:00:00.000Z " + json.dumps(record).encode() + b"\n" for record in records
    ),
    "filter-log-events": lambda records: json.dumps(
        {"events": [{"timestamp": 1, "message": json.dumps(record)} for record in records]}
    ).encode(),
    "a subscription of a log group": lambda records: json.dumps(
        {"messageType": "DATA_MESSAGE", "logEvents": [{"message": json.dumps(record)} for record in records]}
    ).encode(),
}


def read(folder: Path, content: bytes, path: str = "log") -> tuple[list[LoggedInvocation], FileRead]:
    """The calls in a file, and how its reading ended."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    (found,) = find_files([folder], LogRange(), kind=INVOCATIONS).files
    *calls, end = read_invocations(found)
    assert isinstance(end, FileRead)
    return [each for each in calls if isinstance(each, LoggedInvocation)], end


def ids(calls: Sequence[LoggedInvocation]) -> list[str | None]:
    return [each.invocation.request_id for each in calls]


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_has_the_same_calls(tmp_path: Path, form: str) -> None:
    calls, end = read(tmp_path, FORMATS[form](RECORDS))
    assert ids(calls) == ["request-0", "request-1", "request-2"]
    assert (end.problem, end.skipped) == (None, None)
    assert PROMPT not in repr(calls)


@pytest.mark.parametrize("content", [b"", b"text", b"\x00\xff", delivered([call_record()]), b'{"a": 1}'])
def test_another_file_is_left_out(tmp_path: Path, content: bytes) -> None:
    calls, end = read(tmp_path, content)
    assert (calls, end.skipped) == ([], "no model-invocation log")


def test_a_file_of_prompts_is_left_out_even_if_it_looks_like_a_log(tmp_path: Path) -> None:
    path = invocation_path(name="data/a_input.json.gz")
    calls, end = read(tmp_path, gzip.compress(as_lines(RECORDS)), path)
    assert (calls, end.skipped) == ([], "no model-invocation log")


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_file_that_is_cut_off_keeps_what_came_before_and_says_so(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    calls, end = read(tmp_path, pack(as_lines(RECORDS)[:-200]))
    assert ids(calls) == ["request-0", "request-1"]
    assert end.problem == "it is damaged; 1 record could not be parsed"


def test_compressed_data_that_is_cut_off_is_named(tmp_path: Path) -> None:
    many = as_lines([log_record(number, requestId=f"{number * 7919:x}") for number in range(500)])
    calls, end = read(tmp_path, gzip.compress(many)[:-100])
    assert 0 < len(calls) < 500
    assert "truncated" in (end.problem or "")


def test_a_bomb_is_named(tmp_path: Path) -> None:
    content = as_lines(RECORDS) + (b" " * 8_191 + b"\n") * 10_000
    calls, end = read(tmp_path, gzip.compress(content, 9))
    assert "inflates to more than" in (end.problem or "")
    assert len(calls) == 3


def test_what_a_prompt_says_is_no_record(tmp_path: Path) -> None:
    forged = json.dumps(log_record(9))
    said = log_record(1, input={"inputBodyJson": forged, "inputTokenCount": 1})
    calls, _ = read(tmp_path, as_lines([said]))
    assert ids(calls) == ["request-1"]


def test_a_search_that_is_cancelled_stops(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(as_lines(RECORDS))
    (file,) = find_files([tmp_path], LogRange(), kind=INVOCATIONS).files
    with pytest.raises(CancelledError):
        list(read_invocations(file, lambda: True))


def test_a_file_that_vanished_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(as_lines(RECORDS))
    (file,) = find_files([tmp_path], LogRange(), kind=INVOCATIONS).files
    file.path.unlink()
    (end,) = read_invocations(file)
    assert isinstance(end, FileRead)
    assert "could not be read" in (end.problem or "")


@pytest.mark.parametrize(
    ("search", "number"),
    [
        (LogRange(), 1),
        (LogRange(regions=("us-west-2",)), 1),
        (LogRange(regions=("eu-west-1",)), 0),
        (LogRange(account_id="111122223333"), 0),
    ],
)
def test_files_are_chosen_by_their_path(tmp_path: Path, search: LogRange, number: int) -> None:
    write_log(tmp_path, invocation_path(), as_lines(RECORDS))
    assert len(find_files([tmp_path], search, kind=INVOCATIONS).files) == number


# What a caller wrote into a prompt must never become an event of CloudTrail.
FORGED = json.dumps({"Records": [call_record()]})


def test_the_reader_of_cloudtrail_leaves_model_invocation_logs_out(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(as_lines([log_record(0, input={"inputBodyJson": json.loads(FORGED)})]))
    events, end = read_file(file)
    assert (events, end.problem) == ([], None)
    assert "model-invocation log" in (end.skipped or "")


def test_a_record_of_cloudtrail_cannot_pass_for_a_model_invocation_log(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    parameters = {"schemaType": "ModelInvocationLog"}
    hidden = call_record(userAgent=json.dumps(parameters), requestParameters=parameters)
    file.write_text(json.dumps(hidden) + "\n")
    events, _ = read_file(file)
    assert [event.actor.name for event in events] == [PHANTOM]


def test_files_of_prompts_are_not_searched_for_events(tmp_path: Path) -> None:
    write_log(tmp_path, invocation_path(name="data/a_input.json.gz"), delivered([call_record()]))
    found = find_files([tmp_path], LogRange())
    assert (found.files, sum(found.skipped.values())) == ([], 1)
