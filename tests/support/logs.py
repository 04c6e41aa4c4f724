"""CloudTrail log files in every format, written from the same records."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

from bks_tui.core.cloudtrail.event import Event, parse_event
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.timeline.log_query import LogQuery
from bks_tui.demo.story.account import demo_account
from bks_tui.storage.logs.find import find_files
from bks_tui.storage.logs.reader import EventsRead, FileRead, read_log
from tests.support.events import ACCOUNT, PHANTOM, START

Record: TypeAlias = Mapping[str, Any]
QUERY = LogQuery(parse_target(PHANTOM, START))


def delivered(records: Sequence[Record]) -> bytes:
    """A file as CloudTrail delivers it, without compression: the version is the first of each record."""
    in_order = [{"eventVersion": record["eventVersion"], **record} for record in records]
    return compact({"Records": in_order}).encode()


def compact(value: object) -> str:
    """JSON without white space."""
    return json.dumps(value, separators=(",", ":"))


def _listed(record: Record) -> dict[str, Any]:
    identity = record["userIdentity"]
    return {
        "EventId": record["eventID"],
        "EventName": record["eventName"],
        "EventTime": record["eventTime"].replace("Z", "+00:00"),
        "Username": identity.get("userName"),
        "CloudTrailEvent": json.dumps(record),
    }


def _lines(values: Sequence[object]) -> bytes:
    return "".join(f"{json.dumps(value)}\n" for value in values).encode()


def _athena(records: Sequence[Record], identity: Callable[[Record], str]) -> bytes:
    names = list(dict.fromkeys(name for record in records for name in record))
    text = io.StringIO()
    table = csv.writer(text, quoting=csv.QUOTE_ALL)
    table.writerow(name.lower() for name in names)
    for record in records:
        table.writerow(
            identity(record["userIdentity"]) if name == "userIdentity" else _cell(record.get(name)) for name in names
        )
    return text.getvalue().encode()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, (dict, list)) else value


def _struct(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name.lower()}={_struct(each)}" for name, each in value.items()) + "}"
    return "null" if value is None else str(value)


FORMATS: Mapping[str, Callable[[Sequence[Record]], bytes]] = {
    "as CloudTrail delivers it": delivered,
    "the same, compressed": lambda records: gzip.compress(delivered(records)),
    "the same, in two members": lambda records: (
        gzip.compress(delivered(records)[:99]) + gzip.compress(delivered(records)[99:])
    ),
    "the same, indented": lambda records: json.dumps({"Records": list(records)}, indent=2).encode(),
    "a bare list": lambda records: json.dumps(list(records)).encode(),
    "one record alone": lambda records: b"".join(json.dumps(each, indent=1).encode() for each in records),
    "lookup-events": lambda records: json.dumps(
        {"Events": [*map(_listed, records)], "NextToken": "x"}, indent=4
    ).encode(),
    "EventBridge": lambda records: _lines(
        [{"detail-type": "AWS API Call via CloudTrail", "detail": each} for each in records]
    ),
    "filter-log-events": lambda records: json.dumps(
        {"events": [{"timestamp": 1, "message": json.dumps(each)} for each in records]}
    ).encode(),
    "a subscription of a log group": lambda records: json.dumps(
        {"messageType": "DATA_MESSAGE", "logEvents": [{"id": "1", "message": json.dumps(each)} for each in records]}
    ).encode(),
    "the export of a log group": lambda records: b"".join(
        f"2026-11-20T08:00:00.000Z {json.dumps(each)}\n".encode() for each in records
    ),
    "lines of Splunk": _lines,
    "a result of Splunk": lambda records: _lines(
        [{"preview": False, "result": {"_raw": json.dumps(each)}} for each in records]
    ),
    "Panther": lambda records: _lines(
        [{**each, "p_log_type": "AWS.CloudTrail", "p_any_ip_addresses": []} for each in records]
    ),
    "Elastic": lambda records: _lines([{"_source": {"event": {"original": json.dumps(each)}}} for each in records]),
    "Elastic, flat": lambda records: _lines(
        [{"event.original": json.dumps(each), "event.action": "x"} for each in records]
    ),
    "Athena, identities as JSON": lambda records: _athena(records, lambda each: json.dumps(each)),
    "Athena, identities as structs": lambda records: _athena(records, _struct),
}


def log_path(region: str, day: date, account_id: str = ACCOUNT, kind: str = "CloudTrail", number: int = 0) -> str:
    """Where CloudTrail delivers a file."""
    name = f"{account_id}_{kind}_{region}_{day:%Y%m%d}T0815Z_{number:016d}.json.gz"
    return f"AWSLogs/{account_id}/{kind}/{region}/{day:%Y/%m/%d}/{name}"


def write_log(folder: Path, path: str, content: bytes) -> Path:
    """A file in a folder, with the folders above it."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(content, 6) if path.endswith(".gz") else content)
    return file


def write_story(folder: Path, now: datetime) -> Path:
    """The events of the demo account at `now`, a file for each Region; the last file."""
    by_region: dict[str, list[Record]] = {}
    for event in demo_account(now).trail.all():
        if parse_event(event.record).problem is None:
            record = json.loads(event.record)
            by_region.setdefault(record["awsRegion"], []).append(record)
    *_, last = (
        write_log(folder, log_path(region, now.date(), "111122223333"), delivered(records))
        for region, records in sorted(by_region.items())
    )
    return last


def read_file(path: Path, query: LogQuery = QUERY) -> tuple[list[Event], FileRead]:
    """The events of a query in one file, and how its reading ended."""
    (file,) = find_files([path], query).files
    *found, end = read_log(file, query)
    assert isinstance(end, FileRead)
    return [event for update in found if isinstance(update, EventsRead) for event in update.events], end
