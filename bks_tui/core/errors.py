"""Everything that can go wrong, in one tree.

BksError                    one clear sentence, and what to do about it
├── UsageError              what was asked for does not make sense
│   ├── NothingToDoError    all of it is so already
│   └── ReadOnlyError       nothing may be written
├── FileError               a file could not be read or written
├── CancelledError          the person stopped it
├── ChangedError            AWS says something else now than what the person decided on
└── AwsError                AWS was asked and gave no answer to use
    ├── NoCredentialsError  no usable credentials: none, a missing profile, a broken config
    ├── ExpiredError        the credentials or the SSO session ran out
    ├── DeniedError         AWS refused: a policy does not allow the call
    ├── ThrottledError      AWS asked to slow down for longer than bks waits
    ├── UnreachableError    no connection, or no answer in time
    ├── NotFoundError       the thing asked about does not exist
    └── ServiceError        any other error that AWS answered
"""

from __future__ import annotations

from bks_tui.core.evidence import Cause, Unread
from bks_tui.core.harmless import without_secrets
from bks_tui.core.text import clean


class BksError(Exception):
    """Something failed. `str()` is one sentence, safe to show; `remedy` says what to do, or is empty.

    Whatever looks like a secret is withheld from both, whoever wrote it.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(clean(without_secrets(message)))
        self.remedy = clean(without_secrets(remedy))


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


class FileError(BksError):
    """A file could not be read or written."""


class CancelledError(BksError):
    """The person stopped it."""


class ChangedError(BksError):
    """AWS says something else now than what the person decided on: nothing is written on old news."""


class AwsError(BksError):
    """AWS was asked and gave no answer to use. `operation` is `service:Action`, or empty."""

    cause = Cause.FAILED

    def __init__(self, message: str, remedy: str = "", operation: str = "") -> None:
        super().__init__(message, remedy)
        self.operation = operation

    def as_unread(self) -> Unread:
        """This failure as the evidence for a fact that could not be read."""
        return Unread(self.cause, self.operation, str(self))


class NoCredentialsError(AwsError):
    """No usable credentials: none at all, a missing profile, a broken configuration."""

    cause = Cause.DENIED


class ExpiredError(AwsError):
    """The credentials or the SSO session ran out."""

    cause = Cause.EXPIRED


class DeniedError(AwsError):
    """AWS refused: a policy does not allow the call."""

    cause = Cause.DENIED


class ThrottledError(AwsError):
    """AWS asked to slow down for longer than bks waits."""

    cause = Cause.THROTTLED


class UnreachableError(AwsError):
    """No connection, or no answer in time."""

    cause = Cause.UNREACHABLE


class NotFoundError(AwsError):
    """The thing asked about does not exist."""


class ServiceError(AwsError):
    """Any other error that AWS answered."""
