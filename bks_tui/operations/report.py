"""Read all that a report is made of: the user behind the target as it is now, and the timeline."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeAlias

from bks_tui.aws.cloudtrail import SECONDS_BETWEEN_CALLS
from bks_tui.aws.pool import DaemonPool
from bks_tui.aws.retries import Patience
from bks_tui.aws.session import AwsSession
from bks_tui.core.account import Account
from bks_tui.core.errors import CancelledError
from bks_tui.core.incident import Incident, NoUser
from bks_tui.core.target import Target
from bks_tui.core.timeline import Timeline, TimelineOptions, TimelineUpdate
from bks_tui.operations.clock import utc_now
from bks_tui.operations.gaps import gaps_of_account
from bks_tui.operations.report_user import UserRead as UserRead
from bks_tui.operations.report_user import read_behind
from bks_tui.operations.timeline import timeline

ReportUpdate: TypeAlias = TimelineUpdate | UserRead


def report(
    session: AwsSession,
    target: Target,
    options: TimelineOptions,
    cancelled: threading.Event,
    now: Callable[[], datetime] = utc_now,
    patience: Patience | None = None,
    seconds_between_calls: float = SECONDS_BETWEEN_CALLS,
) -> Generator[ReportUpdate, None, None]:
    """The Account first, then one UserRead, then all else that a timeline yields, its Timeline last.

    `now` is asked once: the user is judged at the moment at which the timeline ends. Raises what
    `timeline` raises. Cancelled, it still yields the UserRead and the Timeline, which say so.
    """
    made_at = now()
    updates = timeline(session, target, options, cancelled, lambda: made_at, patience, seconds_between_calls)
    for update in updates:
        yield update
        if isinstance(update, Account):
            user = _read_user(session, target, made_at, cancelled, patience)
            yield replace(user, warnings=(*gaps_of_account(update), *user.warnings))


def incident(user: UserRead, whole: Timeline) -> Incident:
    """What a report is made of, once both are read."""
    subject = user.finding or NoUser(user.reason)
    return Incident(whole, whole.until, subject, user.policies, user.warnings)


def _read_user(
    session: AwsSession, target: Target, now: datetime, cancelled: threading.Event, patience: Patience | None
) -> UserRead:
    with DaemonPool[UserRead](1) as pool:
        iam = partial(session.api, "iam", wait=pool.stopping.wait, patience=patience)
        pool.add(lambda: [read_behind(iam(), target, now)])
        try:
            return next(pool.items(cancelled))
        except CancelledError:
            reason = "You stopped before the user was read."
            return UserRead(None, reason=reason, warnings=(reason,))
