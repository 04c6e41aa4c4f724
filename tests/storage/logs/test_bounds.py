"""What is made to harm, or came to harm, becomes a problem that is named; what could be read before it stays."""

from __future__ import annotations

import gzip
import json
import os
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from bks_tui.storage.logs import chunks, delivered, json_values, lines
from bks_tui.storage.logs.find import find_files
from tests.support.events import PHANTOM, cloudtrail_record, user_identity
from tests.support.logs import FORMATS, QUERY, compact, read_file
from tests.support.logs import delivered as a_delivery

MINE = [cloudtrail_record(minute=number) for number in range(20)]
OTHERS = [cloudtrail_record(minute=number, identity=user_identity("alice")) for number in range(20)]
DELIVERY = a_delivery(MINE)
IDS = [record["eventID"] for record in MINE]
# A form with white space is parsed in another way.
INDENTED = json.dumps({"Records": MINE}, indent=1).encode()
LINES = FORMATS["lines of Splunk"](MINE)


def read(tmp_path: Path, content: bytes) -> tuple[list[str], str]:
    """The ids of the events in a file, and its problem."""
    file = tmp_path / "a.json"
    file.write_bytes(content)
    events, end = read_file(file)
    return [event.event_id for event in events if not event.problem], end.problem or ""


@pytest.mark.parametrize("whole", [DELIVERY, INDENTED, LINES], ids=["delivered", "indented", "lines"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_file_that_is_cut_off_keeps_what_came_before(
    tmp_path: Path, whole: bytes, pack: Callable[[bytes], bytes]
) -> None:
    ids, problem = read(tmp_path, pack(whole[: len(whole) * 2 // 3]))
    assert "truncated" in problem
    assert ids == IDS[: len(ids)]
    assert len(ids) >= 12


@pytest.mark.parametrize("cut", [-4, -9, -60, -200])
def test_a_compressed_file_that_is_cut_off_keeps_its_whole_records(tmp_path: Path, cut: int) -> None:
    packed = gzip.compress(DELIVERY)[:cut]
    before_the_last = zlib.decompressobj(31).decompress(packed).rpartition(b'{"eventVersion":')[0]
    whole = [each for each in IDS if each.encode() in before_the_last]
    ids, problem = read(tmp_path, packed)
    assert "truncated" in problem
    assert ids[: len(whole)] == whole
    assert len(whole) >= 3


@pytest.mark.parametrize("records", [MINE, OTHERS], ids=["of the target", "of others"])
def test_a_compressed_file_that_is_cut_off_is_a_problem(tmp_path: Path, records: list[dict[str, object]]) -> None:
    packed = gzip.compress(a_delivery(records))
    assert "truncated" in read(tmp_path, packed[: len(packed) // 2])[1]


def test_a_file_of_others_that_is_cut_off_is_a_problem(tmp_path: Path) -> None:
    assert "truncated" in read(tmp_path, a_delivery(OTHERS)[:-300])[1]


def test_a_cut_in_a_later_member_is_a_problem(tmp_path: Path) -> None:
    members = [gzip.compress(DELIVERY[:5000]), gzip.compress(DELIVERY[5000:])]
    assert "truncated" in read(tmp_path, members[0] + members[1][:-20])[1]


def test_damaged_data_is_a_problem(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(DELIVERY))
    packed[len(packed) // 2] ^= 0xFF
    assert "damaged" in read(tmp_path, bytes(packed))[1]


def test_zeros_after_a_member_are_padding(tmp_path: Path) -> None:
    assert read(tmp_path, gzip.compress(DELIVERY) + b"\0" * 999) == (IDS, "")


def test_other_bytes_after_a_member_are_a_problem_and_the_member_is_read(tmp_path: Path) -> None:
    ids, problem = read(tmp_path, gzip.compress(DELIVERY) + b"what is this")
    assert (ids, "damaged" in problem) == (IDS, True)


def test_a_bomb_is_not_inflated_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "_ALWAYS_INFLATED", 4 << 20)
    bomb = gzip.compress(b'{"Records":[{"eventVersion":"' + b" " * (64 << 20))
    file = tmp_path / "bomb.gz"
    file.write_bytes(bomb)
    end = read_file(file)[1]
    assert "200 times its size" in (end.problem or "")
    assert end.bytes < 16 << 20


@pytest.mark.parametrize("form", ["as CloudTrail delivers it", "the same, indented", "lines of Splunk"])
def test_a_huge_record_is_a_problem_and_costs_little_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(delivered, "LARGEST_RECORD", 3 << 20)
    monkeypatch.setattr(lines, "LARGEST_LINE", 3 << 20)
    monkeypatch.setattr(json_values, "_WHOLE", 2 << 20)
    huge = cloudtrail_record(minute=5, requestParameters={"name": "x" * (24 << 20)})
    file = tmp_path / "a.json"
    file.write_bytes(FORMATS[form]([*MINE[:3], huge, *MINE[3:]]))
    tracemalloc.start()
    events, end = read_file(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "more than" in (end.problem or "")
    assert [event.event_id for event in events] == IDS[:3]
    assert peak < 40 << 20


@pytest.mark.parametrize(
    "nested",
    ["[" * 10_000 + "]" * 10_000, '{"a":' * 10_000 + "1" + "}" * 10_000],
    ids=["lists", "objects"],
)
@pytest.mark.parametrize("form", ["delivered", "a list", "lines"])
def test_deep_nesting_is_named_and_ends_nothing(tmp_path: Path, nested: str, form: str) -> None:
    deep = compact(MINE[5]).replace('"requestParameters":null', f'"requestParameters":{nested}')
    records = [compact(MINE[0]), deep, compact(MINE[1])]
    content = {
        "delivered": '{"Records":[' + ",".join(records) + "]}",
        "a list": "[" + ", ".join(records) + "]",
        "lines": "\n".join(records) + "\n",
    }[form]
    file = tmp_path / "a.json"
    file.write_text(content)
    events, end = read_file(file)
    assert "nested too deeply" in f"{end.problem} {[event.problem for event in events]}"
    assert events[0].event_id == IDS[0]


def test_nesting_without_an_end_takes_no_time(tmp_path: Path) -> None:
    assert read(tmp_path, b'{"Records":[{"eventVersion":' + b"[" * (2 << 20) + PHANTOM.encode())[1]


def test_a_folder_is_searched_and_what_is_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "a.json").write_bytes(DELIVERY)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    found = find_files([tmp_path, tmp_path / "missing"], QUERY)
    assert [file.path.name for file in found.files] == ["a.json"]
    assert {Path(gap.source).name for gap in found.gaps} == {"pipe", "gone", "missing"}


def test_the_same_file_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(DELIVERY)
    (tmp_path / "b.json").hardlink_to(tmp_path / "a.json")
    found = find_files([tmp_path, tmp_path / "a.json"], QUERY)
    assert (len(found.files), sum(found.skipped.values())) == (1, 2)


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"BZh9", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"PAR1"])
def test_another_compression_is_named(tmp_path: Path, start: bytes) -> None:
    assert "in the format" in read(tmp_path, start + b"x" * 100)[1]
