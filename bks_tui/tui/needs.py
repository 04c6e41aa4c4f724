"""What an action cannot do without."""

from __future__ import annotations

from enum import Enum


class Need(Enum):
    """What an action cannot do without; the value says it in words."""

    SELECTION = "something to copy"
    LIST = "the list of users, focused"
    COLUMNS = "a list with columns, focused"
    DECODED = "a decoded key, focused"
    USER = "a user in the list"
    CONSOLE = "something that the AWS console shows"
    EXPORTABLE = "a list or a timeline that was read"
    TIMELINE_TARGET = "a user or key of this account"
    REPORT_TARGET = "users, or a key of this account"
    WARNINGS = "a gap"
    SESSION = "a connection to AWS"
    CONTAINABLE = "a user in the list, or a key that is held or was signed in this account"
    REVOCABLE = "a user in the list, or a long-term key that a user of this account holds"
    RELEASABLE = "a user or key that bks may have contained"
    ORPHAN = "an ORPHANED phantom user"
    ORPHANS = "any ORPHANED phantom user"
    OTHER_ACCOUNT = "a decoded key of another account"
    NO_RUN = "no scan of the accounts in progress"
    UNFINISHED = "an account that was not read completely"
    UNDOABLE = "an operation that can be undone"
    RESUMABLE = "an interrupted operation, or one that failed half-way"


# What is needed of the subject of the focused pane: actions that need it name the subject.
OF_THE_SUBJECT = frozenset(
    {
        Need.SELECTION,
        Need.USER,
        Need.CONSOLE,
        Need.TIMELINE_TARGET,
        Need.REPORT_TARGET,
        Need.CONTAINABLE,
        Need.REVOCABLE,
        Need.RELEASABLE,
        Need.ORPHAN,
    }
)
