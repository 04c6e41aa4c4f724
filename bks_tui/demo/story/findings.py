"""What further sources know about the demo account: rows, by days before now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.further_services import StoredUse
from bks_tui.demo.story.events import LEAKED

# GuardDuty is enabled in these Regions only.
DETECTORS = ("eu-north-1", "us-east-1", "us-west-2")
ANALYZER = "us-east-1"

_BEDROCK = "Amazon Bedrock"


@dataclass(frozen=True, slots=True)
class StoryFinding:
    """A finding of GuardDuty about a user, seen so often."""

    user: str
    region: str
    kind: str
    severity: float
    days_ago: float
    title: str
    count: int = 1


GUARDDUTY = (
    StoryFinding(
        LEAKED,
        "eu-north-1",
        "Impact:IAMUser/AnomalousModelInvocation",
        2.0,
        0.2,
        f"Models were invoked in an anomalous way by {LEAKED}.",
        count=412,
    ),
    StoryFinding(
        LEAKED,
        "us-east-1",
        "UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom",
        5.0,
        2.9,
        f"APIs commonly used in discovery were invoked from 198.51.100.23 by {LEAKED}.",
    ),
    StoryFinding(
        "BedrockAPIKey-x91c",
        "us-east-1",
        "Persistence:IAMUser/AnomalousBehavior",
        5.0,
        2.6,
        # A title quotes what a caller can choose.
        "APIs commonly used in persistence were invoked by \x1b[31mtrusted\x1b[0m \u202eresu.",
    ),
)

# A user, the service, its title, and how many days ago it was last used; None is never.
USES: tuple[tuple[str, str, str, float | None, str | None], ...] = (
    (LEAKED, "bedrock", _BEDROCK, 0.1, "ap-southeast-3"),
    (LEAKED, "bedrock-mantle", "Amazon Bedrock Mantle", 1.2, "us-east-1"),
    ("BedrockAPIKey-1abz", "bedrock", _BEDROCK, 0.05, "eu-west-1"),
    ("BedrockAPIKey-c4ne", "bedrock", _BEDROCK, 311, "us-east-1"),
    ("BedrockAPIKey-f8uo", "bedrock", _BEDROCK, None, None),
    ("otel-collector", "cloudwatch", "Amazon CloudWatch", 0.01, "eu-west-1"),
)


def add_findings(account: SimulatedAccount) -> None:
    """Add them to the account."""
    further, number = account.further, account.account_id

    def ago(days: float) -> datetime:
        return account.now - timedelta(days=days)

    for region in DETECTORS:
        further.guardduty[region] = []
    for row in GUARDDUTY:
        when = ago(row.days_ago)
        found = further.add_guardduty_finding(
            row.region, number, row.user, row.kind, row.severity, when, Title=row.title
        )
        found["Service"]["Count"] = row.count
    for name, kind in (("BedrockAPIKey-c4ne", "UnusedPermission"), ("BedrockAPIKey-hh0t", "UnusedIAMUserPassword")):
        arn = account.user_arn(account.users[name])
        further.add_unused_finding(ANALYZER, number, arn, kind, ago(20))
    for user, namespace, title, days, where in USES:
        further.uses[user].append(StoredUse(namespace, title, None if days is None else ago(days), where))
    # One of a user whose password was deleted since, and one that deleting the password will not end.
    further.add_session(number, "BedrockAPIKey-m2vd", ago(1.5), ago(-5.5))
    further.add_session(number, "BedrockAPIKey-hh0t", ago(2.7), ago(-9))
    copy = further.add_secret("eu-west-1", number, "cloudwatch/otel-collector/api-key", LastChangedDate=ago(205))
    copy["Tags"] = [{"Key": "iam-user", "Value": "otel-collector"}, {"Key": "service", "Value": "cloudwatch"}]
