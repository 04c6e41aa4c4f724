"""How far the reading of a table is: what the queries scanned, which months are read, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bks_tui.core.athena.query import Slice
from bks_tui.core.athena.search import ATHENA_LIMITATIONS, AthenaSearch
from bks_tui.core.athena.table import LogTable
from bks_tui.core.errors import AwsError
from bks_tui.core.settings import size_text
from bks_tui.core.timeline.source import ATHENA, Coverage, Gap, QueryProgress

IAM_REGION = "us-east-1"


class AthenaReading:
    """The queries of one search in these accounts. Nothing here waits."""

    def __init__(self, search: AthenaSearch, table: LogTable, accounts: tuple[str, ...], now: datetime) -> None:
        self.search, self.table, self.accounts, self.now = search, table, accounts, now
        self.period = search.period(now)
        self.scanned = 0
        self._gaps: dict[Gap, None] = {}
        self._done = self._queries = 0
        self._read: list[Slice] = []

    @property
    def regions(self) -> tuple[str, ...]:
        """The Regions that a query reads: the chosen ones, or all of the table."""
        return self.search.regions or self.table.regions

    @property
    def is_exceeded(self) -> bool:
        """Whether the queries have scanned more than they may."""
        return self.scanned > self.search.max_scan

    def begin(self) -> Iterator[Gap]:
        """What is known not to be read before anything is."""
        first = self.table.first_day
        if first and first > self.period.since.date():
            yield from self.note(f"the table {self.table.described} begins on {first}: nothing before was searched")
        if self.search.regions and IAM_REGION not in self.search.regions:
            reason = "IAM events are in this Region, but it was not chosen: they were not searched"
            yield from self.note(reason, IAM_REGION)
        unknown = set(self.search.regions) - set(self.table.regions) if self.table.region else ()
        if unknown:
            yield from self.note(f"the table {self.table.described} does not have {', '.join(sorted(unknown))}")

    def plan(self, months: Sequence[Slice]) -> None:
        """One more query for each of these months."""
        self._queries += len(months)

    def progress(self, events: int) -> QueryProgress:
        """How far it is, with so many events."""
        return QueryProgress(self._done, self._queries, self.scanned, events)

    def end_month(self, month: Slice) -> None:
        """All rows of a month were read."""
        self._done += 1
        self._read.append(month)

    def fail(self, months: Sequence[Slice], why: str | AwsError) -> Iterator[Gap]:
        """These months, the newest first, were not read, or not whole."""
        self._done += len(months)
        unread = Slice(months[-1].first, months[0].last)
        yield from self.note(
            f"{why}: {unread.first} to {unread.last} was not read completely; continue with {unread.options}"
        )

    def reach_limit(self, months: Sequence[Slice]) -> Iterator[Gap]:
        """The queries have scanned as much as they may."""
        limit = size_text(self.search.max_scan)
        yield from self.fail(months, f"{size_text(self.scanned)} were scanned, and --max-scan is {limit}")

    def end(self) -> Iterator[Gap]:
        """Yield what is only known at the end."""
        if self._read and not self.scanned:
            accounts = f"account {self.accounts[0]}" if len(self.accounts) == 1 else "any account"
            yield from self.note(
                f"no log file of {accounts} is where the table {self.table.described} looks: s3://{self.table.bucket}"
            )

    def note(self, reason: str, region: str | None = None) -> Iterator[Gap]:
        """Yield a gap once."""
        gap = Gap(region, ATHENA, reason)
        if gap not in self._gaps:
            self._gaps[gap] = None
            yield gap

    @property
    def coverage(self) -> Coverage:
        """What was read."""
        days = [day for month in self._read for day in (month.first, month.last)]
        return Coverage(
            ATHENA,
            accounts=self.accounts,
            regions=tuple(sorted(self.regions)) if days else (),
            first_day=min(days, default=None),
            last_day=max(days, default=None),
            bytes=self.scanned,
            gaps=tuple(self._gaps),
            notes=tuple(self._notes()),
            limits=ATHENA_LIMITATIONS,
        )

    def _notes(self) -> Iterator[str]:
        yield f"The table is {self.table.described}."
        if not self.table.has_credential_id:
            yield "The table has no credentialid: a call with an API key is found by its user, not by the key."
