"""A trail, and the commands that check whether the log files that it delivered are complete and unchanged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bks_tui.core.account.account import Account
from bks_tui.core.account.aws_cli import aws_command

# Stands in a command for what bks does not know.
TRAIL_ARN = "TRAIL_ARN"

# A digest file lists what was delivered in an hour, and is delivered after it.
_DELIVERED_WITHIN = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Trail:
    """A trail. `prefix` is before `AWSLogs` in the bucket, without a slash; empty if there is none.

    `has_digests` is whether it delivers the digest files by which its log files can be validated.
    """

    name: str
    arn: str
    bucket: str
    prefix: str
    home_region: str
    multi_region: bool
    of_organization: bool
    kms_key_id: str | None
    has_digests: bool


@dataclass(frozen=True, slots=True)
class DeliveredLogs:
    """The log files of an account in some Regions, with the events of a period."""

    account: Account
    regions: tuple[str, ...]
    since: datetime
    until: datetime


def validation_commands(trails: Iterable[Trail], logs: DeliveredLogs) -> Iterator[str]:
    """The commands that validate these log files of each trail, which works where they were delivered only.

    The command validates one Region:
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-cli.html
    """
    for trail in trails:
        for region in logs.regions if trail.multi_region else (trail.home_region,):
            yield from _command(logs, region, trail.arn, of_organization=trail.of_organization)


def validation_template(logs: DeliveredLogs) -> Iterator[str]:
    """The same command for each Region, with a place for the ARN of the trail."""
    for region in logs.regions:
        yield from _command(logs, region, TRAIL_ARN, of_organization=False)


def _command(logs: DeliveredLogs, region: str, arn: str, *, of_organization: bool) -> Iterator[str]:
    options = {"trail_arn": arn, "start_time": _time(logs.since), "end_time": _time(logs.until + _DELIVERED_WITHIN)}
    if of_organization:
        # The trail of an organization has the files of many accounts.
        options["account_id"] = logs.account.account_id
    command = aws_command(replace(logs.account, region=region), "cloudtrail", "validate-logs", **options)
    if command:
        yield command


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
