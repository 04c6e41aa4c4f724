"""A hunt in CloudTrail's event history, in all Regions at the same time, within its rate limits.

CloudTrail searches for one attribute at a time: at first the services whose calls show API keys, the calls that list an
identity, and the phantom users of the account; then whoever is listed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from datetime import datetime

from bks_tui.aws.pool import DaemonPool, call_in_worker
from bks_tui.aws.retries import RetryBudget
from bks_tui.aws.session import AwsSession
from bks_tui.core.errors import AwsError, CancelledError
from bks_tui.core.hunt.hunt import HuntUpdate
from bks_tui.core.timeline.timeline import TimelineOptions
from bks_tui.operations.clock import utc_now
from bks_tui.operations.hunt.collector import HuntCollector
from bks_tui.operations.timeline.tasks import LookupScheduler, TimelineMessage

# Three in each of the about forty Regions of a partition.
_THREADS = 128


def hunt(
    session: AwsSession,
    options: TimelineOptions,
    cancelled: threading.Event,
    now: Callable[[], datetime] = utc_now,
    patience: RetryBudget | None = None,
    *,
    only_use: bool = False,
) -> Generator[HuntUpdate, None, None]:
    """Yield the Account first, then progress and gaps, each once, and the Hunt last.

    With `only_use` only the services are searched whose calls show API keys: who used one is found, not what else
    they did.

    `options.max_events` limits each lookup in each Region; if there are more, that is a gap. `now` is called once.

    Raises UsageError for a period that CloudTrail does not keep, AwsError if the caller cannot be identified, and
    CancelledError if cancelled before that. Cancelled later, it soon yields the Hunt, with what was found and a gap.
    """
    period = options.period(now())
    account = call_in_worker(lambda wait: session.identify(wait, patience), cancelled)
    yield account
    with DaemonPool[TimelineMessage](_THREADS) as pool:
        scheduler = LookupScheduler(session, pool, patience)
        collector = HuntCollector(account, options, period, scheduler, only_use=only_use)
        yield from collector.begin()
        try:
            yield from _passes(collector, pool, cancelled)
        except CancelledError:
            yield from collector.stop()
        except AwsError as error:
            yield from collector.fail(error)
        yield from collector.end()
    yield collector.result


def _passes(
    collector: HuntCollector, pool: DaemonPool[TimelineMessage], cancelled: threading.Event
) -> Iterator[HuntUpdate]:
    """Read until nobody new is listed."""
    while True:
        for report in pool.items(cancelled):
            yield from collector.take(report)
        if not collector.has_more:
            return
        yield from collector.look_further()
