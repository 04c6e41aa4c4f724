"""What kind of file this is, by its content: names say little, and a download may change them."""

from __future__ import annotations

import json
import re
from enum import Enum

from bks_tui.storage.logs.delivered import HEADER


class LogKind(Enum):
    """How the records of a file are separated."""

    DELIVERED = "a file as CloudTrail delivers it"
    JSON = "other JSON"
    LINES = "a record on each line"
    TABLE = "a table of Athena"
    EMPTY = "empty"
    DIGEST = "CloudTrail-Digest, which contains no events of calls"
    INVOCATIONS = "model-invocation log, which contains no events of calls: 'bks cost' reads it"
    OTHER = "no CloudTrail records"

    @property
    def has_records(self) -> bool:
        """Whether records are read from it."""
        return self in (LogKind.DELIVERED, LogKind.JSON, LogKind.LINES, LogKind.TABLE)


_OF_RECORDS = re.compile(rb"event_?name|CloudTrailEvent|\"Records\"\s*:|\"Events\"\s*:", re.IGNORECASE)
# A time, a host, or whatever else a log writes before a record.
_BEFORE_A_RECORD = re.compile(rb"[^\s{\[]{1,40}\s+(?:[^\s{\[]{1,40}\s+)?\{")
_DIGEST = b'"digestStartTime"'
# At the beginning only: a caller may have written the same into a record.
_INVOCATION = re.compile(rb'(?:[^\s{\[]{1,40}\s+)?\[?\s*\{\s*"schemaType"\s*:\s*"ModelInvocationLog"')


def kind_of(first: bytes) -> LogKind:
    """The kind of a file that begins with these bytes."""
    start = first.lstrip()
    if not start:
        return LogKind.EMPTY
    if HEADER.match(start):
        return LogKind.DELIVERED
    if _INVOCATION.match(start):
        return LogKind.INVOCATIONS
    line, _, after = start.partition(b"\n")
    if _DIGEST in start[:10_000]:
        return LogKind.DIGEST
    if not _OF_RECORDS.search(start):
        return LogKind.OTHER
    if start[:1] in (b"{", b"["):
        return LogKind.LINES if after.lstrip()[:1] == b"{" and _is_object(line) else LogKind.JSON
    if _BEFORE_A_RECORD.match(start):
        return LogKind.LINES
    return LogKind.TABLE if b"," in line and b"eventname" in line.lower() else LogKind.OTHER


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
