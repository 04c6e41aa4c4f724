"""A plan as plain values for JSON, and back: what the journal keeps, so that a plan can be undone or gone on with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bks_tui.core.account import Account
from bks_tui.core.changes import Change, Facts, Step
from bks_tui.core.evidence import Known
from bks_tui.core.plans import Order, Plan, PlanKind, Subject, SubjectKind
from bks_tui.core.requests import CleanUpRequest, DenyRequest, PolicyRequest, Request, RevokeRequest, UndoRequest

_REQUESTS: dict[str, type[Request]] = {
    "revoke": RevokeRequest,
    "deny": DenyRequest,
    "clean up": CleanUpRequest,
    "undo": UndoRequest,
    "policy": PolicyRequest,
}


def plan_fields(plan: Plan) -> dict[str, Any]:
    """The plan as values of JSON."""
    fields = asdict(plan)
    fields["kind"], fields["order"] = plan.kind.value, plan.order.value
    fields["subject"]["kind"] = plan.subject.kind.value
    fields["account"]["alias"] = plan.account.alias.value if isinstance(plan.account.alias, Known) else None
    fields["request"] = request_fields(plan.request)
    return fields


def request_fields(request: Request) -> dict[str, Any]:
    """A request as values of JSON, with its kind."""
    fields = asdict(request)
    if isinstance(request, DenyRequest) and request.sessions_before:
        fields["sessions_before"] = request.sessions_before.isoformat()
    return {"kind": next(kind for kind, type_ in _REQUESTS.items() if isinstance(request, type_)), **fields}


def plan_of(fields: Mapping[str, Any]) -> Plan:
    """The plan that was written down. Raises LookupError, TypeError or ValueError where it is none."""
    account, subject = fields["account"], fields["subject"]
    return Plan(
        title=str(fields["title"]),
        kind=PlanKind(fields["kind"]),
        order=Order(fields["order"]),
        request=_request(fields["request"]),
        account=Account(**{**account, "alias": Known(account["alias"])}),
        subject=Subject(**{**subject, "kind": SubjectKind(subject["kind"])}),
        facts=Facts(dict(fields["facts"]["known"]), dict(fields["facts"]["unread"])),
        steps=tuple(map(_step, fields["steps"])),
        ends=tuple(fields["ends"]),
        leaves=tuple(fields["leaves"]),
        gaps=tuple(fields["gaps"]),
        holds=tuple(fields["holds"]),
        snapshot=dict(fields["snapshot"]),
        continues=fields["continues"],
    )


def change_of(fields: Mapping[str, Any]) -> Change:
    """A change that was written down. Raises as `plan_of`."""
    return Change(**{**fields, "requires": tuple(fields["requires"])})


def _step(fields: Mapping[str, Any]) -> Step:
    return Step(**{**fields, "change": change_of(fields["change"]), "undo": tuple(map(change_of, fields["undo"]))})


def _request(fields: Mapping[str, Any]) -> Request:
    kind, values = fields["kind"], {name: value for name, value in fields.items() if name != "kind"}
    for name in ("include_held", "operation_ids"):
        if name in values:
            values[name] = tuple(values[name])
    if values.get("sessions_before"):
        values["sessions_before"] = datetime.fromisoformat(values["sessions_before"])
    return _REQUESTS[kind](**values)
