"""Everything that can go wrong, in one tree.

BksError                    one clear sentence, and what to do about it
├── UsageError              the request does not make sense
│   ├── NothingToDoError    the requested state exists already
│   ├── ReadOnlyError       read-only mode: nothing may be written
│   ├── OtherAccountError   it belongs to another account than the session
│   └── NotAllowedError     the caller lacks a permission that a plan needs
├── FileError               a file could not be read or written
├── CancelledError          the user cancelled
├── ChangedError            the state in AWS changed since the user decided
└── AwsError                AWS gave no usable answer
    ├── NoCredentialsError  no usable credentials: none, a missing profile, a broken config
    │   └── ProviderError   the credential provider failed
    ├── ExpiredError        the credentials or the SSO session expired
    ├── UnusableSessionError        the session must not or cannot be used any more
    │   ├── CallerChangedError      its credentials now belong to another caller
    │   ├── WrongAccountError       its credentials belong to another account than the chosen one
    │   └── SourceSessionError      the session that assumes roles can assume none any more
    ├── DeniedError         a policy does not allow the call
    │   └── RoleRefusedError        an account does not let the caller assume its role
    ├── ThrottledError      AWS throttled the calls for longer than bks waits
    ├── UnreachableError    no connection, or no answer in time
    ├── NotFoundError       the resource does not exist
    └── ServiceError        any other error from AWS
        ├── ConflictError   the resource exists already
        └── ServerError     AWS failed (5xx), or its answer could not be parsed
"""

from __future__ import annotations

from bks_tui.core.evidence import Cause, Unread
from bks_tui.core.harmless import without_secrets
from bks_tui.core.text import sanitize

# The start of every DeniedError message, before the name of the call. The journal stores it too.
DENIED = "AWS denied"


class BksError(Exception):
    """Something failed. `str()` is one sentence, safe to show; `remedy` says what to do, or is empty.

    Whatever looks like a secret is withheld from both, whoever wrote it.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(sanitize(without_secrets(message)))
        self.remedy = sanitize(without_secrets(remedy))


class UsageError(BksError):
    """The request does not make sense."""


class NothingToDoError(UsageError):
    """The requested state exists already."""


class ReadOnlyError(UsageError):
    """Read-only mode: nothing may be written."""

    def __init__(self) -> None:
        super().__init__(
            "bks is in read-only mode and writes nothing",
            "Set by --read-only, BKS_READ_ONLY, or read_only in the config file; BKS_READ_ONLY=0 overrides the file.",
        )


class OtherAccountError(UsageError):
    """What was given belongs to another account than the session."""

    def __init__(self, what: str, account_id: str, session_account_id: str) -> None:
        super().__init__(
            f"{what} belongs to account {account_id}, not to {session_account_id}",
            f"Use credentials of account {account_id}, for instance another --profile.",
        )


class NotAllowedError(UsageError):
    """The caller lacks a permission that a plan needs. Raised before anything is written."""


class FileError(BksError):
    """A file could not be read or written."""


class CancelledError(BksError):
    """The user cancelled."""


class ChangedError(BksError):
    """The state in AWS changed since the user decided. Nothing is written on stale data."""


class AwsError(BksError):
    """AWS gave no usable answer. `operation` is `service:Action`, or empty."""

    cause = Cause.FAILED
    # Whether the call may have taken effect anyway. Then only another read shows what happened.
    may_have_taken_effect = False
    # Whether asking again cannot help: only other credentials can.
    is_lasting = False

    def __init__(self, message: str, remedy: str = "", operation: str = "") -> None:
        super().__init__(message, remedy)
        self.operation = operation

    def as_unread(self) -> Unread:
        """This failure as evidence: the fact could not be read, and why."""
        return Unread(self.cause, self.operation, str(self))


class NoCredentialsError(AwsError):
    """No usable credentials: none at all, a missing profile, a broken configuration."""

    is_lasting = True

    cause = Cause.DENIED


class ProviderError(NoCredentialsError):
    """The credential provider failed. This says nothing about AWS or a Region."""


class ExpiredError(AwsError):
    """The credentials or the SSO session expired."""

    is_lasting = True

    cause = Cause.EXPIRED


class UnusableSessionError(AwsError):
    """The session must not or cannot be used any more: it ends the operation, and is no gap in the data."""

    is_lasting = True

    def as_unread(self) -> Unread:
        """Raise instead."""
        raise self


class CallerChangedError(UnusableSessionError):
    """The credentials of a session now belong to another caller. No request was sent with the new ones."""

    def __init__(self, before: str, now: str) -> None:
        super().__init__(
            f"the credentials changed from {before} to {now} during this session",
            "No request was sent with the new credentials. Check your credential provider, then start bks again.",
            "sts:GetCallerIdentity",
        )


class WrongAccountError(UnusableSessionError):
    """The credentials of a session belong to another account than the chosen one. No other request was sent."""

    def __init__(self, account_id: str, caller_arn: str) -> None:
        super().__init__(
            f"the session for account {account_id} belongs to {caller_arn}",
            "Nothing was read or changed with it. Check the role, and the endpoint that answers for STS.",
            "sts:GetCallerIdentity",
        )


class SourceSessionError(UnusableSessionError):
    """The session that assumes roles can assume none any more: it expired, or its credentials are gone."""

    cause = Cause.EXPIRED


class DeniedError(AwsError):
    """A policy does not allow the call."""

    cause = Cause.DENIED


class RoleRefusedError(DeniedError):
    """An account does not let the caller assume its role. Other accounts may."""

    is_lasting = True


class ThrottledError(AwsError):
    """AWS throttled the calls for longer than bks waits."""

    cause = Cause.THROTTLED


class UnreachableError(AwsError):
    """No connection, or no answer in time."""

    cause = Cause.UNREACHABLE
    may_have_taken_effect = True


class NotFoundError(AwsError):
    """The resource does not exist."""


class ServiceError(AwsError):
    """Any other error from AWS."""


class ConflictError(ServiceError):
    """The resource exists already."""


class ServerError(ServiceError):
    """AWS failed (5xx), or its answer could not be parsed."""

    may_have_taken_effect = True
