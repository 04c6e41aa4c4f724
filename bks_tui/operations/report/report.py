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
from bks_tui.core.errors import CancelledError
from bks_tui.core.timeline.timeline import TimelineOptions, TimelineUpdate
from bks_tui.operations.clock import utc_now
from bks_tui.operations.report.incident import UserRead as UserRead
from bks_tui.operations.report.incident import incident as incident
from bks_tui.operations.report.user import read_behind
from bks_tui.operations.scan.gaps import gaps_of_account
from bks_tui.operations.timeline.timeline import timeline

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
