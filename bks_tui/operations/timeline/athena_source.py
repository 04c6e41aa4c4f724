"""Find what was done by a target and to it in the logs of a trail, with Athena.

One query for each month, the newest first. Nothing is queried before its cost is known to be within the limit. The
names and credentials that are found on the way are searched as well, as far as the limit allows.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from datetime import datetime

from bks_tui.aws.pool import call_in_worker
from bks_tui.aws.retries import RetryBudget
from bks_tui.aws.session import AwsSession
from bks_tui.core.athena.estimate import require_within
from bks_tui.core.athena.query import Slice, candidates
from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.athena.table import require_covered
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import AwsError, CancelledError, UsageError
from bks_tui.core.timeline.timeline import TimelineUpdate
from bks_tui.operations.clock import utc_now
from bks_tui.operations.timeline.athena_collector import AthenaCollector
from bks_tui.operations.timeline.athena_reader import AthenaReader

# Each further pass needs a name that the last one found: a chain of sessions, or of renames.
_MOST_PASSES = 6


def athena_timeline(
    session: AwsSession,
    target: Target,
    search: AthenaSearch,
    cancelled: threading.Event,
    now: Callable[[], datetime] = utc_now,
    patience: RetryBudget | None = None,
) -> Generator[TimelineUpdate, None, None]:
    """Yield the Account first, the ScanEstimate, then progress, events and gaps, each once, and the Timeline last.

    Raises UsageError before any query for a table that cannot be used or a cost above the limit, AwsError if the
    caller, the table or the size of the files cannot be read, and CancelledError if cancelled before that. Whatever
    fails later is a gap that says how to continue.
    """
    moment = now()
    search.period(moment)
    account = call_in_worker(lambda wait: session.identify(wait, patience), cancelled)
    yield account
    reader = AthenaReader(session, cancelled, patience)
    table = reader.find_table(search)
    collector = AthenaCollector(account, target, search, table, moment)
    require_covered(table, collector.account_id)
    yield from collector.reading.begin()
    months = collector.next_months()
    estimated = yield from reader.estimate(collector.reading, months)
    require_within(estimated, search.max_scan)
    yield estimated
    yield from _passes(collector, reader, months)
    yield from collector.reading.end()
    yield collector.result


def _passes(collector: AthenaCollector, reader: AthenaReader, months: tuple[Slice, ...]) -> Iterator[TimelineUpdate]:
    reading = collector.reading
    for _ in range(_MOST_PASSES):
        goes_on = yield from reader.read_months(
            reading,
            months,
            lambda month: candidates(reading.table, collector.query, month, reading.accounts),
            collector.add,
            lambda: collector.number_of_events,
        )
        months = collector.next_months()
        if not months:
            return
        if not goes_on:
            yield from collector.leave("the search ended before")
            return
        try:
            estimated = yield from reader.estimate(reading, months)
        except (AwsError, UsageError, CancelledError) as error:
            yield from collector.leave(str(error))
            return
        if reading.scanned + estimated.bytes > reading.search.max_scan:
            yield from collector.leave("that would scan more than --max-scan allows")
            return
    yield from collector.leave("each led to another one")
