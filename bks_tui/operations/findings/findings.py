"""Ask the further sources about the target of a timeline, all at the same time, and add what they say to it.

They are asked when the timeline is complete, since it finds the names and the access keys of the target.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bks_tui.aws.api import read_or_unread
from bks_tui.aws.pool import DaemonPool, call_in_worker
from bks_tui.aws.regions import enabled_regions, known_regions
from bks_tui.aws.retries import RetryBudget, Wait
from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import AwsError, CancelledError
from bks_tui.core.evidence import Cause, Evidence, Known, Unread
from bks_tui.core.timeline.findings import FindingSource, SourceRead, SourceReading
from bks_tui.core.timeline.timeline import Timeline, TimelineUpdate
from bks_tui.operations.clock import utc_now
from bks_tui.operations.findings.collector import STOPPED, SourceCollector
from bks_tui.operations.findings.sources import Ask, Circumstances, Part, Question, questions
from bks_tui.operations.findings.subject import FindingSubject, read_subject
from bks_tui.operations.timeline.gaps import refuses_credentials

# About two services in each of the enabled Regions at the same time.
_THREADS = 32
_REGIONS = "ec2:DescribeRegions"


@dataclass(frozen=True, slots=True)
class _Answered:
    """What a source returned for a Region, or why it did not."""

    source: FindingSource
    region: str | None
    outcome: Part | AwsError


def with_findings(
    session: AwsSession,
    updates: Iterable[TimelineUpdate],
    cancelled: threading.Event,
    now: Callable[[], datetime] = utc_now,
    patience: RetryBudget | None = None,
) -> Iterator[TimelineUpdate]:
    """Pass the updates of a timeline on, then yield a SourceRead for each source, and the Timeline with all of them.

    Cancelled, it yields what was read, with gaps. Raises what the updates raise.
    """
    caller: Account | None = None
    for update in updates:
        if isinstance(update, Account):
            caller = update
        if not isinstance(update, Timeline):
            yield update
            continue
        readings: list[SourceReading] = []
        for reading in _read(session, update, caller, cancelled, now(), patience):
            readings.append(reading)
            yield SourceRead(reading)
        readings.sort(key=lambda reading: list(FindingSource).index(reading.source))
        yield update.with_readings(tuple(readings))


def _read(
    session: AwsSession,
    timeline: Timeline,
    caller: Account | None,
    cancelled: threading.Event,
    now: datetime,
    patience: RetryBudget | None,
) -> Iterator[SourceReading]:
    account = timeline.account
    if caller and caller.account_id != account.account_id:
        of_another = f"the findings are in account {account.account_id}, of which only the logs were read"
        yield from _unread(Unread(Cause.FAILED, "findings", of_another))
        return
    try:
        subject, regions = call_in_worker(partial(_prepare, session, timeline.target, patience), cancelled)
    except CancelledError:
        yield from _unread(Unread(Cause.CANCELLED, "findings", STOPPED))
    except AwsError as error:
        yield from _unread(Unread(error.cause, error.operation, str(error)))
    else:
        about = Circumstances(account, now, session.pauses.between_looks)
        reader = _Reader(session, regions, account.partition, patience)
        yield from reader.read(questions(subject, about), cancelled)


def _prepare(
    session: AwsSession, target: Target, patience: RetryBudget | None, wait: Wait
) -> tuple[FindingSubject, Evidence[tuple[str, ...]]]:
    subject = read_subject(session.api("iam", wait=wait, patience=patience), target)
    return subject, read_or_unread(lambda: enabled_regions(session.api("ec2", wait=wait, patience=patience)))


def _unread(why: Unread) -> Iterator[SourceReading]:
    """No source was asked."""
    for source in FindingSource:
        collector = SourceCollector(source)
        collector.fail(None, why)
        yield collector.reading


class _Reader:
    """Asks the sources in parallel. Its threads only call AWS."""

    def __init__(
        self,
        session: AwsSession,
        regions: Evidence[tuple[str, ...]],
        partition: str,
        patience: RetryBudget | None,
    ) -> None:
        self._session = session
        self._patience = patience
        self._unlisted = regions if isinstance(regions, Unread) else None
        self._regions = regions.value if isinstance(regions, Known) else known_regions(partition) or (session.region,)

    def read(self, asked: Iterable[Question], cancelled: threading.Event) -> Iterator[SourceReading]:
        """Yield how each source was read, as soon as it is."""
        sources: dict[FindingSource, SourceCollector] = {}
        with DaemonPool[_Answered](_THREADS) as pool:
            for question in asked:
                sources[question.source] = self._begin(question, pool)
            yield from (each.reading for each in sources.values() if not each.pending)
            try:
                for answered in pool.items(cancelled):
                    collector = sources[answered.source]
                    if self._is_not_enabled(answered.outcome):
                        collector.skip(answered.region)
                    else:
                        collector.take(answered.region, answered.outcome)
                    if not collector.pending:
                        yield collector.reading
            except CancelledError:
                unfinished = [each for each in sources.values() if each.pending]
                for each in unfinished:
                    each.stop()
                    yield each.reading

    def _is_not_enabled(self, outcome: Part | AwsError) -> bool:
        """Whether a Region refuses the credentials that is asked only since the enabled ones could not be listed."""
        return self._unlisted is not None and isinstance(outcome, AwsError) and refuses_credentials(outcome)

    def _begin(self, question: Question, pool: DaemonPool[_Answered]) -> SourceCollector:
        collector = SourceCollector(question.source, question.why)
        if question.unread:
            collector.fail(None, question.unread)
        if question.ask is None:
            return collector
        if question.everywhere and self._unlisted:
            detail = f"{self._unlisted.detail}: all Regions known to bks were asked, newer ones may be missing"
            collector.fail(None, Unread(self._unlisted.cause, _REGIONS, detail))
        regions: tuple[str | None, ...] = self._regions if question.everywhere else (None,)
        collector.pending.update(regions)
        for region in regions:
            pool.add(partial(self._answered, question, question.ask, region, pool.stopping.wait))
        return collector

    def _answered(self, question: Question, ask: Ask, region: str | None, wait: Wait) -> Iterator[_Answered]:
        outcome: Part | AwsError
        try:
            api = self._session.api(question.service, region, wait=wait, patience=self._patience)
            outcome = ask(api, region or self._session.region)
        except AwsError as error:
            outcome = error
        yield _Answered(question.source, region, outcome)
