"""The files in a bucket of logs on S3: which there are, how large they are, what is in one, and where the bucket is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bks_tui.aws.api import Answer, Api
from bks_tui.core.errors import ServiceError

LIST_OBJECTS = "s3:ListObjectsV2"
GET_OBJECT = "s3:GetObject"
# The files of one day of one account and Region: thousands at most.
_MOST_PAGES = 1_000


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a bucket."""

    key: str
    size: int


def files_below(s3: Api, bucket: str, prefix: str) -> Iterator[StoredFile]:
    """The files whose key begins so, in the order of their keys. Raises AwsError."""
    page: dict[str, str] = {}
    for _ in range(_MOST_PAGES):
        files, token = s3.get("ListObjectsV2", _page, Bucket=bucket, Prefix=prefix, **page)
        yield from files
        if token is None:
            return
        page = {"ContinuationToken": token}
    raise ServiceError(f"{LIST_OBJECTS} does not end: AWS sent {_MOST_PAGES} pages", operation=LIST_OBJECTS)


def bytes_below(s3: Api, bucket: str, prefix: str) -> int:
    """The size of all files whose key begins so. Raises AwsError."""
    return sum(file.size for file in files_below(s3, bucket, prefix))


def _page(answer: Answer) -> tuple[tuple[StoredFile, ...], str | None]:
    files = tuple(StoredFile(item["Key"], int(item["Size"])) for item in answer.get("Contents", ()))
    return files, answer["NextContinuationToken"] if answer.get("IsTruncated") else None


def content_of(s3: Api, bucket: str, key: str, most: int) -> bytes:
    """What is in a file of at most `most` bytes. Raises AwsError."""
    return s3.content("GetObject", most, Bucket=bucket, Key=key)


def region_of_bucket(s3: Api, bucket: str) -> str:
    """The Region of a bucket. Raises AwsError."""
    # S3 has no name for its first Region, and an old one for Ireland.
    location = s3.get("GetBucketLocation", lambda answer: answer.get("LocationConstraint") or "", Bucket=bucket)
    return {"": "us-east-1", "EU": "eu-west-1"}.get(location, str(location))
