"""The simulated account's CloudTrail: the event history of each Region.

The rules are those of https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import islice
from typing import Any

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import RefusalError, not_simulated
from bks_tui.demo.state.event_store import StoredEvent, TrailPosition
from bks_tui.demo.state.fault_rules import CallTarget

KEPT = timedelta(days=90)
LARGEST_PAGE = 50

_OPERATION = "cloudtrail:LookupEvents"

_ATTRIBUTES: dict[str, Callable[[StoredEvent, str], bool]] = {
    "AccessKeyId": lambda event, value: event.access_key_id == value,
    "EventId": lambda event, value: event.event_id == value,
    "EventName": lambda event, value: event.name == value,
    "EventSource": lambda event, value: event.source == value,
    "ReadOnly": lambda event, value: event.read_only is (value == "true"),
    "ResourceName": lambda event, value: any(name == value for _, name in event.resources),
    "ResourceType": lambda event, value: any(kind == value for kind, _ in event.resources),
    "Username": lambda event, value: event.user_name == value,
}


def lookup_events(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """A page of the Region's management events of the last 90 days, the newest first."""
    matches = _matcher(account, parameters)
    size = account.faults.page_size(CallTarget(_OPERATION, None, region), _page_size(parameters))
    listing, after = _listing(parameters, region), _position(account, parameters, region)
    matching = filter(matches, account.trail.newest_first(region, after))
    found = list(islice(matching, size + 1))
    given = found[:size]
    if len(found) == len(given):
        return {"Events": [_event(event) for event in given]}
    token = account.markers.give(listing, given[-1].position if given else after or ())
    return {"Events": [_event(event) for event in given], "NextToken": token}


def describe_trails(account: SimulatedAccount, _: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The trails of the Region, and those of other Regions that record this one."""
    return {
        "trailList": [
            {
                "Name": trail.name,
                "S3BucketName": trail.bucket,
                "S3KeyPrefix": trail.prefix or None,
                "HomeRegion": trail.home_region,
                "TrailARN": f"arn:{account.partition}:cloudtrail:{trail.home_region}:"
                f"{account.account_id}:trail/{trail.name}",
                "IsMultiRegionTrail": trail.multi_region,
                "IsOrganizationTrail": trail.of_organization,
                "KmsKeyId": trail.kms_key_id,
                "LogFileValidationEnabled": trail.has_digests,
            }
            for trail in account.trails
            if trail.multi_region or trail.home_region == region
        ]
    }


def _matcher(account: SimulatedAccount, parameters: Mapping[str, Any]) -> Callable[[StoredEvent], bool]:
    if "EventCategory" in parameters:
        raise not_simulated("LookupEvents for Insights events")
    is_asked_for = _attribute(parameters.get("LookupAttributes", []))
    oldest = account.now - KEPT
    start, end = max(parameters.get("StartTime", oldest), oldest), parameters.get("EndTime")
    if end is not None and parameters.get("StartTime", start) > end:
        raise _refusal("InvalidTimeRangeException", "The start time is after the end time.")

    def matches(event: StoredEvent) -> bool:
        in_time = event.time >= start and (end is None or event.time <= end)
        return in_time and event.is_management and is_asked_for(event)

    return matches


def _attribute(attributes: list[Mapping[str, str]]) -> Callable[[StoredEvent], bool]:
    if not attributes:
        return lambda _: True
    key, value = attributes[0]["AttributeKey"], attributes[0]["AttributeValue"]
    if len(attributes) > 1 or key not in _ATTRIBUTES or not 1 <= len(value) <= 2000:
        raise _refusal("InvalidLookupAttributesException", "One attribute with a value is allowed.")
    return lambda event: _ATTRIBUTES[key](event, value)


def _page_size(parameters: Mapping[str, Any]) -> int:
    size: int = parameters.get("MaxResults", LARGEST_PAGE)
    if not 1 <= size <= LARGEST_PAGE:
        raise _refusal("InvalidMaxResultsException", f"A page holds 1 to {LARGEST_PAGE} events.")
    return size


def _listing(parameters: Mapping[str, Any], region: str) -> str:
    """What a token is bound to: it continues the same request only."""
    return repr((_OPERATION, region, sorted((name, parameters[name]) for name in parameters if name != "NextToken")))


def _position(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> TrailPosition | None:
    if "NextToken" not in parameters:
        return None
    position = account.markers.position(_listing(parameters, region), parameters["NextToken"])
    if position is None:
        raise _refusal("InvalidNextTokenException", "The token is not valid for this request.")
    return position


def _refusal(code: str, message: str) -> RefusalError:
    return RefusalError(code, message, 400)


def _event(event: StoredEvent) -> dict[str, Any]:
    return {
        "EventId": event.event_id,
        "EventName": event.name,
        "ReadOnly": "true" if event.read_only else "false",
        "AccessKeyId": event.access_key_id,
        "EventTime": event.time,
        "EventSource": event.source,
        "Username": event.user_name,
        "Resources": [{"ResourceType": kind, "ResourceName": name} for kind, name in event.resources],
        "CloudTrailEvent": event.record,
    }
