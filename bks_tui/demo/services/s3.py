"""The simulated account's S3: where a bucket is, and the log files in it.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.fault_rules import CallTarget
from bks_tui.demo.state.log_bucket import DeliveredFile, StoredTrail
from bks_tui.demo.state.model_use import InvocationFile, InvocationLogs

_LARGEST_PAGE = 1_000
_OPERATION = "s3:ListObjectsV2"


def get_bucket_location(account: SimulatedAccount, parameters: Mapping[str, Any], _: str) -> dict[str, Any]:
    """The Region of a bucket; none for the first Region of AWS."""
    region = _bucket(account, parameters).bucket_region
    return {"LocationConstraint": None if region == "us-east-1" else region}


def list_objects(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """A page of the objects below a prefix, in the order of their keys."""
    bucket, prefix = _bucket(account, parameters), parameters.get("Prefix", "")
    files: Sequence[DeliveredFile | InvocationFile] = bucket.files(account)
    keys = [file.key for file in files]
    token = parameters.get("ContinuationToken")
    listing = f"{_OPERATION} {bucket.bucket} {prefix}"
    after = account.markers.position(listing, token) if token else None
    if token and after is None:
        raise RefusalError("InvalidArgument", "The continuation token provided is incorrect", 400)
    start = bisect_right(keys, after[0]) if after else bisect_left(keys, prefix)
    below = takewhile(lambda file: file.key.startswith(prefix), files[start:])
    size = account.faults.page_size(CallTarget(_OPERATION, None, region), _LARGEST_PAGE)
    found = [file for file, _ in zip(below, range(size + 1), strict=False)]
    given, more = found[:size], len(found) > size
    last = given[-1].key if given else (after or (prefix,))[0]
    return {
        "IsTruncated": more,
        "Contents": [{"Key": file.key, "Size": file.size} for file in given],
        "Name": bucket.bucket,
        "Prefix": prefix,
        "KeyCount": len(given),
        "NextContinuationToken": account.markers.give(listing, (last,)) if more else None,
    }


def get_object(account: SimulatedAccount, parameters: Mapping[str, Any], _: str) -> dict[str, Any]:
    """The content of a file."""
    files: Sequence[DeliveredFile | InvocationFile] = _bucket(account, parameters).files(account)
    file = next((each for each in files if each.key == parameters["Key"]), None)
    if file is None:
        raise RefusalError("NoSuchKey", "The specified key does not exist.", 404)
    return {"Body": file.content}


def _bucket(account: SimulatedAccount, parameters: Mapping[str, Any]) -> StoredTrail | InvocationLogs:
    buckets: Iterable[StoredTrail | InvocationLogs] = (*account.trails, *account.model_use.written().logs.values())
    bucket = next((each for each in buckets if each.bucket == parameters["Bucket"]), None)
    if bucket is None:
        raise RefusalError("NoSuchBucket", "The specified bucket does not exist", 404)
    return bucket
