"""Find what was done by a target and to it in the logs of a trail, with Athena.

One query for each month, the newest first. Nothing is queried before its cost is known to be within the limit. The
names and credentials that are found on the way are searched as well, as far as the limit allows.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial

from bks_tui.aws.athena.catalog import read_table, read_workgroup
from bks_tui.aws.athena.queries import SECONDS_BETWEEN_LOOKS, RowsRead, Scanned, run_query
from bks_tui.aws.log_bucket import bytes_below
from bks_tui.aws.pool import DaemonPool, call_in_worker
from bks_tui.aws.retries import RetryBudget, Wait
from bks_tui.aws.session import AwsSession
from bks_tui.core.athena.estimate import Place, estimate, places, require_within, sample_days
from bks_tui.core.athena.query import Slice, candidates
from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.athena.table import LogTable, log_table, require_covered
from bks_tui.core.cloudtrail.athena_row import record_of_athena_row
from bks_tui.core.cloudtrail.event import Event, parse_event
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.detection.sql import Sql
from bks_tui.core.errors import AwsError, CancelledError, ServiceError, UsageError
from bks_tui.core.timeline.source import ListingProgress, ScanEstimate
from bks_tui.core.timeline.timeline import TimelineUpdate
from bks_tui.operations.clock import utc_now
from bks_tui.operations.timeline.athena_collector import AthenaCollector

# Each further pass needs a name that the last one found: a chain of sessions, or of renames.
_MOST_PASSES = 6
_LISTING_THREADS = 16
_FOLDERS_A_STEP = 50
# How long a query that was stopped may take to say so.
_STOP_SECONDS = 5.0


class AthenaReader:
    """Reads the table of a session: what a query would scan, and its rows. `patience` is for throttled calls."""

    def __init__(
        self,
        session: AwsSession,
        cancelled: threading.Event,
        patience: RetryBudget | None = None,
        seconds_between_looks: float = SECONDS_BETWEEN_LOOKS,
    ) -> None:
        self._session, self._cancelled, self._patience = session, cancelled, patience
        self._seconds = seconds_between_looks

    def find_table(self, search: AthenaSearch) -> LogTable:
        """The table of a search. Raises UsageError if it or its workgroup cannot be used, AwsError, CancelledError."""

        def find(wait: Wait) -> LogTable:
            api = self._session.api("athena", wait=wait, patience=self._patience)
            metadata = read_table(api, search.database, search.table)
            where = f"in {self._session.region}"
            if metadata is None:
                raise UsageError(
                    f"Athena has no table {search.database}.{search.table} {where}",
                    "Run 'bks athena setup', name a table with --table, or give its Region before the command: "
                    "bks --region REGION timeline …",
                )
            workgroup = read_workgroup(api, search.workgroup)
            flaw = workgroup.flaw if workgroup else "does not exist"
            if flaw:
                remedy = "Name one with --workgroup that has a location for results, or run 'bks athena setup'."
                raise UsageError(f"the workgroup {search.workgroup} {flaw} {where}", remedy)
            return log_table(search.database, search.table, metadata)

        return call_in_worker(find, self._cancelled)

    def estimate(
        self, table: LogTable, months: Sequence[Slice], accounts: tuple[str, ...], regions: tuple[str, ...]
    ) -> Generator[ListingProgress, None, ScanEstimate]:
        """What the queries of these months would scan. Raises UsageError, AwsError, CancelledError."""
        of = places(table, accounts, regions)
        days = sample_days(months, len(of))
        listed, folders = dict.fromkeys(days, 0), len(days) * len(of)
        with DaemonPool[tuple[date, int]](_LISTING_THREADS) as pool:
            for day in days:
                for place in of:
                    pool.add(partial(self._listed, table, place, day, pool.stopping.wait))
            for number, (day, size) in enumerate(pool.items(self._cancelled), 1):
                listed[day] += size
                if number % _FOLDERS_A_STEP == 0:
                    yield ListingProgress(number, folders)
        return estimate(months, len(of), listed)

    def _listed(self, table: LogTable, place: Place, day: date, wait: Wait) -> Iterator[tuple[date, int]]:
        api = self._session.api("s3", wait=wait, patience=self._patience)
        yield day, bytes_below(api, table.bucket, table.prefix(place.account_id, place.region, day))

    def run(self, query: Sql, workgroup: str) -> Iterator[Scanned | RowsRead]:
        """Run a query. If cancelled, the query is stopped. Raises AwsError, CancelledError."""
        ended = threading.Event()

        def task(wait: Wait) -> Iterator[Scanned | RowsRead]:
            try:
                api = partial(self._session.api, "athena", patience=self._patience)
                yield from run_query(api(wait=wait), api(), query, workgroup, self._seconds)
            finally:
                ended.set()

        with DaemonPool[Scanned | RowsRead](1) as pool:
            pool.add(partial(task, pool.stopping.wait))
            try:
                yield from pool.items(self._cancelled)
            except CancelledError:
                pool.stopping.set()
                ended.wait(_STOP_SECONDS)
                raise


def athena_timeline(
    session: AwsSession,
    target: Target,
    search: AthenaSearch,
    cancelled: threading.Event,
    now: Callable[[], datetime] = utc_now,
    patience: RetryBudget | None = None,
    seconds_between_looks: float = SECONDS_BETWEEN_LOOKS,
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
    reader = AthenaReader(session, cancelled, patience, seconds_between_looks)
    table = reader.find_table(search)
    collector = AthenaCollector(account, target, search, table, moment)
    require_covered(table, collector.account_id)
    yield from collector.begin()
    months = collector.next_months()
    estimated = yield from reader.estimate(table, months, (collector.account_id,), search.regions)
    require_within(estimated, search.max_scan)
    yield estimated
    yield from _passes(collector, reader, months)
    yield from collector.end()
    yield collector.result


def _passes(collector: AthenaCollector, reader: AthenaReader, months: tuple[Slice, ...]) -> Iterator[TimelineUpdate]:
    for _ in range(_MOST_PASSES):
        goes_on = yield from _read_months(collector, reader, months)
        months = collector.next_months()
        if not months:
            return
        if not goes_on:
            yield from collector.leave("the search ended before")
            return
        try:
            estimated = yield from reader.estimate(
                collector.table, months, (collector.account_id,), collector.search.regions
            )
        except (AwsError, UsageError, CancelledError) as error:
            yield from collector.leave(str(error))
            return
        if collector.scanned + estimated.bytes > collector.search.max_scan:
            yield from collector.leave("that would scan more than --max-scan allows")
            return
    yield from collector.leave("each led to another one")


def _read_months(
    collector: AthenaCollector, reader: AthenaReader, months: Sequence[Slice]
) -> Generator[TimelineUpdate, None, bool]:
    """Read the months, one after the other; whether nothing ended it before."""
    for number, month in enumerate(months):
        if collector.scanned > collector.search.max_scan:
            yield from collector.reach_limit(months[number:])
            return False
        try:
            yield from _read_month(collector, reader, month)
        except CancelledError:
            yield from collector.fail(months[number:], "stopped by you")
            return False
        except ServiceError as error:
            # Another month may be smaller, or have no broken file.
            yield from collector.fail([month], error)
        except AwsError as error:
            yield from collector.fail(months[number:], error)
            return False
    return True


def _read_month(collector: AthenaCollector, reader: AthenaReader, month: Slice) -> Iterator[TimelineUpdate]:
    query = candidates(collector.table, collector.query, month, (collector.account_id,))
    before = collector.scanned
    for update in reader.run(query, collector.search.workgroup):
        if isinstance(update, Scanned):
            collector.scanned = before + update.bytes
            yield collector.progress
        else:
            yield from collector.add([event_of_row(row) for row in update.rows])
    yield from collector.end_month(month)


def event_of_row(row: Mapping[str, str | None]) -> Event:
    """The event of a row of the table."""
    return parse_event(json.dumps(record_of_athena_row(row, knows_missing=True)))
