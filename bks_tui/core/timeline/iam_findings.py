"""Findings that bks makes of what IAM and AWS Sign-In say about a user."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from bks_tui.core.detection import Severity
from bks_tui.core.evidence import Evidence, Known
from bks_tui.core.iam.last_accessed import KEPT_DAYS, KEY_SERVICE_NAMESPACES, ServiceUse, bedrock_use
from bks_tui.core.iam.sign_in import SignInSession
from bks_tui.core.timeline.findings import FindingSource, SourceFinding


def use_findings(uses: Iterable[ServiceUse], user_arn: str) -> Iterator[SourceFinding]:
    """The last use of each service that issues API keys."""
    for use in uses:
        if use.namespace in KEY_SERVICE_NAMESPACES and use.when:
            yield SourceFinding(
                FindingSource.LAST_ACCESSED,
                kind=f"{use.namespace} last used",
                severity=None,
                time=use.when,
                region=use.region,
                title=f"last attempt to use {use.title}, successful or not, by any credential of the user",
                finding_id=f"{user_arn} {use.namespace}",
                about=user_arn,
            )


def use_notes(uses: Iterable[ServiceUse], user_name: str) -> Iterator[str]:
    """Why no last use of Bedrock is among the findings."""
    use = bedrock_use(uses)
    if use is None:
        yield (
            f"the policies of {user_name} do not allow Amazon Bedrock today, and IAM shows only services that they "
            "allow: an earlier use is unknown"
        )
    elif use.when is None:
        yield f"{user_name} did not try to use Amazon Bedrock in the last {KEPT_DAYS} days"


def session_finding(session: SignInSession, password: Evidence[bool], region: str) -> SourceFinding:
    """An active sign-in session. The user has a `password` today, or none, or that could not be read."""
    outlives = isinstance(password, Known) and not password.value
    if outlives:
        remark = "the user has no password today: the session outlives it"
    elif isinstance(password, Known):
        remark = "deleting the password does not end it"
    else:
        remark = "whether the user has a password could not be read"
    return SourceFinding(
        FindingSource.SIGN_IN,
        kind=f"active {session.client} session",
        severity=Severity.HIGH if outlives else None,
        time=session.issued,
        region=region,
        title=f"sign-in session until {_moment(session.expires)}, status {session.status}; {remark}",
        finding_id=session.arn,
        about=session.principal_arn,
    )


def _moment(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"
