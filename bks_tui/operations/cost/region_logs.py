"""Read the model-invocation logs of one Region from S3, as its logging says where they are. Runs in a thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from bks_tui.aws.api import Api
from bks_tui.aws.invocation_logging import GET_LOGGING, InvocationLogging, invocation_logging
from bks_tui.aws.log_bucket import GET_OBJECT, LIST_OBJECTS, StoredFile, content_of, files_below
from bks_tui.core.cost.invocation_log import LoggedInvocation
from bks_tui.core.errors import AwsError, UnusableSessionError
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.source import Gap
from bks_tui.storage.logs.chunks import chunks
from bks_tui.storage.logs.invocations import DATA_FOLDER, NotInvocationsError, invocations_in

# A file of an hour has the calls of all users of the account, with their prompts.
_MOST_BYTES = 2 << 30
_MOST_FILES = 20_000
_LARGEST_FILE = 256 << 20
_SUFFIX = ".json.gz"


@dataclass(frozen=True, slots=True)
class RegionLogs:
    """The logs of an account in a Region, in the folders of some hours: `2026/11/20/08`."""

    region: str
    account_id: str
    hours: frozenset[str]


@dataclass(frozen=True, slots=True)
class LogsRead:
    """The calls of one of `of` files, by whomever. `note` is a clause on the logging of the Region."""

    region: str
    of: int
    found: tuple[LoggedInvocation, ...] = ()
    note: str | None = None


def read_region(api: Callable[[str], Api], logs: RegionLogs) -> Iterator[LogsRead | Gap]:
    """The calls of each file of these hours. Raises UnusableSessionError; whatever else fails is a Gap."""
    operation = GET_LOGGING
    try:
        logging = invocation_logging(api("bedrock"))
        if logging is None or logging.bucket is None:
            yield LogsRead(logs.region, 0, note=_not_in_a_bucket(logging))
            return
        operation, s3 = LIST_OBJECTS, api("s3")
        files = list(_files(s3, logging.bucket, logging.folder(logs.account_id, logs.region), logs))
        chosen = _within_bounds(files)
        if len(chosen) < len(files):
            yield _too_much(logs.region, logging.bucket, len(files) - len(chosen))
        if not files:
            yield LogsRead(logs.region, 0, note="model-invocation logging is on, but has no file of these hours")
        operation = GET_OBJECT
        for file in chosen:
            yield from _read(s3, logging.bucket, file, logs.region, len(chosen))
    except UnusableSessionError:
        raise
    except AwsError as error:
        yield Gap(logs.region, error.operation or operation, str(error))


def _not_in_a_bucket(logging: InvocationLogging | None) -> str:
    if logging is None:
        return "model-invocation logging is off"
    return (
        f"model-invocation logs are in the log group {logging.log_group} only, which bks does not read: export it, and "
        "give the file with --from"
    )


def _files(s3: Api, bucket: str, folder: str, logs: RegionLogs) -> Iterator[StoredFile]:
    """The files of the hours, and of the hour after each, since a call may be logged when it ends."""
    for hour in sorted(logs.hours | {_after(hour) for hour in logs.hours}):
        for file in files_below(s3, bucket, f"{folder}{hour}/"):
            if file.key.endswith(_SUFFIX) and f"/{DATA_FOLDER}/" not in file.key[len(folder) :]:
                yield file


def _after(hour: str) -> str:
    return f"{datetime.strptime(hour + '+0000', '%Y/%m/%d/%H%z') + timedelta(hours=1):%Y/%m/%d/%H}"


def _within_bounds(files: list[StoredFile]) -> list[StoredFile]:
    size, chosen = 0, []
    for file in files[:_MOST_FILES]:
        size += file.size
        if size > _MOST_BYTES:
            break
        chosen.append(file)
    return chosen


def _too_much(region: str, bucket: str, files: int) -> Gap:
    reason = (
        f"{pluralize(files, 'file')} of {bucket} beyond {_MOST_BYTES >> 30} GB or {_MOST_FILES:,} files not read: "
        "copy the folder, and give it with --from"
    )
    return Gap(region, GET_OBJECT, reason)


def _read(s3: Api, bucket: str, file: StoredFile, region: str, number: int) -> Iterator[LogsRead | Gap]:
    found: list[LoggedInvocation] = []
    problem = None
    try:
        for each in invocations_in(chunks(BytesIO(content_of(s3, bucket, file.key, _LARGEST_FILE)))):
            if isinstance(each, str):
                problem = each
            else:
                found.append(each)
    except NotInvocationsError:
        problem = "it is no model-invocation log"
    yield LogsRead(region, number, tuple(found))
    if problem:
        yield Gap(region, f"s3://{bucket}/{file.key}", problem)
