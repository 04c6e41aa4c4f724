"""What every source of events yields, and what it says about itself: what it covers, lacks and can never contain.

A source is a function of a target that yields the updates of a timeline, its own `Timeline` last. Whatever
reads a timeline does not know where its events come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from bks_tui.core.cloudtrail.event import Event

EVENT_HISTORY = "CloudTrail event history"
LOG_FILES = "log files"
ATHENA = "Athena"

Counts: TypeAlias = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Period:
    """The time range of a search; both times are aware."""

    since: datetime
    until: datetime

    @property
    def days(self) -> int:
        """The number of days, a part of one counted as one."""
        return -((self.since - self.until) // timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be read. `source` is the call or file, `region` is None if no single one failed."""

    region: str | None
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class RegionProgress:
    """The progress of one Region: numbers of pages and events so far."""

    region: str
    pages: int
    events: int
    done: bool


@dataclass(frozen=True, slots=True)
class FileProgress:
    """The progress in files: how many of them are read, and the events so far."""

    done: int
    files: int
    events: int


@dataclass(frozen=True, slots=True)
class ListingProgress:
    """The progress in folders whose log files are listed, to know what the queries of Athena will read."""

    done: int
    folders: int


@dataclass(frozen=True, slots=True)
class ScanEstimate:
    """What the queries of Athena are going to read, at most as far as the listed days tell: known before they start.

    `dollars` is the cost at list price. The files of `days_listed` of the `days` were listed.
    """

    queries: int
    partitions: int
    bytes: int
    dollars: float
    days_listed: int
    days: int


@dataclass(frozen=True, slots=True)
class QueryProgress:
    """The progress in queries: how many of them are done, the bytes that were scanned, and the events so far."""

    done: int
    queries: int
    bytes: int
    events: int


@dataclass(frozen=True, slots=True)
class EventsFound:
    """Events as they arrive, in no particular order, each once."""

    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How complete one source is.

    It covers `accounts`, `regions`, the days from `first_day` to `last_day`, and `files` with `bytes` of records,
    as far as it knows them; without files, `bytes` are those that Athena scanned. `gaps` is what is missing,
    `skipped` what it left out on purpose, by reason, and `notes` are remarks, a sentence each. `limits` is what it
    can never contain.
    """

    source: str
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    files: int = 0
    bytes: int = 0
    gaps: tuple[Gap, ...] = ()
    skipped: Counts = ()
    notes: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
