"""Alerts as the services send them, about principals that nobody ever had."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.support.events import cloudtrail_record, role_identity
from tests.support.keys import SECRET, SESSION_KEY_ID, USER_KEY_ID

ACCOUNT = "210987654321"
OTHER_ACCOUNT = "998877665544"
ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
SECRET_ACCESS_KEY = SECRET[:40]

JSON = Mapping[str, Any]


def envelope(detail: JSON, kind: str, source: str, **fields: str) -> dict[str, Any]:
    """An event of EventBridge."""
    outer = {"version": "0", "detail-type": kind, "source": source, "account": ACCOUNT, "region": "eu-central-1"}
    return {**outer, "resources": [], **fields, "detail": detail}


def guardduty_finding(**details: str) -> dict[str, Any]:
    """A finding about an access key, as EventBridge gives it."""
    used = {"accessKeyId": USER_KEY_ID, "principalId": "AIDAINVENTED", "userType": "IAMUser", "userName": "alice"}
    return {
        "schemaVersion": "2.0",
        "accountId": ACCOUNT,
        "region": "eu-central-1",
        "type": "UnauthorizedAccess:IAMUser/MaliciousIPCaller",
        "resource": {"resourceType": "AccessKey", "accessKeyDetails": {**used, **details}},
        "service": {"serviceName": "guardduty", "action": {"actionType": "AWS_API_CALL"}},
        "severity": 5,
    }


def capitalized(value: Any) -> Any:
    """The same with the field names of the API."""
    if isinstance(value, dict):
        return {name[0].upper() + name[1:]: capitalized(each) for name, each in value.items()}
    return [capitalized(each) for each in value] if isinstance(value, list) else value


def attack_sequence() -> dict[str, Any]:
    """A finding about a sequence of acts by two actors."""
    alice = {"name": "alice", "uid": "AIDAINVENTED", "type": "IAMUser", "account": {"uid": ACCOUNT}}
    role = {"name": "Deploy", "type": "AssumedRole", "credentialUid": SESSION_KEY_ID, "account": {"uid": OTHER_ACCOUNT}}
    return {
        "accountId": ACCOUNT,
        "region": "eu-central-1",
        "type": "AttackSequence:IAM/CompromisedCredentials",
        "resource": {"resourceType": "AttackSequence"},
        "service": {"detection": {"sequence": {"actors": [{"id": "1", "user": alice}, {"id": "2", "user": role}]}}},
    }


def health_event(*access_key_ids: str) -> dict[str, Any]:
    """An event about exposed credentials."""
    return {
        "eventArn": "arn:aws:health:us-east-1::event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/AWS_RISK_CREDENTIALS_EXPOSED_1",
        "service": "RISK",
        "eventTypeCode": "AWS_RISK_CREDENTIALS_EXPOSED",
        "eventDescription": [{"language": "en_US", "latestDescription": "Your access key may be exposed."}],
        "affectedEntities": [{"entityValue": each} for each in access_key_ids or (USER_KEY_ID,)],
    }


def github_webhook(secret: str = USER_KEY_ID) -> dict[str, Any]:
    """An alert of secret scanning, as a webhook gives it."""
    return {
        "action": "created",
        "alert": {"number": 7, "secret_type": "aws_access_key_id", "secret": secret, "state": "open"},
        "repository": {"full_name": "example/site"},
    }


def trufflehog_result(**extra: str) -> dict[str, Any]:
    """A result for an access key."""
    return {
        "SourceMetadata": {"Data": {"Git": {"commit": "0" * 40, "file": "deploy.sh", "line": 4}}},
        "DetectorName": "AWS",
        "Verified": bool(extra),
        "Raw": USER_KEY_ID,
        "RawV2": f"{USER_KEY_ID}:{SECRET_ACCESS_KEY}",
        "ExtraData": extra or None,
    }


def gitleaks_finding(secret: str = USER_KEY_ID) -> dict[str, Any]:
    """A finding of a rule."""
    return {
        "RuleID": "aws-access-token",
        "StartLine": 4,
        "Match": f"export AWS_ACCESS_KEY_ID={secret}",
        "Secret": secret,
        "File": "deploy.sh",
        "Email": "ana@example.com",
        "Fingerprint": "deploy.sh:aws-access-token:4",
    }


def sarif(*snippets: str) -> dict[str, Any]:
    """A run of a scanner, with a result for each snippet."""
    results = [
        {
            "ruleId": "aws-access-token",
            "message": {"text": "aws-access-token has detected a secret"},
            "locations": [{"physicalLocation": {"region": {"startLine": 4, "snippet": {"text": each}}}}],
        }
        for each in snippets
    ]
    return {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "scanner"}}, "results": results}]}


def created_key() -> dict[str, Any]:
    """The record of a session that created a key for another."""
    return cloudtrail_record(
        "CreateAccessKey",
        "iam.amazonaws.com",
        identity=role_identity(),
        awsRegion="us-east-1",
        requestParameters={"userName": "alice"},
    )


def as_lines(*values: JSON) -> str:
    """JSON lines."""
    return "\n".join(map(json.dumps, values))
