"""The tokens of a target in AWS: from the model-invocation logs of each Region, then from CloudWatch metrics.

Threads only read; everything is decided in the thread of the generator.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from bks_tui.aws.api import Api
from bks_tui.aws.pool import DaemonPool
from bks_tui.aws.session import AwsSession
from bks_tui.core.cost.cost import NO_EVIDENCE, CostEvidence, uncounted_places
from bks_tui.core.cost.usage import PricedModel, TokenCounts, recorded_invocations
from bks_tui.core.errors import AwsError, CancelledError
from bks_tui.core.timeline.log_query import LogRange
from bks_tui.core.timeline.source import FileProgress, Gap
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.operations.cost.log_files import SOURCE, LoggedCalls
from bks_tui.operations.cost.region_logs import LogsRead, RegionLogs, read_region
from bks_tui.operations.cost.region_metrics import MetricsRead, read_metrics

# Each thread reads one Region.
_THREADS = 16
_SERVICE = "bedrock"


def tokens_in_aws(
    session: AwsSession, timeline: Timeline, cancelled: threading.Event, known: CostEvidence = NO_EVIDENCE
) -> Generator[FileProgress, None, CostEvidence]:
    """What the logs and the metrics of the Regions tell in which the target called models, beside what is `known`.

    Whatever fails is a gap; nothing more is read with a session that cannot be used any more.
    """
    places = [place for place in uncounted_places(timeline, known.logged) if place.service == _SERVICE]
    if not places:
        return known
    if not timeline.account.caller_arn:
        note = (
            f"The calls were made in account {timeline.account.account_id}: its model-invocation logs and metrics were "
            "not read. Use credentials of that account, or give the logs with --from."
        )
        return replace(known, notes=(*known.notes, note))
    reading = _Reading(session, timeline, known)
    try:
        with DaemonPool[LogsRead | Gap | MetricsRead](_THREADS) as pool:
            yield from reading.logs(pool, places, cancelled)
            yield from reading.metrics(pool, cancelled)
    except CancelledError:
        reading.gaps.append(Gap(None, SOURCE, "stopped by you before everything was read"))
    except AwsError as error:
        reading.gaps.append(Gap(None, error.operation or SOURCE, f"{error}: no further calls were made"))
    return reading.evidence


class _Reading:
    """What was read until now."""

    def __init__(self, session: AwsSession, timeline: Timeline, known: CostEvidence) -> None:
        self.gaps: list[Gap] = []
        self._session, self._timeline, self._known = session, timeline, known
        self._calls = LoggedCalls(timeline, LogRange(since=timeline.since, until=timeline.until))
        self._notes: dict[str, list[str]] = {}
        self._sums: dict[PricedModel, TokenCounts] = {}

    @property
    def evidence(self) -> CostEvidence:
        """The same as evidence."""
        known = self._known
        notes = [f"Model-invocation logs in AWS: {self._calls.described}."] if self._calls.records else []
        notes += [f"{', '.join(sorted(regions))}: {note}." for note, regions in self._notes.items()]
        return CostEvidence(
            (*known.logged, *self._calls.calls),
            self._sums,
            (*known.gaps, *self.gaps),
            (*known.notes, *notes),
            known.files,
        )

    def logs(
        self, pool: DaemonPool[LogsRead | Gap | MetricsRead], places: Sequence[PricedModel], cancelled: threading.Event
    ) -> Iterator[FileProgress]:
        """Read the model-invocation logs of each Region, from the hours in which the target made calls there."""
        hours = _hours(self._timeline, places)
        for region, of_region in hours.items():
            of = RegionLogs(region, self._timeline.account.account_id, of_region)
            pool.add(partial(read_region, self._apis(pool, region), of))
        files: dict[str, int] = {}
        for done, update in enumerate(self._results(pool, cancelled), start=1):
            if isinstance(update, LogsRead):
                files[update.region] = max(update.of, 1)
                for found in update.found:
                    self._calls.take(found)
                yield FileProgress(done, sum(files.values()), len(self._calls.calls))

    def metrics(
        self, pool: DaemonPool[LogsRead | Gap | MetricsRead], cancelled: threading.Event
    ) -> Iterator[FileProgress]:
        """Read the sums of all callers, for the models and Regions of calls without tokens."""
        logged = (*self._known.logged, *self._calls.calls)
        places = [each for each in uncounted_places(self._timeline, logged) if each.service == _SERVICE and each.model]
        regions = sorted({place.region for place in places})
        for region in regions:
            models = sorted({place.model for place in places if place.region == region and place.model})
            period = self._timeline.since, self._timeline.until
            pool.add(partial(read_metrics, self._apis(pool, region), region, models, period))
        for done, update in enumerate(self._results(pool, cancelled), start=1):
            if isinstance(update, MetricsRead):
                self._sums |= {PricedModel(_SERVICE, model, update.region): sums for model, sums in update.sums.items()}
                yield FileProgress(done, len(regions), len(self._calls.calls))

    def _results(
        self, pool: DaemonPool[LogsRead | Gap | MetricsRead], cancelled: threading.Event
    ) -> Iterator[LogsRead | MetricsRead]:
        """What the threads read; gaps and notes are kept."""
        for update in pool.items(cancelled):
            if isinstance(update, Gap):
                self.gaps.append(update)
                continue
            if update.note:
                self._notes.setdefault(update.note, []).append(update.region)
            yield update

    def _apis(self, pool: DaemonPool[LogsRead | Gap | MetricsRead], region: str) -> Callable[[str], Api]:
        session, wait = self._session, pool.stopping.wait
        return lambda service: session.api(service, region, wait)


def _hours(timeline: Timeline, places: Sequence[PricedModel]) -> Mapping[str, frozenset[str]]:
    """The hours of the calls of the target by Region, as the folders of the logs are named: `2026/11/20/08`."""
    wanted = {place.region for place in places}
    hours: dict[str, set[str]] = {}
    for each in recorded_invocations(timeline.events, timeline.target):
        if each.place.region in wanted and each.time is not None:
            hours.setdefault(each.place.region, set()).add(f"{each.time:%Y/%m/%d/%H}")
    return {region: frozenset(of_region) for region, of_region in sorted(hours.items())}
