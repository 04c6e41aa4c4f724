"""CloudTrail's event history of one Region, page by page.

What LookupEvents does: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import partial

from bks_tui.aws.api import Answer, Api
from bks_tui.core.cloudtrail.event import Actor, ActorKind, Event, parse_event
from bks_tui.core.timeline.source import Period

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
    """Parse a record. What it lacks comes from the list; of an unreadable one, all that the list says."""
    time: datetime | None = item.get("EventTime")
    event = parse_event(
        item.get("CloudTrailEvent", ""),
        event_id=item.get("EventId", ""),
        time=time.astimezone(timezone.utc) if time else None,
        region=region,
    )
    return _listed(event, item) if event.problem else event


def _listed(event: Event, item: Answer) -> Event:
    """An unreadable event with what LookupEvents says about it."""
    resources = [resource.get("ResourceName") for resource in item.get("Resources", ())]
    return replace(
        event,
        name=item.get("EventName", ""),
        source=item.get("EventSource", ""),
        read_only={"true": True, "false": False}.get(item.get("ReadOnly", "")),
        actor=Actor(ActorKind.OTHER, item.get("Username") or "unknown", access_key_id=item.get("AccessKeyId")),
        resources=tuple(filter(None, resources)),
    )
