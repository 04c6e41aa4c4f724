"""Find what was done by a target and to it, in every Region at once, each at CloudTrail's own pace.

Several lookups in several Regions tell of the same events, which are merged by their ids. Names and
access keys that are learned on the way are looked up as well. Threads only ask AWS
(`timeline_tasks`): everything is decided in the generator's own thread (`timeline_reading`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from datetime import datetime, timedelta

from bks_tui.aws.cloudtrail.lookup_events import SECONDS_BETWEEN_CALLS, Period
from bks_tui.aws.pool import DaemonPool, call_in_worker
from bks_tui.aws.retries import RetryBudget
from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import require_own, require_own_arn
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import AwsError, CancelledError
from bks_tui.core.timeline.timeline import TimelineOptions, TimelineUpdate
from bks_tui.operations.clock import utc_now
from bks_tui.operations.timeline.collector import TimelineCollector
from bks_tui.operations.timeline.tasks import LookupScheduler, TimelineMessage

# Three lookups in each of the about forty Regions of a partition: it is their pace that limits.
_THREADS = 128


def timeline(
    session: AwsSession,
    target: Target,
    options: TimelineOptions,
    cancelled: threading.Event,
    now: Callable[[], datetime] = utc_now,
    patience: RetryBudget | None = None,
    seconds_between_calls: float = SECONDS_BETWEEN_CALLS,
) -> Generator[TimelineUpdate, None, None]:
    """The Account first, then progress, events and gaps as they come, each once, and the Timeline last.

    `now` is asked once: the timeline ends there. Where only some Regions are chosen, that of IAM is
    asked only if it is among them, and else is a gap. With `max_events` the newest are kept; more may
    have been told on the way.

    Raises UsageError for a target of another account, AwsError where AWS does not tell who asks, and
    CancelledError if cancelled before that. Cancelled later, it stops within about 50 ms and still
    yields the Timeline, with what is there and a gap.
    """
    until = now()
    account = call_in_worker(lambda wait: session.identify(wait, patience), cancelled)
    # Elsewhere a name belongs to somebody else, whose events must not be shown for the target's.
    require_own(account, target.text, target.account_id)
    require_own_arn(account, target.text)
    yield account
    with DaemonPool[TimelineMessage](_THREADS) as pool:
        asking = LookupScheduler(session, pool, patience, seconds_between_calls)
        period = Period(until - timedelta(days=options.days), until)
        reading = TimelineCollector(account, target, options, period, asking)
        yield from reading.begin()
        try:
            for report in pool.items(cancelled):
                yield from reading.take(report)
        except CancelledError:
            yield from reading.stop()
        except AwsError as error:
            yield from reading.fail(error)
        yield from reading.end()
    yield reading.result
