"""An incident report as JSON, schema `bks.report/1`: the data of the report, not its layout.

`user` is as in `bks.scan/1`, `timeline` as in `bks.timeline/1`, `cost` as in `bks.cost/1`, with the same rules. The
`document` of a policy is null if it could not be read, and `unread` gives the reason. `summary` is the incident in
five to eight sentences; unlike in the other fields, names are cleaned and shortened in it.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from bks_tui.core.evidence import Evidence, Unread
from bks_tui.core.report.incident import Incident
from bks_tui.core.report.summary import summary_sentences
from bks_tui.core.scan.findings import Finding
from bks_tui.export.cost.to_json import cost_document
from bks_tui.export.formatting import timestamp
from bks_tui.export.policy.to_json import rating_fields
from bks_tui.export.response.to_json import target_fields
from bks_tui.export.scan.to_json import user_fields
from bks_tui.export.timeline.to_json import timeline_document

SCHEMA = "bks.report/1"


def report_json(incident: Incident) -> str:
    """The complete report in ASCII: hostile characters are kept, as harmless escapes."""
    return json.dumps(report_document(incident), indent=2, ensure_ascii=True) + "\n"


def report_document(incident: Incident) -> dict[str, object]:
    """The complete report as objects."""
    subject = incident.subject
    return {
        "schema": SCHEMA,
        "made_at": timestamp(incident.made_at),
        "account_id": incident.timeline.account.account_id or None,
        "role_arn": incident.timeline.account.role_arn,
        "demo": incident.timeline.account.demo,
        "target": incident.timeline.target.text,
        "complete": incident.complete,
        "not_read": list(incident.not_read),
        "summary": list(summary_sentences(incident)),
        "user": user_fields(subject, incident.made_at) if isinstance(subject, Finding) else None,
        "no_user": None if isinstance(subject, Finding) else subject.reason,
        "managed_policies": [policy_fields(arn, document) for arn, document in incident.policy_documents.items()],
        "rating": rating_fields(incident.rating) if incident.rating else None,
        "timeline": timeline_document(incident.timeline),
        "cost": cost_document(incident.cost),
        "actions_taken": [target_fields(operation) for operation in incident.actions_taken],
        "next_steps": [asdict(step) for step in incident.next_steps],
    }


def policy_fields(arn: str, document: Evidence[str]) -> dict[str, object]:
    """A managed policy, with its document or why that is unknown."""
    if isinstance(document, Unread):
        return {"arn": arn, "document": None, "unread": f"{document}: {document.detail}"}
    return {"arn": arn, "document": document.value}
