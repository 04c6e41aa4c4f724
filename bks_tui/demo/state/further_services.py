"""What GuardDuty, Access Analyzer, Secrets Manager, AWS Sign-In and IAM's reports have in a simulated account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class StoredSession:
    """A sign-in session."""

    arn: str
    principal_arn: str
    issued: datetime
    expires: datetime
    client_type: str = "CLI"
    status: str = "ACTIVE"


@dataclass
class StoredUse:
    """The last use of a service by a user: `bedrock`, its title, when and in which Region."""

    namespace: str
    title: str
    when: datetime | None = None
    region: str | None = None


@dataclass
class StoredJob:
    """A report on the last use of services. `states` are those that are shown before it is completed."""

    user_arn: str
    states: list[str]


@dataclass
class FurtherServices:
    """Their state, by Region where they have Regions. A Region without an entry has no detector, or no analyzer.

    `guardduty` are findings as GetFindings returns them, `access_analyzer` as ListFindingsV2 does, `secrets` as
    ListSecrets does. `uses` are by user name, and `looks` the states that a job shows before its end.
    """

    guardduty: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    access_analyzer: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    secrets: defaultdict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    sessions: list[StoredSession] = field(default_factory=list)
    uses: defaultdict[str, list[StoredUse]] = field(default_factory=lambda: defaultdict(list))
    jobs: dict[str, StoredJob] = field(default_factory=dict)
    looks: Sequence[str] = ("IN_PROGRESS",)

    def add_guardduty_finding(
        self, region: str, account_id: str, user: str, kind: str, severity: float, when: datetime, **fields: Any
    ) -> dict[str, Any]:
        """A finding about a user, or with `access_key_id` about a key of it; `fields` are members of the finding."""
        findings = self.guardduty.setdefault(region, [])
        finding_id = f"{len(findings) + 1:032x}"
        key = {"UserName": user, "AccessKeyId": fields.pop("access_key_id", None)}
        finding = {
            "AccountId": account_id,
            "Arn": f"arn:aws:guardduty:{region}:{account_id}:detector/d/finding/{finding_id}",
            "Id": finding_id,
            "Region": region,
            "Resource": {"ResourceType": "AccessKey", "AccessKeyDetails": {k: v for k, v in key.items() if v}},
            "SchemaVersion": "2.0",
            "Service": {"EventLastSeen": f"{when:%Y-%m-%dT%H:%M:%S.000Z}", "Count": 1, "Archived": False},
            "Severity": severity,
            "Title": f"Unusual calls by {user}.",
            "Type": kind,
            "CreatedAt": f"{when:%Y-%m-%dT%H:%M:%S.000Z}",
            "UpdatedAt": f"{when:%Y-%m-%dT%H:%M:%S.000Z}",
            **fields,
        }
        findings.append(finding)
        return finding

    def add_unused_finding(self, region: str, account_id: str, arn: str, kind: str, when: datetime) -> dict[str, Any]:
        """A finding of Access Analyzer about a user or a role."""
        findings = self.access_analyzer.setdefault(region, [])
        finding = {
            "analyzedAt": when,
            "createdAt": when,
            "id": f"finding-{len(findings) + 1}",
            "resource": arn,
            "resourceType": "AWS::IAM::User",
            "resourceOwnerAccount": account_id,
            "status": "ACTIVE",
            "updatedAt": when,
            "findingType": kind,
        }
        findings.append(finding)
        return finding

    def add_secret(self, region: str, account_id: str, name: str, **fields: Any) -> dict[str, Any]:
        """A secret without its value; `fields` are members of what ListSecrets returns."""
        arn = f"arn:aws:secretsmanager:{region}:{account_id}:secret:{name}-AbCdEf"
        secret = {"ARN": arn, "Name": name, **fields}
        self.secrets[region].append(secret)
        return secret

    def add_session(self, account_id: str, user: str, issued: datetime, expires: datetime) -> StoredSession:
        """An active sign-in session of a user."""
        arn = f"arn:aws:signin:us-east-1:{account_id}:session/{len(self.sessions) + 1:08}"
        session = StoredSession(arn, f"arn:aws:iam::{account_id}:user/{user}", issued, expires)
        self.sessions.append(session)
        return session
