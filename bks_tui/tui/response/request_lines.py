"""The first line of a response dialog in every phase: what it does, and to which subject."""

from __future__ import annotations

from bks_tui.core.response.operation import Operation
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.requests import (
    AthenaRequest,
    CleanUpRequest,
    DenyRequest,
    FindingsRequest,
    PolicyRequest,
    RevokeRequest,
    UndoRequest,
)
from bks_tui.core.text import sanitize
from bks_tui.tui.response.intents import Ask, DenySigner, Release, ResumeOperation, UndoOperation


def request_line(ask: Ask, plan: Plan | None = None, operation: Operation | None = None) -> str:
    """The request and its subject; once there is a plan or an operation, the subject of that."""
    settled = operation.plan if operation else plan
    if isinstance(ask, UndoOperation | ResumeOperation) and settled:
        return sanitize(f"{_line(ask)}: {settled.subject.kind.value} {settled.subject.name}")
    if isinstance(ask, DenySigner | Release) and settled:
        return sanitize(f"{_VERBS[type(ask)]} {settled.subject.kind.value} {settled.subject.name}")
    return sanitize(_line(ask))


_VERBS = {
    DenySigner: "Contain",
    Release: "Release",
}


def _line(ask: Ask) -> str:
    match ask:
        case RevokeRequest():
            return f"{'Revoke' if ask.delete_keys else 'Contain'} {_revoked(ask)}"
        case DenyRequest():
            return f"Contain {ask.principal_arn}"
        case CleanUpRequest():
            return f"Delete user {ask.user_name}"
        case UndoRequest():
            return f"Undo the operation for {ask.name}"
        case PolicyRequest():
            return f"{'Detach' if ask.remove else 'Attach'} {ask.policy_name}: {ask.target_id}"
        case AthenaRequest():
            return f"{'Remove' if ask.remove else 'Set up'} Athena: {ask.database}.{ask.table}"
        case FindingsRequest():
            return f"Send findings to Security Hub: {ask.account_id}"
        case DenySigner(key):
            return f"Contain the signer of the short-term key: {key.access_key_id}"
        case Release(about):
            return f"Release {about if isinstance(about, str) else f'the signer {about.access_key_id}'}"
        case _:
            return f"{'Undo' if isinstance(ask, UndoOperation) else 'Resume'} operation {ask.operation_id[:8]}"


def _revoked(request: RevokeRequest) -> str:
    if request.only_access_key:
        return f"access key {request.only_access_key} of user {request.user_name}"
    return (
        f"API key {request.only_key} of user {request.user_name}" if request.only_key else f"user {request.user_name}"
    )
