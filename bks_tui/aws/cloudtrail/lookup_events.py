"""CloudTrail's event history of one Region, page by page.

What LookupEvents does: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from bks_tui.aws.api import Api
from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.listed_event import listed_event
from bks_tui.core.timeline.source import Period

LOOKUP_EVENTS = "cloudtrail:LookupEvents"

# The most that CloudTrail returns. A page may have fewer events, or none, and not be the last.
_PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Lookup:
    """Which events to search for. `attribute` is `Username`, `ResourceName`, `AccessKeyId`, `EventSource` or such."""

    attribute: str
    value: str


def lookup_events(cloudtrail: Api, region: str, lookup: Lookup, period: Period) -> Iterator[tuple[Event, ...]]:
    """The events of a Region, newest first, page by page.

    Raises AwsError, also if the pages cannot be read to the end; CancelledError when stopped.
    """
    return cloudtrail.pages(
        "LookupEvents",
        "Events",
        partial(listed_event, region=region),
        LookupAttributes=[{"AttributeKey": lookup.attribute, "AttributeValue": lookup.value}],
        StartTime=period.since,
        EndTime=period.until,
        MaxResults=_PAGE_SIZE,
    )
