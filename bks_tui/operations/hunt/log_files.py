"""A hunt in log files, without AWS.

The first pass reads the records that can list an identity. A further one reads the other records of those that are
listed, which the names in them find; more are needed only if users were renamed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from datetime import datetime

from bks_tui.core.errors import CancelledError
from bks_tui.core.hunt.gather import Gatherer
from bks_tui.core.hunt.hunt import Hunt, HuntUpdate
from bks_tui.core.hunt.identity import IdentityKey
from bks_tui.core.hunt.query import HuntQuery, words_for
from bks_tui.core.hunt.rules import USE_SEARCH
from bks_tui.core.timeline.log_query import Needles
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.source import LOG_FILES, Gap
from bks_tui.operations.clock import utc_now
from bks_tui.operations.timeline.log_reading import LogReading
from bks_tui.storage.logs.find import find_files
from bks_tui.storage.logs.processes import read_logs
from bks_tui.storage.logs.reader import EventsRead

_MOST_PASSES = 6


def log_hunt(
    search: LogSearch,
    cancelled: threading.Event,
    now: Callable[[], datetime] = utc_now,
    processes: int | None = None,
    *,
    only_use: bool = False,
) -> Generator[HuntUpdate, None, None]:
    """Yield progress and gaps, each once, and the Hunt last; with `only_use` of calls with API keys only.

    If cancelled, it soon yields the Hunt, with what was found and a gap. Raises nothing of files that cannot be
    read: they are gaps.
    """
    hunt = _LogHunt(search, now(), only_use=only_use)
    yield from hunt.begin()
    try:
        yield from hunt.passes(cancelled, processes)
    except CancelledError:
        yield from hunt.reading.stop()
    yield from hunt.end()
    yield hunt.result


class _LogHunt:
    """The state of one hunt."""

    def __init__(self, search: LogSearch, now: datetime, *, only_use: bool) -> None:
        self.reading = LogReading(search, now)
        self._search = search
        self._query = HuntQuery(
            account_id=search.account_id, regions=search.regions, since=search.since, until=search.until
        )
        self._only_use = only_use
        if only_use:
            self._query = replace(self._query, needles=USE_SEARCH)
        self._gatherer = Gatherer()

    def begin(self) -> Iterator[HuntUpdate]:
        """Find the files."""
        found = find_files(self._search.paths, self._query, self._search.standard_input)
        yield from self.reading.begin(found)

    def passes(self, cancelled: threading.Event, processes: int | None) -> Iterator[HuntUpdate]:
        """Read the files until nobody new is wanted. Raises CancelledError."""
        searched, known = self._query.needles.words, frozenset[IdentityKey]()
        for _ in range(_MOST_PASSES):
            self.reading.begin_pass()
            for update in read_logs(self.reading.files, self._query, cancelled, processes):
                if isinstance(update, EventsRead):
                    self._gatherer.add(update.events)
                else:
                    yield from self.reading.take(update, self._gatherer.events)
            wanted = self._gatherer.wanted - known
            words = words_for(wanted, searched)
            if self._only_use or not words:
                return
            self._query = replace(self._query, needles=Needles(words), wanted=wanted, known=known)
            searched, known = searched | words, known | wanted
        yield from self.reading.note(Gap(None, LOG_FILES, "not every new name of a user was followed"))

    def end(self) -> Iterator[HuntUpdate]:
        """Yield what is only known at the end."""
        for loss in self._gatherer.losses:
            yield from self.reading.note(Gap(None, LOG_FILES, loss))
        yield from self.reading.end()

    @property
    def result(self) -> Hunt:
        """Everything that was found."""
        return Hunt(
            account=None,
            since=self._search.since,
            until=self._search.until,
            identities=self._gatherer.identities,
            coverage=(self.reading.coverage(self._gatherer.duplicates),),
            unparsed=self._gatherer.unparsed,
            remarks=tuple(self._gatherer.remarks),
        )
