"""Read the data of a report: the current state of the user behind the target, and the timeline."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from bks_tui.aws.pool import call_in_worker
from bks_tui.aws.retries import RetryBudget
from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import Account
from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import CancelledError
from bks_tui.core.timeline.timeline import TimelineOptions, TimelineUpdate
from bks_tui.operations.clock import utc_now
from bks_tui.operations.report.incident import UserRead as UserRead
from bks_tui.operations.report.incident import incident as incident
from bks_tui.operations.report.user import read_behind
from bks_tui.operations.scan.gaps import gaps_of_account
from bks_tui.operations.timeline.athena_source import athena_timeline
from bks_tui.operations.timeline.timeline import timeline

ReportUpdate: TypeAlias = TimelineUpdate | UserRead


def report(
    session: AwsSession,
    target: Target,
    options: TimelineOptions,
    cancelled: threading.Event,
    now: Callable[[], datetime] = utc_now,
    patience: RetryBudget | None = None,
) -> Generator[ReportUpdate, None, None]:
    """The Account first, then one UserRead, then the updates of a timeline, with its Timeline last.

    `now` is called once: the user is assessed at the end of the timeline. Raises what `timeline` raises.
    If cancelled, it still yields the UserRead and the Timeline, which say so.
    """
    made_at = now()
    updates = timeline(session, target, options, cancelled, lambda: made_at, patience)
    for update in updates:
        yield update
        if isinstance(update, Account):
            yield _read_user(session, target, update, made_at, cancelled, patience)


def athena_report(
    session: AwsSession,
    target: Target,
    search: AthenaSearch,
    cancelled: threading.Event,
    now: Callable[[], datetime] = utc_now,
    patience: RetryBudget | None = None,
) -> Generator[ReportUpdate, None, None]:
    """The same with the events of a trail's logs, which may be of another account: of that no user is read."""
    made_at = now()
    updates = athena_timeline(session, target, search, cancelled, lambda: made_at, patience)
    for update in updates:
        yield update
        if isinstance(update, Account):
            account_id = search.account_in(update, target)
            if account_id == update.account_id:
                yield _read_user(session, target, update, made_at, cancelled, patience)
            else:
                yield UserRead(None, reason=f"The user is in account {account_id}, of which only the logs were read.")


def _read_user(
    session: AwsSession,
    target: Target,
    account: Account,
    now: datetime,
    cancelled: threading.Event,
    patience: RetryBudget | None,
) -> UserRead:
    try:
        user = call_in_worker(
            lambda wait: read_behind(session.api("iam", wait=wait, patience=patience), target, now), cancelled
        )
    except CancelledError:
        reason = "Interrupted before the user was read."
        user = UserRead(None, reason=reason, warnings=(reason,))
    return replace(user, warnings=(*gaps_of_account(account), *user.warnings))
