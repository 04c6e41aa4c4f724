"""Reads a table with Athena: whether it can be used, what queries would scan, and their rows, month by month."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

from bks_tui.aws.athena.catalog import read_table, read_workgroup
from bks_tui.aws.athena.queries import RowsRead, Scanned, run_query
from bks_tui.aws.log_bucket import bytes_below
from bks_tui.aws.pool import DaemonPool, call_in_worker
from bks_tui.aws.retries import RetryBudget, Wait
from bks_tui.aws.session import AwsSession
from bks_tui.core.athena.estimate import TablePlace, estimate, places, sample_days
from bks_tui.core.athena.query import Slice
from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.athena.table import LogTable, log_table
from bks_tui.core.cloudtrail.athena_row import record_of_athena_row
from bks_tui.core.cloudtrail.event import Event, parse_event
from bks_tui.core.detection.sql import Sql
from bks_tui.core.errors import AwsError, CancelledError, ServiceError, UsageError
from bks_tui.core.timeline.source import Gap, ListingProgress, QueryProgress, ScanEstimate
from bks_tui.operations.timeline.athena_reading import AthenaReading

Update = TypeVar("Update")

_LISTING_THREADS = 16
_FOLDERS_A_STEP = 50
# How long a query that was stopped may take to say so.
_STOP_SECONDS = 5.0


class AthenaReader:
    """Reads the table of a session. `patience` is for throttled calls."""

    def __init__(
        self,
        session: AwsSession,
        cancelled: threading.Event,
        patience: RetryBudget | None = None,
    ) -> None:
        self._session, self._cancelled, self._patience = session, cancelled, patience

    def find_table(self, search: AthenaSearch) -> LogTable:
        """The table of a search. Raises UsageError if it or its workgroup cannot be used, AwsError, CancelledError."""
        return call_in_worker(partial(self._find_table, search), self._cancelled)

    def _find_table(self, search: AthenaSearch, wait: Wait) -> LogTable:
        api = self._session.api("athena", wait=wait, patience=self._patience)
        metadata = read_table(api, search.database, search.table)
        where = f"in {self._session.region}"
        if metadata is None:
            raise UsageError(
                f"Athena has no table {search.database}.{search.table} {where}",
                "Run 'bks athena setup', name a table with --table, or give its Region before the command: "
                "bks --region REGION …",
            )
        workgroup = read_workgroup(api, search.workgroup)
        flaw = workgroup.flaw if workgroup else "does not exist"
        if flaw:
            remedy = "Name one with --workgroup that has a location for results, or run 'bks athena setup'."
            raise UsageError(f"the workgroup {search.workgroup} {flaw} {where}", remedy)
        return log_table(search.database, search.table, metadata)

    def estimate(
        self, reading: AthenaReading, months: Sequence[Slice]
    ) -> Generator[ListingProgress, None, ScanEstimate]:
        """What the queries of these months would scan. Raises UsageError, AwsError, CancelledError."""
        of = places(reading.table, reading.accounts, reading.search.regions)
        days = sample_days(months, len(of))
        listed, folders = dict.fromkeys(days, 0), len(days) * len(of)
        with DaemonPool[tuple[date, int]](_LISTING_THREADS) as pool:
            for day in days:
                for place in of:
                    pool.add(partial(self._listed, reading.table, place, day, pool.stopping.wait))
            for number, (day, size) in enumerate(pool.items(self._cancelled), 1):
                listed[day] += size
                if number % _FOLDERS_A_STEP == 0:
                    yield ListingProgress(number, folders)
        return estimate(months, len(of), listed)

    def _listed(self, table: LogTable, place: TablePlace, day: date, wait: Wait) -> Iterator[tuple[date, int]]:
        api = self._session.api("s3", wait=wait, patience=self._patience)
        yield day, bytes_below(api, table.bucket, table.prefix(place.account_id, place.region, day))

    def read_months(
        self,
        reading: AthenaReading,
        months: Sequence[Slice],
        query: Callable[[Slice], Sql],
        take: Callable[[Sequence[Event]], Iterator[Update]],
        events: Callable[[], int],
    ) -> Generator[Update | QueryProgress | Gap, None, bool]:
        """Read the months one after the other; whether nothing ended it before. What fails is a gap.

        `take` processes the events of a page of results, and `events` is their number so far.
        """
        for number, month in enumerate(months):
            if reading.is_exceeded:
                yield from reading.reach_limit(months[number:])
                return False
            try:
                yield from self._read_month(reading, month, query(month), take, events)
            except CancelledError:
                yield from reading.fail(months[number:], "stopped by you")
                return False
            except ServiceError as error:
                # Another month may be smaller, or have no broken file.
                yield from reading.fail([month], error)
            except AwsError as error:
                yield from reading.fail(months[number:], error)
                return False
        return True

    def _read_month(
        self,
        reading: AthenaReading,
        month: Slice,
        query: Sql,
        take: Callable[[Sequence[Event]], Iterator[Update]],
        events: Callable[[], int],
    ) -> Iterator[Update | QueryProgress]:
        before = reading.scanned
        for update in self.run(query, reading.search.workgroup):
            if isinstance(update, Scanned):
                reading.scanned = before + update.bytes
            else:
                yield from take([event_of_row(row) for row in update.rows])
            yield reading.progress(events())
        reading.end_month(month)
        yield reading.progress(events())

    def run(self, query: Sql, workgroup: str) -> Iterator[Scanned | RowsRead]:
        """Run a query. If cancelled, the query is stopped. Raises AwsError, CancelledError."""
        ended = threading.Event()

        def task(wait: Wait) -> Iterator[Scanned | RowsRead]:
            try:
                api = partial(self._session.api, "athena", patience=self._patience)
                yield from run_query(api(wait=wait), api(), query, workgroup, self._session.pauses.between_looks)
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


def event_of_row(row: Mapping[str, str | None]) -> Event:
    """The event of a row of the table."""
    return parse_event(json.dumps(record_of_athena_row(row, knows_missing=True)))
