"""CloudTrail's event history of one Region, page by page.

What LookupEvents does: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import partial

from bks_tui.aws.api import Answer, Api
from bks_tui.core.cloudtrail.event import Event, parse_event

LOOKUP_EVENTS = "cloudtrail:LookupEvents"

# Two requests a second, for each account and Region.
SECONDS_BETWEEN_CALLS = 0.5
# The most that CloudTrail returns. A page may have fewer events, or none, and not be the last.
_PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Lookup:
    """Which events to search for: `attribute` is `Username`, `ResourceName` or `AccessKeyId`."""

    attribute: str
    value: str


@dataclass(frozen=True, slots=True)
class Period:
    """The time range of a search; both times are aware."""

    since: datetime
    until: datetime


def lookup_events(cloudtrail: Api, region: str, lookup: Lookup, period: Period) -> Iterator[tuple[Event, ...]]:
    """The events of a Region, newest first, page by page.

    Raises AwsError, also if the pages cannot be read to the end; CancelledError when stopped.
    """
    return cloudtrail.pages(
        "LookupEvents",
        "Events",
        partial(_event, region),
        LookupAttributes=[{"AttributeKey": lookup.attribute, "AttributeValue": lookup.value}],
        StartTime=period.since,
        EndTime=period.until,
        MaxResults=_PAGE_SIZE,
    )


def _event(region: str, item: Answer) -> Event:
    """Parse a record. One without an id or a time gets those of the list."""
    time: datetime | None = item.get("EventTime")
    return parse_event(
        item.get("CloudTrailEvent", ""),
        event_id=item.get("EventId", ""),
        time=time.astimezone(timezone.utc) if time else None,
        region=region,
    )
