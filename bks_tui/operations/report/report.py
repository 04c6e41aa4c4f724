"""Read the data of a report: the current state of the user behind the target, and the timeline."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from bks_tui.aws.cloudtrail.lookup_events import SECONDS_BETWEEN_CALLS
from bks_tui.aws.pool import call_in_worker
from bks_tui.aws.retries import RetryBudget
from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import CancelledError, FileError
from bks_tui.core.evidence import Known
from bks_tui.core.journal.history import History, is_of
from bks_tui.core.report.incident import Incident, NoUser
from bks_tui.core.response.operation import Operation
from bks_tui.core.response.plan import SubjectKind
from bks_tui.core.timeline.timeline import Timeline, TimelineOptions, TimelineUpdate
from bks_tui.operations.clock import utc_now
from bks_tui.operations.report.user import UserRead as UserRead
from bks_tui.operations.report.user import read_behind
from bks_tui.operations.scan.gaps import gaps_of_account
from bks_tui.operations.timeline.timeline import timeline
from bks_tui.storage.journal import Journal

ReportUpdate: TypeAlias = TimelineUpdate | UserRead


def report(
    session: AwsSession,
    target: Target,
    options: TimelineOptions,
    cancelled: threading.Event,
    now: Callable[[], datetime] = utc_now,
    patience: RetryBudget | None = None,
    seconds_between_calls: float = SECONDS_BETWEEN_CALLS,
) -> Generator[ReportUpdate, None, None]:
    """The Account first, then one UserRead, then the updates of a timeline, with its Timeline last.

    `now` is called once: the user is assessed at the end of the timeline. Raises what `timeline` raises.
    If cancelled, it still yields the UserRead and the Timeline, which say so.
    """
    made_at = now()
    updates = timeline(session, target, options, cancelled, lambda: made_at, patience, seconds_between_calls)
    for update in updates:
        yield update
        if isinstance(update, Account):
            user = _read_user(session, target, made_at, cancelled, patience)
            yield replace(user, warnings=(*gaps_of_account(update), *user.warnings))


def incident(user: UserRead, whole: Timeline, journal: Journal) -> Incident:
    """The data of a report, with the operations of bks from its journal."""
    try:
        history = journal.history()
        doubts = _doubts(history)
    except FileError as error:
        history, doubts = History(), (f"The actions of bks are unknown: {error}",)
    operations = tuple(operation for operation in history.operations if _concerns(operation, user, whole))
    subject, warnings = user.finding or NoUser(user.reason), (*user.warnings, *doubts)
    return Incident(
        whole, whole.until, subject, user.policies, operations, warnings, journal_is_verified=not history.breaks
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


def _read_user(
    session: AwsSession, target: Target, now: datetime, cancelled: threading.Event, patience: RetryBudget | None
) -> UserRead:
    try:
        return call_in_worker(
            lambda wait: read_behind(session.api("iam", wait=wait, patience=patience), target, now), cancelled
        )
    except CancelledError:
        reason = "Interrupted before the user was read."
        return UserRead(None, reason=reason, warnings=(reason,))
