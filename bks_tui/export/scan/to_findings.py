"""The users of a scan as findings: one for each user, whatever its status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from bks_tui.core.iam.user import UserKind
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.run import AccountRecord, RunHeader
from bks_tui.export.findings.finding import ExportedFinding, ExportedSubject, FindingAccount, Level, uid_of

# A user about whom something could not be read may be one at risk.
_LEVELS = {
    Status.AT_RISK: Level.HIGH,
    Status.UNKNOWN: Level.MEDIUM,
    Status.ACTIVE: Level.LOW,
    Status.NO_LIVE_KEY: Level.INFORMATIONAL,
    Status.ORPHANED: Level.INFORMATIONAL,
}
_ADVICE = {
    Status.AT_RISK: "Contain the user, then read its timeline: bks does both.",
    Status.UNKNOWN: "Scan again with the permissions that 'bks permissions scan' prints.",
    Status.ACTIVE: "Read the timeline of the API key with bks, and delete the key if nobody needs it.",
    Status.NO_LIVE_KEY: "Delete API keys that nobody needs.",
    Status.ORPHANED: "Delete the user: the clean-up of bks checks it first.",
}
_MEANINGS = {
    UserKind.PHANTOM: "The AWS console created this IAM user for an API key. It stays when the key expires.",
    UserKind.ORDINARY: "This IAM user was not created for an API key, and has one.",
}
# Where IAM is, for accounts whose Region is not known: ASFF needs one.
_IAM_REGIONS = {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1", "aws-eusc": "eusc-de-east-1"}
_DEFAULT_IAM_REGION = "us-east-1"


def scan_findings(header: RunHeader, records: Iterable[AccountRecord]) -> Iterator[ExportedFinding]:
    """A finding for each user, account by account, phantom users first."""
    for record in records:
        for user in (*record.phantom_users, *record.other_users):
            yield _finding(user, record, header)


def _finding(user: Mapping[str, Any], record: AccountRecord, header: RunHeader) -> ExportedFinding:
    status = next((each for each in Status if each.value == user.get("status")), Status.UNKNOWN)
    arn, name, kind = user.get("arn"), str(user["username"]), str(user["kind"])
    partition = next(iter(str(arn or "").split(":")[1:]), header.partition or "aws")
    place = FindingAccount(
        record.account_id,
        record.account_name,
        partition,
        header.region or _IAM_REGIONS.get(partition, _DEFAULT_IAM_REGION),
        header.demo,
    )
    uid = str(arn or f"arn:{partition}:iam::{record.account_id}:user/{name}")
    made_at = record.scan_time or header.started
    return ExportedFinding(
        # A user that is deleted and created again is another one.
        uid=uid_of("scan", partition, record.account_id, str(user.get("user_id") or uid)),
        rule=f"{kind} user".replace(" ", "-"),
        rule_title=f"{kind.capitalize()} user",
        rule_meaning=_MEANINGS[UserKind.ORDINARY if kind == UserKind.ORDINARY.value else UserKind.PHANTOM],
        title=f"{kind.capitalize()} user {name}: {status.value}",
        description=" ".join(_sentences(user, status)),
        advice=_ADVICE[status],
        level=_LEVELS[status],
        place=place,
        subject=ExportedSubject("AwsIamUser", uid, name, ("aws", record.account_id, "iam", "user", name)),
        technique=None,
        first_seen=_time(user.get("created")),
        last_seen=made_at,
        made_at=made_at,
        details={**user, "scan_complete": record.is_done, "scan_gaps": record.reason or None},
    )


def _sentences(user: Mapping[str, Any], status: Status) -> Iterator[str]:
    """The status with its reasons, holds and notes, and what could not be read."""
    contained = ", contained by bks" if user.get("contained") is True else ""
    yield f"Status: {status.value}{contained}."
    for label, texts in (
        ("Reasons", user.get("reasons") or ()),
        ("Deletion holds", [hold["reason"] for hold in user.get("holds") or ()]),
        ("Notes", user.get("notes") or ()),
        ("Could not be read", list(user.get("unread") or ())),
    ):
        if texts:
            yield f"{label}: {'; '.join(map(str, texts))}."


def _time(text: object) -> datetime | None:
    """A point in time of the JSON of a scan; a stored run may have been edited."""
    try:
        found = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else None
