"""CloudTrail records as AWS writes them (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bks_tui.demo.state.regions import GLOBAL_REGION

# As in Bedrock's records: an invocation changes nothing, so CloudTrail calls it a read.
_READS = ("Converse", "Describe", "Get", "Head", "Invoke", "List", "Lookup")


def cloudtrail_record(
    name: str,
    source: str,
    *,
    region: str,
    when: datetime,
    identity: Mapping[str, Any],
    event_id: str,
    account_id: str,
    fields: Mapping[str, Any],
) -> dict[str, Any]:
    """A record of a call, `when` in UTC. `fields` replace the default fields."""
    return {
        "eventVersion": "1.11",
        "userIdentity": dict(identity),
        "eventTime": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": source,
        "eventName": name,
        "awsRegion": region,
        "sourceIPAddress": identity.get("invokedBy", "192.0.2.10"),
        "userAgent": identity.get("invokedBy", "Boto3/1.44.5 md/Botocore#1.44.5 os/linux lang/python#3.12.1"),
        "requestParameters": None,
        "responseElements": None,
        "requestID": event_id[::-1],
        "eventID": event_id,
        "readOnly": name.startswith(_READS),
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": account_id,
        "eventCategory": "Management",
        **fields,
    }


def region_of_record(source: str, region: str | None, partition: str) -> str:
    """The Region in which CloudTrail records a call to `region`: one for all of IAM in each partition."""
    home = GLOBAL_REGION[partition]
    return home if region is None or source == "iam.amazonaws.com" else region
