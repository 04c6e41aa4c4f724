"""The log files of a trail on S3: how large they are, and where their bucket is."""

from __future__ import annotations

from bks_tui.aws.api import Answer, Api
from bks_tui.core.errors import ServiceError

LIST_OBJECTS = "s3:ListObjectsV2"
# The files of one day of one account and Region: thousands at most.
_MOST_PAGES = 1_000


def bytes_below(s3: Api, bucket: str, prefix: str) -> int:
    """The size of all objects whose key begins so. Raises AwsError."""
    total = 0
    page: dict[str, str] = {}
    for _ in range(_MOST_PAGES):
        size, token = s3.get("ListObjectsV2", _page, Bucket=bucket, Prefix=prefix, **page)
        total += size
        if token is None:
            return total
        page = {"ContinuationToken": token}
    raise ServiceError(f"{LIST_OBJECTS} does not end: AWS sent {_MOST_PAGES} pages", operation=LIST_OBJECTS)


def _page(answer: Answer) -> tuple[int, str | None]:
    size = sum(int(item["Size"]) for item in answer.get("Contents", ()))
    return size, answer["NextContinuationToken"] if answer.get("IsTruncated") else None


def region_of_bucket(s3: Api, bucket: str) -> str:
    """The Region of a bucket. Raises AwsError."""
    # S3 has no name for its first Region, and an old one for Ireland.
    location = s3.get("GetBucketLocation", lambda answer: answer.get("LocationConstraint") or "", Bucket=bucket)
    return {"": "us-east-1", "EU": "eu-west-1"}.get(location, str(location))
