"""Everything that can go wrong, in one tree.

BksError                    one clear sentence, and what to do about it
├── UsageError              what was asked for does not make sense
│   ├── NothingToDoError    all of it is so already
│   ├── ReadOnlyError       nothing may be written
│   └── NotAllowedError     the caller may not make a call that a plan needs
├── FileError               a file could not be read or written
├── CancelledError          the person stopped it
├── ChangedError            AWS says something else now than what the person decided on
└── AwsError                AWS was asked and gave no answer to use
    ├── NoCredentialsError  no usable credentials: none, a missing profile, a broken config
    │   └── ProviderError   what provides the credentials failed
    ├── ExpiredError        the credentials or the SSO session ran out
    ├── CallerChangedError  the credentials belong to another caller than before
    ├── DeniedError         AWS refused: a policy does not allow the call
    ├── ThrottledError      AWS asked to slow down for longer than bks waits
    ├── UnreachableError    no connection, or no answer in time
    ├── NotFoundError       the thing asked about does not exist
    └── ServiceError        any other error that AWS answered
        ├── ConflictError   the thing exists already
        └── ServerError     AWS failed (5xx), or its answer could not be understood
"""

from __future__ import annotations

from bks_tui.core.evidence import Cause, Unread
from bks_tui.core.harmless import without_secrets
from bks_tui.core.text import sanitize

# How the sentence of a DeniedError begins, before the name of the call: what the journal holds of it too.
DENIED = "AWS denied"


class BksError(Exception):
    """Something failed. `str()` is one sentence, safe to show; `remedy` says what to do, or is empty.

    Whatever looks like a secret is withheld from both, whoever wrote it.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(sanitize(without_secrets(message)))
        self.remedy = sanitize(without_secrets(remedy))


class UsageError(BksError):
    """What was asked for does not make sense."""


class NothingToDoError(UsageError):
    """What was asked for is so already."""


class ReadOnlyError(UsageError):
    """Nothing may be written."""

    def __init__(self) -> None:
        super().__init__(
            "bks is in read-only mode and writes nothing",
            "Because of --read-only, BKS_READ_ONLY, or read_only in the config file, which BKS_READ_ONLY=0 lifts.",
        )


class NotAllowedError(UsageError):
    """The caller may not make a call that a plan needs: known before anything was written."""


class FileError(BksError):
    """A file could not be read or written."""


class CancelledError(BksError):
    """The person stopped it."""


class ChangedError(BksError):
    """AWS says something else now than what the person decided on: nothing is written on old news."""


class AwsError(BksError):
    """AWS was asked and gave no answer to use. `operation` is `service:Action`, or empty."""

    cause = Cause.FAILED
    # Whether the call may have taken effect all the same: such an error proves nothing, only a read does.
    may_have_taken_effect = False

    def __init__(self, message: str, remedy: str = "", operation: str = "") -> None:
        super().__init__(message, remedy)
        self.operation = operation

    def as_unread(self) -> Unread:
        """This failure as the evidence for a fact that could not be read."""
        return Unread(self.cause, self.operation, str(self))


class NoCredentialsError(AwsError):
    """No usable credentials: none at all, a missing profile, a broken configuration."""

    cause = Cause.DENIED


class ProviderError(NoCredentialsError):
    """What provides the credentials failed; nothing is known of AWS or a Region."""


class ExpiredError(AwsError):
    """The credentials or the SSO session ran out."""

    cause = Cause.EXPIRED


class CallerChangedError(AwsError):
    """The credentials of a session belong to another caller than before: nothing was sent with the new ones."""

    def __init__(self, before: str, now: str) -> None:
        super().__init__(
            f"the credentials changed from {before} to {now} meanwhile",
            "Nothing was sent with the new ones. Check what provides your credentials, then start again.",
            "sts:GetCallerIdentity",
        )

    def as_unread(self) -> Unread:
        """Never: it is no gap in what is known of the account, it ends whatever asked."""
        raise self


class DeniedError(AwsError):
    """AWS refused: a policy does not allow the call."""

    cause = Cause.DENIED


class ThrottledError(AwsError):
    """AWS asked to slow down for longer than bks waits."""

    cause = Cause.THROTTLED


class UnreachableError(AwsError):
    """No connection, or no answer in time."""

    cause = Cause.UNREACHABLE
    may_have_taken_effect = True


class NotFoundError(AwsError):
    """The thing asked about does not exist."""


class ServiceError(AwsError):
    """Any other error that AWS answered."""


class ConflictError(ServiceError):
    """The thing exists already."""


class ServerError(ServiceError):
    """AWS failed (5xx), or its answer could not be understood."""

    may_have_taken_effect = True
