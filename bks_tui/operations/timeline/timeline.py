"""Find what was done by a target and to it, in all Regions at the same time, within the rate limits of CloudTrail.

Several lookups find the same events, which are merged by their ids. Names and access keys that are
found on the way are searched as well. Threads only call AWS (`tasks`); everything is decided in the
thread of the generator (`collector`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from datetime import datetime

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

# Three lookups in each of the about forty Regions of a partition: the rate limits decide the speed.
_THREADS = 128


def timeline(
    session: AwsSession,
    target: Target,
    options: TimelineOptions,
    cancelled: threading.Event,
    now: Callable[[], datetime] = utc_now,
    patience: RetryBudget | None = None,
) -> Generator[TimelineUpdate, None, None]:
    """Yield the Account first, then progress, events and gaps, each once, and the Timeline last.

    `now` is called once and is the end of the timeline. If Regions are chosen and the one of IAM is
    not among them, that is a gap. With `max_events` the newest are kept; more may have been yielded
    before.

    Raises UsageError for a target of another account or a period that CloudTrail does not keep,
    AwsError if the caller cannot be identified, and CancelledError if cancelled before that. Cancelled
    later, it stops within about 50 ms and still yields the Timeline, with what was found and a gap.
    """
    period = options.period(now())
    account = call_in_worker(lambda wait: session.identify(wait, patience), cancelled)
    # In another account the name belongs to someone else, whose events must not be shown here.
    require_own(account, target.text, target.account_id)
    require_own_arn(account, target.text)
    yield account
    with DaemonPool[TimelineMessage](_THREADS) as pool:
        scheduler = LookupScheduler(session, pool, patience)
        collector = TimelineCollector(account, target, options, period, scheduler)
        yield from collector.begin()
        try:
            for report in pool.items(cancelled):
                yield from collector.take(report)
        except CancelledError:
            yield from collector.stop()
        except AwsError as error:
            yield from collector.fail(error)
        yield from collector.end()
    yield collector.result
