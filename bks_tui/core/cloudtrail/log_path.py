"""What the path of a log file on S3 says: the account, the Region, the day of delivery and the kind of file.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

EVENTS = "CloudTrail"
# https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
INVOCATIONS = "BedrockModelInvocationLogs"

_NAME = re.compile(
    r"(?P<account>\d{12})_(?P<kind>CloudTrail(?:-[A-Za-z]+)?)_(?P<region>[a-z0-9-]+)_(?:.*_)?"
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)T\d{4,6}Z"
)
_FOLDERS = re.compile(
    r"(?P<account>\d{12})/(?P<kind>CloudTrail(?:-[A-Za-z]+)?|BedrockModelInvocationLogs)/(?P<region>[a-z0-9-]+)/"
    r"(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)/"
)


@dataclass(frozen=True, slots=True)
class LogPath:
    """The parts of a path. `kind` is `CloudTrail` for events, and `CloudTrail-Digest` or the like for other files."""

    account_id: str
    kind: str
    region: str
    day: date


def parse_log_path(path: str) -> LogPath | None:
    """The parts of a path, by the name of the file or else by its folders; None for any other path."""
    found = _NAME.match(path.rpartition("/")[2]) or _FOLDERS.search(path)
    if found is None:
        return None
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    return LogPath(found["account"], found["kind"], found["region"], day)
