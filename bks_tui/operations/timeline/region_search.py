"""The lookups in event history, Region by Region: which are under way, how far they are, and what failed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from bks_tui.aws.cloudtrail.lookup_events import Lookup
from bks_tui.aws.regions import iam_region, known_regions
from bks_tui.core.account.account import Account
from bks_tui.core.errors import AwsError, ServiceError
from bks_tui.core.evidence import Known, Unread
from bks_tui.core.timeline.source import EVENT_HISTORY, Coverage, Gap, Period, RegionProgress
from bks_tui.core.timeline.timeline import SOURCE_LIMITATIONS, TimelineOptions
from bks_tui.operations.timeline import gaps as timeline_gaps
from bks_tui.operations.timeline import tasks as timeline_tasks
from bks_tui.operations.timeline.lookups import chosen_regions
from bks_tui.operations.timeline.tasks import LookupScheduler

SearchUpdate: TypeAlias = RegionProgress | Gap


@dataclass
class _Region:
    """The progress of one Region."""

    pages: int = 0
    events: int = 0
    under_way: int = 0
    is_whole: bool = True
    has_failed: bool = False
    waiting: deque[Lookup] = field(default_factory=deque)

    @property
    def is_searched(self) -> bool:
        """Whether every lookup was completed."""
        return self.is_whole and self.is_idle

    @property
    def is_idle(self) -> bool:
        """Whether no lookup is under way or waits."""
        return not (self.under_way or self.waiting)


class RegionSearch:
    """The lookups of one search, in every Region or in some. Used by one thread only.

    More than `at_once` in one Region would only keep threads of the others waiting for its rate.
    """

    def __init__(
        self,
        account: Account,
        options: TimelineOptions,
        period: Period,
        scheduler: LookupScheduler,
        lookups: Iterable[Lookup] = (),
        at_once: int = 1_000,
    ) -> None:
        self.chosen: tuple[str, ...] = ()
        self.home = iam_region(account.partition)
        self._account, self._options, self._period, self._scheduler = account, options, period, scheduler
        self._at_once = at_once
        # Each with the one Region that has its events, if only one has.
        self._lookups: dict[Lookup, str | None] = dict.fromkeys(lookups)
        self._regions: dict[str, _Region] = {}
        self._are_known = True
        self._refusing: set[str] = set()
        self._gaps: dict[Gap, None] = {}

    def begin(self) -> Iterator[SearchUpdate]:
        """Search the chosen Regions, or find out which are enabled."""
        regions = chosen_regions(self._options, self._scheduler.current_region)
        if regions is None:
            self._scheduler.start(timeline_tasks.list_regions, "ec2")
            return
        self.chosen = regions
        yield from self._look_in(regions)
        if self.home and self.home not in regions:
            yield from self.note(timeline_gaps.iam_left_out(self.home))

    def listed(self, regions: Known[tuple[str, ...]] | Unread) -> Iterator[SearchUpdate]:
        """The enabled Regions are known now, or cannot be read."""
        if isinstance(regions, Known):
            yield from self._look_in(regions.value)
            return
        self._are_known = False
        yield from self.note(timeline_gaps.no_region_list(regions))
        yield from self._look_in(known_regions(self._account.partition) or (self._scheduler.current_region,))

    def look_for(self, lookups: Iterable[Lookup], only: str | None = None) -> Iterator[SearchUpdate]:
        """Start new lookups in every Region, or in the `only` one that has their events."""
        new: dict[Lookup, str | None] = {lookup: only for lookup in lookups if lookup not in self._lookups}
        self._lookups |= new
        for region, state in self._regions.items():
            if new and not state.has_failed:
                yield from self._start(region, new)

    def read(self, region: str, events: int) -> RegionProgress:
        """A page was read; so many of its events were new."""
        state = self._regions[region]
        state.pages += 1
        state.events += events
        return self._progress(region)

    def end_lookup(self, region: str, error: AwsError | None) -> Iterator[SearchUpdate]:
        """A lookup in a Region has ended; `error` is why it ended too early."""
        state = self._regions[region]
        state.under_way -= 1
        if error is not None:
            state.is_whole = False
            # An error of the service for one lookup says nothing about the others.
            state.has_failed |= not isinstance(error, ServiceError)
            if timeline_gaps.refuses_credentials(error) and not self._are_known:
                self._refusing.add(region)
            else:
                yield from self.note(timeline_gaps.failed_lookup(region, error))
        if state.has_failed:
            state.waiting.clear()
        self._launch(region)
        yield self._progress(region)

    def note(self, gap: Gap) -> Iterator[Gap]:
        """Yield a gap once: all lookups of a Region fail in the same way."""
        if gap not in self._gaps:
            self._gaps[gap] = None
            yield gap

    def end(self) -> Iterator[Gap]:
        """Yield what is only known at the end."""
        if self._refusing:
            yield from self.note(timeline_gaps.refusing_regions(self._refusing))

    @property
    def coverage(self) -> Coverage:
        """What was searched, and what is missing."""
        return Coverage(
            EVENT_HISTORY,
            accounts=(self._account.account_id,),
            regions=tuple(sorted(name for name, region in self._regions.items() if region.is_searched)),
            first_day=self._period.since.date(),
            last_day=self._period.until.date(),
            gaps=tuple(sorted(self._gaps, key=lambda gap: (gap.region or "", gap.source, gap.reason))),
            limits=SOURCE_LIMITATIONS,
        )

    def _look_in(self, regions: Iterable[str]) -> Iterator[RegionProgress]:
        for region in regions:
            self._regions[region] = _Region()
            yield from self._start(region, self._lookups)

    def _start(self, region: str, lookups: dict[Lookup, str | None]) -> Iterator[RegionProgress]:
        self._regions[region].waiting.extend(lookup for lookup, only in lookups.items() if only in (None, region))
        self._launch(region)
        yield self._progress(region)

    def _launch(self, region: str) -> None:
        state = self._regions[region]
        while state.waiting and state.under_way < self._at_once:
            state.under_way += 1
            self._scheduler.look_up(region, state.waiting.popleft(), self._period, self._options.max_events)

    def _progress(self, region: str) -> RegionProgress:
        state = self._regions[region]
        return RegionProgress(region, state.pages, state.events, done=state.is_idle)
