"""The sign-in sessions of a user.

https://docs.aws.amazon.com/boto3/latest/reference/services/signin/client/list_sessions.html
"""

from __future__ import annotations

from datetime import datetime, timezone

from bks_tui.aws.api import Answer, Api
from bks_tui.core.errors import ServiceError
from bks_tui.core.iam.sign_in import SignInSession, is_of, principal_of

LIST_SESSIONS = "signin:ListSessions"

_REVOKE = "signin:BatchRevokeSessions"
_PAGE_SIZE = 100


def sign_in_sessions(
    sign_in: Api, partition: str, account_id: str, user_name: str, path: str
) -> tuple[SignInSession, ...] | None:
    """All sessions of a user that AWS still lists, revoked ones too, in the order of their ARNs.

    None in a partition whose users this call does not take. Raises AwsError.
    """
    principal = principal_of(partition, account_id, user_name, path)
    if principal is None:
        return None
    found = sign_in.all("ListSessions", "items", _session, principalArn=principal, maxResults=_PAGE_SIZE)
    return tuple(sorted((each for each in found if is_of(each, user_name)), key=lambda each: each.arn))


def refused_session(answer: Answer) -> ServiceError | None:
    """Why BatchRevokeSessions did not end a session, which it says in an answer without an error; None if it did."""
    errors = answer.get("errors", ())
    if not errors:
        return None
    reasons = "; ".join(f"{each.get('code', 'unknown')}: {each.get('message', '')}" for each in errors)
    return ServiceError(f"AWS did not end the session: {reasons}", operation=_REVOKE)


def _session(item: Answer) -> SignInSession:
    return SignInSession(
        arn=item["sessionArn"],
        principal_arn=item["principalArn"],
        # One without a status may be active.
        status=item.get("status", "unknown"),
        issued=datetime.fromtimestamp(item["issuedAt"], timezone.utc),
        expires=datetime.fromtimestamp(item["expiresAt"], timezone.utc),
        client=item.get("clientType", "unknown"),
    )
