"""CloudTrail records of an invented incident, and the events made of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from bks_tui.core.cloudtrail.event import Event, parse_event

ACCOUNT = "210987654321"
PHANTOM = "BedrockAPIKey-zq7m"
START = datetime(2026, 11, 20, 8, 0, tzinfo=timezone.utc)


def user_identity(name: str = PHANTOM, **fields: Any) -> dict[str, Any]:
    """An IAM user, as CloudTrail writes it."""
    return {
        "type": "IAMUser",
        "principalId": "AIDAINVENTEDFORTESTS0",
        "arn": f"arn:aws:iam::{ACCOUNT}:user/{name}",
        "accountId": ACCOUNT,
        "userName": name,
        **fields,
    }


def role_identity(session: str = "deploy-17", role: str = "Deployer", **fields: Any) -> dict[str, Any]:
    """A session of a role, as CloudTrail writes it. A `role` may begin with a path."""
    return {
        "type": "AssumedRole",
        "principalId": f"AROAINVENTEDFORTESTS0:{session}",
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{role.rpartition('/')[2]}/{session}",
        "accountId": ACCOUNT,
        "accessKeyId": "ASIAINVENTEDFORTEST7",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "arn": f"arn:aws:iam::{ACCOUNT}:role/{role}",
                "accountId": ACCOUNT,
                "userName": role.rpartition("/")[2],
            },
            "attributes": {"creationDate": "2026-11-20T07:59:00Z", "mfaAuthenticated": "false"},
        },
        **fields,
    }


def cloudtrail_record(
    name: str = "InvokeModel",
    source: str = "bedrock.amazonaws.com",
    *,
    minute: float = 0,
    identity: Mapping[str, Any] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """A record, `minute` minutes after START, by the phantom if not by another `identity`.

    `fields` are the record's own (`errorCode=…`, `requestParameters=…`). The same arguments give
    the same event id, others another.
    """
    moment = START + timedelta(minutes=minute)
    record: dict[str, Any] = {
        "eventVersion": "1.11",
        "userIdentity": dict(user_identity() if identity is None else identity),
        "eventTime": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": source,
        "eventName": name,
        "awsRegion": "us-west-2",
        "sourceIPAddress": "198.51.100.7",
        "userAgent": "Boto3/1.44.5 md/Botocore#1.44.5 os/linux lang/python#3.12.1",
        "requestParameters": None,
        "responseElements": None,
        "readOnly": name.startswith(("Get", "List", "Invoke", "Converse")),
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
        **fields,
    }
    number = abs(hash_of(record))
    return {"eventID": f"00000000-0000-4000-8000-{number % 10**12:012d}", **record}


def hash_of(value: object) -> int:
    """A number that is the same in every run, unlike `hash`."""
    return int.from_bytes(json.dumps(value, sort_keys=True).encode(), "big") % (2**61 - 1)


def an_event(name: str = "InvokeModel", source: str = "bedrock.amazonaws.com", **fields: Any) -> Event:
    """The event of such a record (see `cloudtrail_record`)."""
    return parse_event(json.dumps(cloudtrail_record(name, source, **fields)))


def iam_event(name: str, user: str = PHANTOM, **fields: Any) -> Event:
    """A call to IAM about `user`; by a role session unless `identity` says otherwise."""
    parameters = {"userName": user, **fields.pop("requestParameters", {})}
    fields = {"identity": role_identity(), "awsRegion": "us-east-1", **fields}
    return an_event(name, "iam.amazonaws.com", requestParameters=parameters, **fields)


def an_unparsed_event() -> Event:
    """The event of a record that is no JSON."""
    return parse_event("{ cut off", event_id="unparsed-1", time=START, region="us-west-2")
