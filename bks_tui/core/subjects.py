"""Whom bks may write about, and whom it refuses to: with the reason, and the right remedy."""

from __future__ import annotations

from bks_tui.core.account import Account
from bks_tui.core.errors import UsageError
from bks_tui.core.evidence import Known
from bks_tui.core.plans import Subject, SubjectKind
from bks_tui.core.user_facts import UserEvidence


def user_subject(evidence: UserEvidence) -> Subject:
    """The user. Raises UsageError where its id could not be read: by its name alone it may be another one by then."""
    record = evidence.user.record
    if not isinstance(record, Known):
        raise UsageError(
            f"the user {evidence.user.name} could not be read: {record}", "Use credentials that may call iam:GetUser."
        )
    return Subject(SubjectKind.USER, evidence.user.name, record.value.arn, record.value.user_id)


def refuse_own_session(account: Account, kind: str, name: str) -> None:
    """Raise UsageError where the session of bks itself is of this `user` or `assumed-role`."""
    what, *names = account.caller_arn.split(":", 5)[5].split("/")
    own = names[-1:] if what == "user" else names[:1]
    if what == kind and own == [name]:
        raise UsageError(
            f"{name} is who bks itself works as: it would cut itself off half-way",
            "Use the credentials of somebody else, for instance another --profile.",
        )
