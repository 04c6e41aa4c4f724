"""What an evidence bundle says in JSON of itself, of the user, and of what could not be read."""

from __future__ import annotations

from dataclasses import asdict

from bks_tui.core.account.clock_offset import ClockOffset
from bks_tui.core.evidence import Known, Unread
from bks_tui.core.report.evidence import REDACTION, SEAL, Collection
from bks_tui.core.report.incident import Incident
from bks_tui.core.scan.findings import Finding
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.export.evidence.records import SCHEMA
from bks_tui.export.formatting import timestamp
from bks_tui.export.report.to_json import policy_fields
from bks_tui.export.scan.to_json import user_fields
from bks_tui.export.timeline.findings import finding_members
from bks_tui.export.timeline.to_json import coverage_fields


def bundle_document(collection: Collection) -> dict[str, object]:
    """Who collected the bundle, when, with which command and clock, and how its log files are validated."""
    incident, validation = collection.incident, collection.validation
    timeline = incident.timeline
    account, trails = timeline.account, collection.trails
    return {
        "schema": SCHEMA,
        "type": "bundle",
        "bks_version": collection.version,
        "command": collection.command,
        "collected_at": timestamp(incident.made_at),
        "account_id": account.account_id or None,
        "caller_arn": account.caller_arn or None,
        "caller_id": account.caller_id or None,
        "role_arn": account.role_arn,
        "demo": account.demo,
        "target": timeline.target.text,
        "since": timestamp(timeline.since),
        "until": timestamp(timeline.until),
        "complete": incident.complete,
        "records": len(timeline.events),
        "clock_offset": _clock(collection.clock) if collection.clock else None,
        "trails": [asdict(trail) for trail in trails.value] if isinstance(trails, Known) else None,
        "trails_unread": f"{trails}: {trails.detail}" if isinstance(trails, Unread) else None,
        "validation_commands": list(validation.commands),
        "notes": [REDACTION, SEAL, *validation.notes],
    }


def _clock(clock: ClockOffset) -> dict[str, object]:
    return {
        "seconds_ahead_of_aws": clock.ahead,
        "accuracy_seconds": clock.accuracy,
        "measured_at": timestamp(clock.measured_at),
        "operation": clock.operation,
    }


def scan_facts(incident: Incident) -> dict[str, object]:
    """The user behind the target as a scan shows it, with the documents of its managed policies."""
    subject = incident.subject
    return {
        "schema": SCHEMA,
        "type": "scan",
        "read_at": timestamp(incident.made_at),
        "user": user_fields(subject, incident.made_at) if isinstance(subject, Finding) else None,
        "no_user": None if isinstance(subject, Finding) else subject.reason,
        "managed_policies": [policy_fields(arn, document) for arn, document in incident.policy_documents.items()],
    }


def findings_facts(timeline: Timeline) -> dict[str, object]:
    """What further sources say, and how far each was read: not part of what CloudTrail recorded."""
    return {"schema": SCHEMA, "type": "findings", **finding_members(timeline)}


def gaps_document(incident: Incident) -> dict[str, object]:
    """What could not be read, what the sources cover, and what they can never contain."""
    timeline = incident.timeline
    return {
        "schema": SCHEMA,
        "type": "gaps",
        "complete": incident.complete,
        "not_read": list(incident.not_read),
        "gaps": [asdict(gap) for gap in timeline.gaps],
        "remarks": list(timeline.remarks),
        "sources": [coverage_fields(each) for each in timeline.coverage],
    }
