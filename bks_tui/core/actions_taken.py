"""What bks did in AWS, as its journal tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Outcome(Enum):
    """How an action ended; the value is what the journal holds."""

    VERIFIED = "verified"
    UNSEEN = "unseen"
    FAILED = "failed"
    # Nothing was written down after the beginning: bks was ended in the midst of it.
    UNKNOWN = "unknown"

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        return _SENTENCES[self]


_SENTENCES = {
    Outcome.VERIFIED: "Done: AWS was read again and shows it.",
    Outcome.UNSEEN: "Asked for, but AWS did not show it yet.",
    Outcome.FAILED: "Not done.",
    Outcome.UNKNOWN: "Begun; how it ended is not known.",
}


@dataclass(frozen=True, slots=True)
class ActionTaken:
    """One write to AWS that was begun. It holds no secret: names and ids only.

    `action` is IAM's own name for it, `parameters` what it was called with, `undo` what takes it
    back. `detail` is the reason where it was not done or not seen.
    """

    action_id: str
    begun_at: datetime
    account_id: str
    caller_arn: str
    demo: bool
    user_name: str
    user_id: str
    alias: str
    title: str
    action: str
    parameters: Mapping[str, str]
    undo: Mapping[str, str]
    undo_command: str | None
    outcome: Outcome = Outcome.UNKNOWN
    detail: str = ""
