"""The data of a report, from what was read about the user, the timeline and the journal. Without AWS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bks_tui.core.cost.cost import Cost
from bks_tui.core.errors import FileError
from bks_tui.core.evidence import Evidence, Known
from bks_tui.core.iam.rating import Rating
from bks_tui.core.journal.history import History, is_of
from bks_tui.core.report.incident import Incident, NoUser
from bks_tui.core.response.operation import Operation
from bks_tui.core.response.plan import SubjectKind
from bks_tui.core.scan.findings import Finding
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.storage.journal import Journal


@dataclass(frozen=True, slots=True)
class UserRead:
    """The IAM user behind a target.

    Without a `finding`, `reason` is one sentence that says why there is none. `policies` are the JSON
    documents of its attached managed policies by ARN, `rating` is what it could do by all its policies. Each
    warning is something that could not be read.
    """

    finding: Finding | None
    policies: Mapping[str, Evidence[str]] = field(default_factory=dict)
    reason: str = ""
    warnings: tuple[str, ...] = ()
    rating: Rating | None = None


# A report from log files alone.
NOT_ASKED = UserRead(None, reason="AWS was not asked: whether the user and its keys still exist is unknown.")


def incident(
    user: UserRead, whole: Timeline, journal: Journal, made_at: datetime | None = None, *, cost: Cost | None = None
) -> Incident:
    """The data of a report, with the operations of bks from its journal. It is made at the
    end of the timeline, unless that is long ago."""
    try:
        history = journal.history()
        doubts = _doubts(history)
    except FileError as error:
        history, doubts = History(), (f"The actions of bks are unknown: {error}",)
    operations = tuple(operation for operation in history.operations if _concerns(operation, user, whole))
    subject, warnings = user.finding or NoUser(user.reason), (*user.warnings, *doubts)
    return Incident(
        whole,
        made_at or whole.until,
        subject,
        user.policies,
        operations,
        warnings,
        journal_is_verified=not history.breaks,
        cost_with_tokens=cost,
        rating=user.rating,
    )


def _doubts(history: History) -> tuple[str, ...]:
    """Why the journal may not show exactly what bks did."""
    breaks = (
        f"The journal of bks fails verification, so the actions of bks are uncertain: {each}" for each in history.breaks
    )
    return (*breaks, *([f"Earlier actions of bks are unknown: {history.gap}"] if history.gap else []))


def _concerns(operation: Operation, user: UserRead, whole: Timeline) -> bool:
    """Whether an operation was on the target, or on the user behind it, whatever its name was then."""
    subject, target = operation.plan.subject, whole.target
    if not is_of(operation, whole.account):
        return False
    if target.alias and any(f"alias {target.alias};" in state for state in operation.plan.snapshot.values()):
        return True
    if target.text == subject.arn or (target.role_name, subject.kind) == (subject.name, SubjectKind.ROLE):
        return True
    if user.finding and isinstance(user.finding.user.record, Known):
        return subject.unique_id == user.finding.user.record.value.user_id
    return subject.name == (user.finding.user.name if user.finding else target.user_name)
