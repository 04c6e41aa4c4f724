"""The trails of a simulated account, and the log files that they deliver to S3.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bks_tui.demo.state.account import SimulatedAccount

# The mean size of a compressed event in a log file.
BYTES_OF_EVENT = 180


@dataclass
class StoredTrail:
    """A trail. Its bucket is in `bucket_region`; `prefix` is before `AWSLogs`, without a slash at its end."""

    name: str
    bucket: str
    prefix: str = ""
    home_region: str = "us-east-1"
    bucket_region: str = "us-east-1"
    of_organization: bool = False
    kms_key_id: str | None = None
    multi_region: bool = True
    has_digests: bool = True
    # The files as of so many events: making them takes longer than a call.
    _files: tuple[int, list[DeliveredFile]] = field(default=(-1, []), init=False, repr=False)

    def root(self, account: SimulatedAccount) -> str:
        """The folder of all accounts."""
        organization = account.organization
        of = f"{organization.organization_id}/" if self.of_organization and organization else ""
        return f"{self.prefix}/AWSLogs/{of}" if self.prefix else f"AWSLogs/{of}"

    def files(self, account: SimulatedAccount) -> list[DeliveredFile]:
        """The files in the order of their keys: one an hour, of each account and Region."""
        recorded = list(_accounts(account, self))
        events = sum(len(each.trail.all()) for each in recorded)
        if self._files[0] != events:
            self._files = events, _log_files(self.root(account), recorded)
        return self._files[1]


@dataclass(frozen=True)
class DeliveredFile:
    """A delivered file: where it is, and the records in it."""

    key: str
    account_id: str
    region: str
    day: date
    records: Sequence[Mapping[str, Any]]

    @property
    def size(self) -> int:
        """Its compressed size in bytes."""
        return BYTES_OF_EVENT * len(self.records)

    @property
    def content(self) -> bytes:
        """What is in it."""
        return gzip.compress(json.dumps({"Records": list(self.records)}).encode(), mtime=0)


def _log_files(root: str, accounts: Sequence[SimulatedAccount]) -> list[DeliveredFile]:
    hours = defaultdict[tuple[str, str, str], list[Mapping[str, Any]]](list)
    for recorded in accounts:
        for event in recorded.trail.all():
            record = _readable(event.record)
            if record is not None:
                hours[recorded.account_id, event.region, f"{event.time:%Y%m%dT%H}"].append(record)
    files = [_file(root, *place, records) for place, records in hours.items()]
    return sorted(files, key=lambda file: file.key)


def _accounts(account: SimulatedAccount, trail: StoredTrail) -> Iterator[SimulatedAccount]:
    yield account
    if trail.of_organization and account.organization:
        members = (account.members.find(each.target_id) for each in account.organization.accounts)
        yield from (member for member in members if member)


def _readable(record: str) -> Mapping[str, Any] | None:
    try:
        value: Mapping[str, Any] = json.loads(record)
    except ValueError:
        return None
    return value


def _file(root: str, account_id: str, region: str, hour: str, records: Sequence[Mapping[str, Any]]) -> DeliveredFile:
    year, month, day = hour[:4], hour[4:6], hour[6:8]
    unique = blake2b(f"{account_id}{region}{hour}".encode(), digest_size=8).hexdigest()
    key = (
        f"{root}{account_id}/CloudTrail/{region}/{year}/{month}/{day}/"
        f"{account_id}_CloudTrail_{region}_{hour}05Z_{unique}.json.gz"
    )
    return DeliveredFile(key, account_id, region, date(int(year), int(month), int(day)), records)
