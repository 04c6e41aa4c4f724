"""Findings in the AWS Security Finding Format, as `BatchImportFindings` takes them.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html. The product is the
default one of the finding's own account: other accounts may not send it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, ip_address
from itertools import islice
from typing import Any

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.errors import UsageError
from bks_tui.export.findings.finding import VENDOR, ExportedFinding, ExportedSubject, clean, technique_parts
from bks_tui.export.formatting import timestamp, timestamp_if_known

# What begins the name of what gave a finding.
GENERATOR = f"{VENDOR}/"

# The lengths that Security Hub accepts:
# https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-attributes.html
_TITLE, _DESCRIPTION, _ADVICE, _FIELD, _RESOURCE_ID = 256, 1024, 512, 2048, 512
_MOST_FIELDS = 50
_TYPE_OF_USER = "Software and Configuration Checks/AWS Security Best Practices"
_TYPE_OF_SIGNAL = "Unusual Behaviors/User"


def asff_findings(findings: Iterable[ExportedFinding]) -> list[dict[str, Any]]:
    """The findings. Raises UsageError where the account of one is not known."""
    return [_asff(finding) for finding in findings]


def product_arn(partition: str, region: str, account_id: str) -> str:
    """The default product of an account: what it sends itself."""
    return f"arn:{partition}:securityhub:{region}:{account_id}:product/{account_id}/default"


def _asff(finding: ExportedFinding) -> dict[str, Any]:
    place = finding.place
    if not (place.account_id and place.region):
        raise UsageError(
            "ASFF needs the account and the Region of each finding, and the log files do not show them",
            "Use --format ocsf, or read with credentials of the account.",
        )
    severity = {"Label": finding.level.name, "Original": clean(finding.level.name)}
    kind = _TYPE_OF_SIGNAL if finding.technique or finding.is_behavior else _TYPE_OF_USER
    first = finding.first_seen or finding.last_seen
    return {
        "SchemaVersion": "2018-10-08",
        "Id": finding.uid,
        "ProductArn": product_arn(place.partition, place.region, place.account_id),
        "GeneratorId": f"{GENERATOR}{finding.rule}",
        "AwsAccountId": place.account_id,
        "Types": [kind],
        "FirstObservedAt": timestamp(first),
        "LastObservedAt": timestamp(finding.last_seen),
        "CreatedAt": timestamp(first),
        "UpdatedAt": timestamp(finding.made_at),
        "Severity": severity,
        "Title": clean(finding.title, _TITLE),
        "Description": clean(finding.description, _DESCRIPTION),
        "Remediation": {"Recommendation": {"Text": clean(finding.advice, _ADVICE)}},
        "ProductFields": _product_fields(finding),
        "Resources": [_resource(finding)],
        "FindingProviderFields": {"Severity": severity, "Types": [kind]},
        "RecordState": "ACTIVE",
        "Sample": place.demo,
        **_action(finding.events),
    }


def _product_fields(finding: ExportedFinding) -> dict[str, str]:
    """All details, by name. What could not be read is in the field `bks/unread`."""
    technique = dict(zip(("technique", "technique_name"), technique_parts(finding.technique or ""), strict=True))
    fields = {**(technique if finding.technique else {}), **finding.details}
    texts = ((f"bks/{name}", _text(value)) for name, value in fields.items())
    return dict(islice(((name, clean(text, _FIELD)) for name, text in texts if text.strip()), _MOST_FIELDS))


def _text(value: object) -> str:
    """A value in a field that takes text only."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={text}" for name, item in value.items() if (text := _text(item)))
    if isinstance(value, list | tuple):
        return "; ".join(text for text in map(_text, value) if text)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _resource(finding: ExportedFinding) -> dict[str, Any]:
    subject, place = finding.subject, finding.place
    return {
        "Type": subject.kind,
        "Id": clean(subject.uid, _RESOURCE_ID).strip() or "unknown",
        "Partition": place.partition,
        "Region": place.region,
        **_details(subject, finding.details),
    }


def _details(subject: ExportedSubject, details: Mapping[str, object]) -> dict[str, Any]:
    """The user, as far as the scan read it."""
    if subject.kind != "AwsIamUser" or "user_id" not in details:
        return {}
    created = details.get("created")
    known = {
        "UserName": clean(subject.name),
        "UserId": details.get("user_id"),
        "Path": details.get("path"),
        "CreateDate": created,
        "GroupList": details.get("groups"),
    }
    cleaned = {name: _cleaned(value) for name, value in known.items() if value}
    return {"Details": {"AwsIamUser": {name: value for name, value in cleaned.items() if value}}}


def _cleaned(value: object) -> object:
    """Texts without those that Security Hub takes for empty."""
    texts = [clean(item).strip() for item in (value if isinstance(value, list | tuple) else [value])]
    return [text for text in texts if text] if isinstance(value, list | tuple) else texts[0]


def _action(events: tuple[Event, ...]) -> dict[str, Any]:
    """The first call that gave a signal, if its address is one."""
    for event in events:
        address = _ipv4(event.source_ip)
        if address:
            call = {
                "Api": clean(event.name).strip() or "unknown",
                "ServiceName": clean(event.source).strip() or "unknown",
                "CallerType": "remoteIp",
                "RemoteIpDetails": {"IpAddressV4": address},
                **({"FirstSeen": timestamp_if_known(event.time)} if event.time else {}),
            }
            return {"Action": {"ActionType": "AWS_API_CALL", "AwsApiCallAction": call}}
    return {}


def _ipv4(source: str | None) -> str | None:
    try:
        address = ip_address(source or "")
    except ValueError:
        return None
    return str(address) if isinstance(address, IPv4Address) else None
