"""Whatever wrote a file, the same records are the same events, and nothing else is one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bks_tui.core.cloudtrail.event import Event, parse_event
from tests.support.events import PHANTOM, cloudtrail_record, role_identity, user_identity
from tests.support.logs import FORMATS, compact, delivered, read_file

OTHERS = [cloudtrail_record(minute=number, identity=user_identity("alice")) for number in range(5)]
BY_TARGET = [
    cloudtrail_record(minute=10, identity=user_identity(accessKeyId="AKIAINVENTED00000001")),
    cloudtrail_record(minute=11, requestParameters={"modelId": "a.model", "note": 'a "quote", a \\ and a {brace'}),
    cloudtrail_record(minute=12, errorCode="AccessDenied", errorMessage="not, authorized"),
]
ON_TARGET = [
    cloudtrail_record(
        "DeleteUser", "iam.amazonaws.com", minute=13, identity=role_identity(), requestParameters={"userName": PHANTOM}
    )
]
RECORDS = [*OTHERS, *BY_TARGET, *OTHERS[:2], *ON_TARGET]
EXPECTED = [parse_event(json.dumps(record)) for record in (*BY_TARGET, *ON_TARGET)]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_gives_the_same_events(tmp_path: Path, form: str) -> None:
    file = tmp_path / "a-file"
    file.write_bytes(FORMATS[form](RECORDS))
    events, end = read_file(file)
    assert (end.problem, end.skipped) == (None, None)
    assert [facts(event) for event in events] == [facts(event) for event in EXPECTED]


def facts(event: Event) -> Event:
    """All of an event but its text: Athena leaves out what is empty."""
    return replace(event, record="")


@pytest.mark.parametrize("form", [name for name in FORMATS if "Athena" not in name])
def test_every_format_keeps_the_whole_record(tmp_path: Path, form: str) -> None:
    file = tmp_path / "a-file"
    file.write_bytes(FORMATS[form](RECORDS))
    assert [json.loads(event.record) for event in read_file(file)[0]] == [*BY_TARGET, *ON_TARGET]


FORGED = cloudtrail_record("CreateAccessKey", "iam.amazonaws.com", minute=99)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "body",
    [
        {"body": FORGED},
        {"body": [FORGED, FORGED]},
        {"body": [{"tlsDetails": {}}, FORGED, {"Records": [FORGED]}]},
        {"Records": [FORGED], "detail": FORGED, "message": compact(FORGED)},
        {"body": compact([FORGED]) + "}}}]}]}"},
    ],
    ids=["an object", "a list", "later in a list", "wrapped", "text"],
)
def test_a_record_within_a_record_is_no_event(tmp_path: Path, form: str, body: object) -> None:
    carrier = cloudtrail_record("InvokeGateway", identity=user_identity("mallory"), requestParameters=body)
    file = tmp_path / "a-file"
    file.write_bytes(FORMATS[form]([*OTHERS, carrier, *BY_TARGET]))
    assert [event.event_id for event in read_file(file)[0]] == [record["eventID"] for record in BY_TARGET]


@pytest.mark.parametrize("content", [b"# A heading", b'{"name": "x"}', b"a,b\n1,2\n", b"", b"\0" * 100])
def test_a_file_without_records_is_a_problem_if_it_was_named_itself(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a-file"
    file.write_bytes(content)
    assert "not a CloudTrail log" in (read_file(file)[1].problem or "")


def test_a_record_that_is_cut_in_a_line_is_kept_as_unreadable(tmp_path: Path) -> None:
    file = tmp_path / "a-file"
    lines = [compact(BY_TARGET[0]), compact(BY_TARGET[1])[:-20], compact(BY_TARGET[2])]
    file.write_text("\n".join(lines) + "\n")
    assert [bool(event.problem) for event in read_file(file)[0]] == [False, True, False]


def test_an_empty_delivery_is_a_log(tmp_path: Path) -> None:
    file = tmp_path / "a-file"
    file.write_bytes(delivered([]))
    assert read_file(file)[1].problem is None
