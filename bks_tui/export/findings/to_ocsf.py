"""Findings as OCSF: events of the class Detection Finding (2004), times in milliseconds.

https://schema.ocsf.io/1.5.0/classes/detection_finding. What the class has no field for is in `unmapped`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from ipaddress import ip_address

from bks_tui import __version__
from bks_tui.core.cloudtrail.event import ActorKind, Event
from bks_tui.export.findings.finding import (
    VENDOR,
    ExportedFinding,
    harmless,
    technique_parts,
    technique_url,
)
from bks_tui.export.timeline.to_json import event_fields

OCSF_VERSION = "1.5.0"
_AWS_ACCOUNT = 10
_CLASS, _CREATE = 2004, 1
# An administrator, a system, another; everybody else is a user.
_USER_TYPES = {ActorKind.ROOT: 2, ActorKind.SERVICE: 3, ActorKind.OTHER: 99}
_EVIDENCE_FIELDS = (
    "event_id",
    "event_time",
    "event_source",
    "region",
    "user_agent",
    "error_code",
    "model_id",
    "resources",
)


def ocsf_events(findings: Iterable[ExportedFinding]) -> list[object]:
    """An event for each finding."""
    return [harmless(_event(finding)) for finding in findings]


def _event(finding: ExportedFinding) -> dict[str, object]:
    first = finding.first_seen or finding.last_seen
    return {
        "activity_id": _CREATE,
        "activity_name": "Create",
        "category_name": "Findings",
        "category_uid": _CLASS // 1000,
        "class_name": "Detection Finding",
        "class_uid": _CLASS,
        "type_uid": _CLASS * 100 + _CREATE,
        "type_name": "Detection Finding: Create",
        "time": milliseconds(finding.last_seen),
        "start_time": milliseconds(first),
        "end_time": milliseconds(finding.last_seen),
        "severity_id": finding.level.value,
        "severity": finding.level.name.capitalize(),
        "status_id": 1,
        "status": "New",
        "message": finding.title,
        "metadata": {
            "version": OCSF_VERSION,
            "uid": finding.uid,
            "event_code": finding.rule,
            "profiles": ["cloud"],
            "product": {"name": VENDOR, "vendor_name": VENDOR, "version": __version__},
        },
        "finding_info": _finding_info(finding, first),
        "cloud": _cloud(finding),
        "resources": [_resource(finding)],
        "remediation": {"desc": finding.advice},
        **({"evidences": [_evidence(event) for event in finding.events]} if finding.events else {}),
        "unmapped": {"demo": finding.place.demo, **finding.details},
    }


def _finding_info(finding: ExportedFinding, first: datetime) -> dict[str, object]:
    return {
        "uid": finding.uid,
        "title": finding.title,
        "desc": finding.description,
        "types": [finding.rule],
        "created_time": milliseconds(first),
        "modified_time": milliseconds(finding.made_at),
        "first_seen_time": milliseconds(first),
        "last_seen_time": milliseconds(finding.last_seen),
        **({"attacks": [_attack(finding.technique)]} if finding.technique else {}),
    }


def _attack(technique: str) -> dict[str, object]:
    uid, name = technique_parts(technique)
    above, _, below = uid.partition(".")
    parent, _, child = name.partition(": ")
    of_parent = {"uid": above, "name": parent, "src_url": technique_url(above)}
    sub_technique = {"uid": uid, "name": child or name, "src_url": technique_url(uid)}
    return {
        "technique": of_parent,
        **({"sub_technique": sub_technique} if below else {}),
    }


def _cloud(finding: ExportedFinding) -> dict[str, object]:
    place = finding.place
    account = {
        "uid": place.account_id,
        "name": place.account_name or place.account_id,
        "type": "AWS Account",
        "type_id": _AWS_ACCOUNT,
    }
    return {
        "provider": "AWS",
        **({"region": place.region} if place.region else {}),
        **({"account": account} if place.account_id else {}),
    }


def _resource(finding: ExportedFinding) -> dict[str, object]:
    subject, place = finding.subject, finding.place
    return {
        "uid": subject.uid,
        "name": subject.name,
        "type": subject.kind,
        "cloud_partition": place.partition,
        **({"region": place.region} if place.region else {}),
    }


def _evidence(event: Event) -> dict[str, object]:
    """What one event shows."""
    fields = event_fields(event)
    actor = event.actor
    user = {
        "name": actor.name,
        "uid": actor.arn or actor.name,
        "type_id": _USER_TYPES.get(actor.kind, 1),
        **({"credential_uid": actor.access_key_id} if actor.access_key_id else {}),
    }
    return {
        "api": {"operation": event.name or "unknown"},
        "actor": {"user": user},
        **({"src_endpoint": _endpoint(event.source_ip)} if event.source_ip else {}),
        "data": {name: fields[name] for name in _EVIDENCE_FIELDS},
    }


def _endpoint(source: str) -> dict[str, str]:
    """An address, or the name of the AWS service that called."""
    try:
        return {"ip": str(ip_address(source))}
    except ValueError:
        return {"domain": source}


def milliseconds(when: datetime) -> int:
    """A point in time in milliseconds since 1970, as OCSF counts."""
    return int(when.timestamp() * 1000)
