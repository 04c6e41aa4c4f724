"""What is to be changed in AWS: pure data, made from fresh evidence and shown whole before anything is written.

The same object is what a dry run prints, what a dialog shows, what is carried out and what a report quotes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from bks_tui.core.account.account import Account
from bks_tui.core.errors import ChangedError
from bks_tui.core.response.changes import ObservedState, Step, differences
from bks_tui.core.response.requests import Request, RevokeRequest


class PlanKind(Enum):
    """What a plan is for; the value is what the journal and JSON hold."""

    CONTAIN = "contain"
    REVOKE = "revoke"
    DENY = "deny"
    CLEAN_UP = "clean up"
    UNDO = "undo"
    PREVENT = "prevent"
    ATHENA = "set up Athena"
    FINDINGS = "send findings"


class ExecutionMode(Enum):
    """What becomes of the other steps when one fails."""

    # They stand for themselves: in an incident each that can be done is done.
    INDEPENDENT = "each for itself"
    # They build on each other: the rest is not tried.
    SEQUENTIAL = "in turn"
    # All or nothing: what was removed is restored.
    ATOMIC = "all or nothing"


class SubjectKind(Enum):
    """What a plan changes."""

    USER = "user"
    ROLE = "role"
    TARGET = "target"
    TABLE = "table"
    PRODUCT = "product"


# Whose unique id begins with their Region.
_REGIONAL = (SubjectKind.TABLE, SubjectKind.PRODUCT)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a plan is about. `unique_id` tells apart two users of one name, and is empty if it is gone."""

    kind: SubjectKind
    name: str
    arn: str
    unique_id: str

    @property
    def region(self) -> str | None:
        """The Region that it is in; None for what is in none of its own, or in that of the session."""
        return self.unique_id.partition("/")[0] or None if self.kind in _REGIONAL else None


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in order, made from what AWS said (`facts`), which holds only as long as AWS says the same.

    `ends` are the known sessions that it ends; `leaves` is what keeps working; `gaps` is what
    could not be read and may keep working; `holds` are those that a person decided about. `snapshot` is what
    else was known of each thing, for whoever asks when it is gone. `continues` is the operation that was
    interrupted before. `cautions` is what may fail, as far as that was known when it was proposed.
    """

    title: str
    kind: PlanKind
    order: ExecutionMode
    request: Request
    account: Account
    subject: Subject
    facts: ObservedState
    steps: tuple[Step, ...]
    ends: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    snapshot: Mapping[str, str] = field(default_factory=dict)
    continues: str | None = None
    cautions: tuple[str, ...] = ()

    @property
    def ends_sessions(self) -> bool:
        """Whether it ends sign-in sessions, whose state is read then."""
        return isinstance(self.request, RevokeRequest) and self.request.end_sessions

    @property
    def is_final(self) -> bool:
        """Whether something in it cannot be undone."""
        return self.kind is PlanKind.CLEAN_UP or any(step.is_final for step in self.steps)


def ensure_plan_unchanged(confirmed: Plan, fresh: Plan) -> None:
    """Compare what was confirmed with the same plan from fresh evidence. Raises ChangedError where anything differs."""
    changed = (*_identity_differences(confirmed, fresh), *differences(confirmed.facts, fresh.facts))
    if not changed and (confirmed.steps, confirmed.subject) != (fresh.steps, fresh.subject):
        changed = ("a new plan has other steps",)
    if changed:
        raise drift_error(changed)


def _identity_differences(confirmed: Plan, fresh: Plan) -> Iterator[str]:
    """Who asks, where, and whom it is about: each must be the one that the person saw, whatever else is the same."""
    before, now = confirmed.account, fresh.account
    for what, then, since in (
        ("the account", (before.partition, before.account_id), (now.partition, now.account_id)),
        ("the caller", (before.caller_arn,), (now.caller_arn,)),
        ("the id of the caller", (before.caller_id,), (now.caller_id,)),
        (f"the id of {confirmed.subject.name}", (confirmed.subject.unique_id,), (fresh.subject.unique_id,)),
    ):
        if then != since:
            yield f"{what} was {' '.join(then)} and is {' '.join(since)} now"


def drift_error(changed: tuple[str, ...]) -> ChangedError:
    """The error for what AWS says otherwise than when a person decided."""
    return ChangedError(
        f"The state changed since the plan was shown: {'; '.join(changed)}",
        "Nothing was changed. Review the new plan.",
    )
