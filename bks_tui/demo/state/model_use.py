"""What a simulated Bedrock records of the use of models: model-invocation logs on S3, and metrics in CloudWatch.

https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from bks_tui.demo.state.account import SimulatedAccount

_PERMISSION_CHECK = b"Permissions are correctly set for Amazon Bedrock logs."


class MetricPoint(NamedTuple):
    """The tokens of one call, in the order of input, output, read from a cache, written to it."""

    when: datetime
    tokens: tuple[int, int, int, int]


@dataclass(frozen=True)
class InvocationFile:
    """A delivered file."""

    key: str
    content: bytes

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return len(self.content)


@dataclass
class InvocationLogs:
    """The logging of a Region: to a bucket there, or to a log group only."""

    region: str
    bucket: str | None = None
    prefix: str = ""
    log_group: str | None = None
    records: list[Mapping[str, Any]] = field(default_factory=list)
    # How many records are in the files that were made: to compress them takes longer than a call.
    _made: tuple[int, list[InvocationFile]] = field(default=(0, []))

    @property
    def bucket_region(self) -> str:
        """The Region of the bucket."""
        return self.region

    @property
    def configuration(self) -> dict[str, Any]:
        """The logging as Bedrock shows it."""
        s3 = {"bucketName": self.bucket, "keyPrefix": self.prefix} if self.bucket else None
        group = {"logGroupName": self.log_group, "roleArn": "arn:aws:iam::111122223333:role/logs"}
        return {"s3Config": s3, "cloudWatchConfig": group if self.log_group else None, "textDataDeliveryEnabled": True}

    def files(self, account: SimulatedAccount) -> list[InvocationFile]:
        """The files in the order of their keys: one an hour, beside one that Bedrock tries the permissions with."""
        number, files = self._made
        if not files or number != len(self.records):
            files = self._files(account)
            self._made = len(self.records), files
        return files

    def _files(self, account: SimulatedAccount) -> list[InvocationFile]:
        before = f"{self.prefix}/" if self.prefix else ""
        root = f"{before}AWSLogs/{account.account_id}/BedrockModelInvocationLogs/"
        hours = defaultdict[str, list[Mapping[str, Any]]](list)
        for record in self.records:
            hours[str(record["timestamp"])[:13]].append(record)
        files = [InvocationFile(f"{root}amazon-bedrock-logs-permission-check", _PERMISSION_CHECK)]
        for hour, records in hours.items():
            folder = hour.replace("-", "/").replace("T", "/")
            lines = "".join(f"{json.dumps(record)}\n" for record in records)
            key = f"{root}{self.region}/{folder}/{hour.replace('-', '')}0000000Z_0a1b2c3d.json.gz"
            files.append(InvocationFile(key, gzip.compress(lines.encode(), mtime=0)))
        return sorted(files, key=lambda file: file.key)


@dataclass
class ModelUse:
    """The logging and the metrics of all Regions."""

    logs: dict[str, InvocationLogs] = field(default_factory=dict)
    metrics: dict[tuple[str, str], list[MetricPoint]] = field(default_factory=dict)
    _write: Callable[[], object] | None = None

    def write_later(self, write: Callable[[], object]) -> None:
        """Fill this when it is first asked for: that takes longer than a call."""
        self._write = write

    def written(self) -> ModelUse:
        """This, filled."""
        write, self._write = self._write, None
        if write:
            write()
        return self

    def count(self, region: str, model: str, point: MetricPoint) -> None:
        """Add a call to the metrics of a model."""
        self.metrics.setdefault((region, model), []).append(point)
