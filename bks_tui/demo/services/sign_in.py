"""The simulated account's AWS Sign-In: sessions, and how they are revoked. It does not have them by Region.

https://docs.aws.amazon.com/boto3/latest/reference/services/signin/client/list_sessions.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bks_tui.demo.services.token_paging import token_page
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import RefusalError

_TOKEN = "nextToken"  # noqa: S105 - the name of a member
_PRINCIPAL = re.compile(r"arn:aws:iam::\d{12}:(?:user/[a-zA-Z0-9_+=,.@-]{1,64}|\*)")


def list_sessions(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The sessions of a principal, or of the account."""
    principal = _principal(parameters)
    found = [
        {
            "sessionArn": session.arn,
            "principalArn": session.principal_arn,
            "status": session.status,
            "issuedAt": int(session.issued.timestamp()),
            "expiresAt": int(session.expires.timestamp()),
            "clientType": session.client_type,
        }
        for session in account.further.sessions
        if principal.endswith(":*") or session.principal_arn == principal
    ]
    items, more = token_page(account, f"signin:ListSessions {principal}", region, found, parameters, _TOKEN, 100)
    return {"items": items, **more}


def batch_revoke_sessions(account: SimulatedAccount, parameters: Mapping[str, Any], _: str) -> dict[str, Any]:
    """Revoke sessions of a principal; those that are not its own are errors in the answer."""
    principal, wanted = _principal(parameters), parameters["sessionArns"]
    revoked, errors = [], []
    for arn in wanted:
        session = next((each for each in account.further.sessions if each.arn == arn), None)
        if session is None or not (principal.endswith(":*") or session.principal_arn == principal):
            errors.append({"sessionArn": arn, "code": "ResourceNotFoundException", "message": "Session not found."})
            continue
        session.status = "REVOKED"
        revoked.append({"sessionArn": arn})
    return {"revokedSessions": revoked, "errors": errors}


def _principal(parameters: Mapping[str, Any]) -> str:
    principal = str(parameters.get("principalArn", ""))
    if not _PRINCIPAL.fullmatch(principal):
        raise RefusalError("ValidationException", "principalArn does not match the pattern", 400)
    return principal
