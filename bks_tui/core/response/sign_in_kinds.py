"""The kind of call by which bks ends sign-in sessions. A call takes a list of them; bks gives it one, to verify each.

https://docs.aws.amazon.com/boto3/latest/reference/services/signin/client/batch_revoke_sessions.html
"""

from __future__ import annotations

from collections.abc import Mapping

from bks_tui.core.iam.sign_in import REVOKED, SignInSession
from bks_tui.core.response.change_kinds import ChangeKind, constant
from bks_tui.core.response.changes import Change

REVOKE_SESSIONS = "signin:BatchRevokeSessions"
SESSION_LABEL = "sign-in session "

_REASON = "Ended by bks with the keys of the user"

SIGN_IN_KINDS: Mapping[str, ChangeKind] = {
    REVOKE_SESSIONS: ChangeKind(
        REVOKE_SESSIONS,
        "principalArn",
        ("sessionArns", "reason"),
        (SESSION_LABEL + "{sessionArns}",),
        constant(REVOKED),
        "End the sign-in session {sessionArns}",
    )
}


def end_session(session: SignInSession) -> Change:
    """End a sign-in session. AWS takes the ARN of its user as it lists it."""
    parameters = {"principalArn": session.principal_arn, "sessionArns": session.arn, "reason": _REASON}
    return SIGN_IN_KINDS[REVOKE_SESSIONS].change(parameters, (session.status,))
