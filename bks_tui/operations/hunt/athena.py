"""A hunt in the logs of a trail, with Athena: in every account that its table has.

The first queries, one for each month, read the records that can list an identity. Further ones read the other records
of those that are listed, as far as the limit allows; phantom users need none.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import datetime

from bks_tui.aws.organizations.accounts import account_ids
from bks_tui.aws.pool import call_in_worker
from bks_tui.aws.retries import RetryBudget, Wait
from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import Account
from bks_tui.core.athena.estimate import require_within
from bks_tui.core.athena.query import QueryRange, Slice, hunt_candidates, month_slices, naming_candidates
from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.athena.table import LogTable, require_covered
from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.detection.sql import Sql
from bks_tui.core.errors import AwsError, UsageError
from bks_tui.core.hunt.gather import Gatherer
from bks_tui.core.hunt.hunt import Hunt, HuntUpdate
from bks_tui.core.hunt.identity import IdentityKey, IdentityKind
from bks_tui.core.hunt.query import HuntQuery
from bks_tui.core.hunt.rules import LISTING_CONDITIONS
from bks_tui.core.services import phantom_service
from bks_tui.core.timeline.source import Gap
from bks_tui.operations.clock import utc_now
from bks_tui.operations.timeline.athena_reader import AthenaReader
from bks_tui.operations.timeline.athena_reading import AthenaReading

# With more, a query would be longer than Athena takes.
_MOST_NAMED = 150


def athena_hunt(
    session: AwsSession,
    search: AthenaSearch,
    cancelled: threading.Event,
    now: Callable[[], datetime] = utc_now,
    patience: RetryBudget | None = None,
) -> Generator[HuntUpdate, None, None]:
    """Yield the Account first, the ScanEstimate, then progress and gaps, each once, and the Hunt last.

    Raises what `athena_timeline` raises, and UsageError if it is not known which accounts to search.
    """
    moment = now()
    search.period(moment)
    account = call_in_worker(lambda wait: session.identify(wait, patience), cancelled)
    yield account
    reader = AthenaReader(session, cancelled, patience)
    table = reader.find_table(search)
    accounts = call_in_worker(lambda wait: _accounts(session, table, search, wait, patience), cancelled)
    hunt = _AthenaHunt(account, AthenaReading(search, table, accounts, moment))
    yield from hunt.reading.begin()
    estimated = yield from reader.estimate(hunt.reading, hunt.months)
    require_within(estimated, search.max_scan)
    yield estimated
    yield from hunt.read(reader, estimated.bytes)
    yield from hunt.end()
    yield hunt.result


def _accounts(
    session: AwsSession, table: LogTable, search: AthenaSearch, wait: Wait, patience: RetryBudget | None
) -> tuple[str, ...]:
    """The accounts to search: the chosen one, those that the table lists, or those of the organization."""
    if search.account_id:
        require_covered(table, search.account_id)
        return (search.account_id,)
    if table.accounts or not table.account:
        return table.accounts
    try:
        return account_ids(session.api("organizations", wait=wait, patience=patience))
    except AwsError as error:
        raise UsageError(
            f"the table {table.described} has the accounts of an organization, which cannot be listed: {error}",
            "Name one with --account, or use credentials that may list the accounts.",
        ) from None


class _AthenaHunt:
    """The state of one hunt."""

    def __init__(self, account: Account, reading: AthenaReading) -> None:
        self.reading = reading
        self.months = month_slices(reading.period, reading.now, reading.table.first_day)
        self._account = account
        self._query = HuntQuery(regions=reading.search.regions, since=reading.period.since, until=reading.period.until)
        self._gatherer = Gatherer()

    def read(self, reader: AthenaReader, size: int) -> Iterator[HuntUpdate]:
        """Read who is listed, then the other calls of those; a reading of all months has this size in bytes."""
        goes_on = yield from self._pass(reader, self._first)
        named = sorted(filter(_has_more, self._gatherer.wanted), key=lambda key: (key.account_id or "", key.name))
        if not named:
            return
        reading, why = self.reading, ""
        if not goes_on:
            why = "the search ended before"
        elif len(named) > _MOST_NAMED:
            why = f"they are more than {_MOST_NAMED}"
        elif reading.scanned + size > reading.search.max_scan:
            why = "that would scan more than --max-scan allows"
        if why:
            yield from reading.note(f"the other calls of {len(named)} identities were not searched: {why}")
            return
        wanted = frozenset(named)
        self._query = HuntQuery(
            regions=self._query.regions, since=self._query.since, until=self._query.until, wanted=wanted
        )
        yield from self._pass(reader, lambda month: self._naming(month, named))

    def _pass(self, reader: AthenaReader, query: Callable[[Slice], Sql]) -> Generator[HuntUpdate, None, bool]:
        self.reading.plan(self.months)
        goes_on = yield from reader.read_months(
            self.reading, self.months, query, self._add, lambda: self._gatherer.events
        )
        return goes_on

    def _first(self, month: Slice) -> Sql:
        return hunt_candidates(self.reading.table, self._range(month), LISTING_CONDITIONS)

    def _naming(self, month: Slice, named: Sequence[IdentityKey]) -> Sql:
        names = tuple(dict.fromkeys(key.name for key in named))
        return naming_candidates(self.reading.table, self._range(month), names)

    def _range(self, month: Slice) -> QueryRange:
        period, search = self.reading.period, self.reading.search
        return QueryRange(month, self.reading.accounts, search.regions, period.since, period.until)

    def _add(self, events: Sequence[Event]) -> Iterator[Gap]:
        self._gatherer.add(event for event in events if self._query.concerns(event))
        return iter(())

    def end(self) -> Iterator[Gap]:
        """Yield what is only known at the end."""
        for loss in self._gatherer.losses:
            yield from self.reading.note(loss)
        yield from self.reading.end()

    @property
    def result(self) -> Hunt:
        """Everything that was found."""
        return Hunt(
            account=self._account,
            since=self.reading.period.since,
            until=self.reading.period.until,
            identities=self._gatherer.identities,
            coverage=(self.reading.coverage,),
            unparsed=self._gatherer.unparsed,
            remarks=tuple(self._gatherer.remarks),
        )


def _has_more(key: IdentityKey) -> bool:
    """Whether an identity may have calls that the first queries did not find."""
    is_found = key.kind is IdentityKind.USER and phantom_service(key.name)
    return key.kind is not IdentityKind.SERVICE and not is_found
