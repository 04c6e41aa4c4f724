"""A plan as plain values for JSON, and back: what the journal keeps, so that a plan can be undone or resumed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bks_tui.core.account.account import Account
from bks_tui.core.evidence import Known
from bks_tui.core.response.changes import Change
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.requests import (
    AthenaRequest,
    CleanUpRequest,
    DenyRequest,
    FindingsRequest,
    PolicyRequest,
    Request,
    RevokeRequest,
    UndoRequest,
)
from bks_tui.core.typed import record, typed

_Object: Any = dict
_OptionalText: Any = str | None

_REQUESTS: dict[str, type[Request]] = {
    "revoke": RevokeRequest,
    "deny": DenyRequest,
    "clean up": CleanUpRequest,
    "undo": UndoRequest,
    "policy": PolicyRequest,
    "athena": AthenaRequest,
    "findings": FindingsRequest,
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


def plan_of(fields: object) -> Plan:
    """The plan that was written down. Raises LookupError or ValueError where it is none."""
    values = typed(_Object, fields)
    account = typed(_Object, values["account"])
    alias: str | None = typed(_OptionalText, account["alias"])
    return record(
        Plan, values, account=record(Account, account, alias=Known(alias)), request=_request(values["request"])
    )


def change_of(fields: object) -> Change:
    """A change that was written down. Raises ValueError where it is none."""
    return record(Change, fields)


def _request(fields: object) -> Request:
    values = dict(typed(_Object, fields))
    return record(_REQUESTS[typed(str, values.pop("kind"))], values)
