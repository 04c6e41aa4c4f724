"""An event as LookupEvents lists it: a record within a string, and beside it what CloudTrail says about the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from bks_tui.core.cloudtrail.event import Actor, ActorKind, Event, parse_event
from bks_tui.core.cloudtrail.record import flag_in, text_in, time_in


def listed_event(item: Mapping[str, Any], region: str = "") -> Event:
    """Parse a record. What it lacks comes from the list; of an unreadable one, all that the list says."""
    event = parse_event(
        text_in(item, "CloudTrailEvent") or "", event_id=text_in(item, "EventId") or "", time=_time(item), region=region
    )
    return _unreadable(event, item) if event.problem else event


def _unreadable(event: Event, item: Mapping[str, Any]) -> Event:
    listed = item.get("Resources")
    resources = [text_in(each, "ResourceName") for each in listed] if isinstance(listed, list) else []
    name = text_in(item, "Username") or "unknown"
    return replace(
        event,
        name=text_in(item, "EventName") or "",
        source=text_in(item, "EventSource") or "",
        read_only=flag_in(item, "ReadOnly"),
        actor=Actor(ActorKind.OTHER, name, access_key_id=text_in(item, "AccessKeyId")),
        resources=tuple(filter(None, resources)),
    )


def _time(item: Mapping[str, Any]) -> datetime | None:
    """boto3 gives a time, the AWS CLI a text, or a number of seconds."""
    time = item.get("EventTime")
    if isinstance(time, datetime):
        return time.astimezone(timezone.utc)
    if isinstance(time, (int, float)) and not isinstance(time, bool):
        try:
            return datetime.fromtimestamp(time, timezone.utc)
        except (ValueError, OverflowError, OSError):
            return None
    return time_in(item, "EventTime")
