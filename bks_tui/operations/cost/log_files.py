"""The tokens of a target in model-invocation logs among files, without AWS."""

from __future__ import annotations

import threading
from collections.abc import Generator

from bks_tui.core.cloudtrail.log_path import INVOCATIONS
from bks_tui.core.cost.cost import CostEvidence
from bks_tui.core.cost.invocation_log import LoggedInvocation
from bks_tui.core.cost.usage import ModelInvocation, recorded_invocations
from bks_tui.core.errors import CancelledError
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.log_query import LogRange
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.source import FileProgress, Gap
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.storage.logs.find import LogFile, find_files, gap_of
from bks_tui.storage.logs.invocations import read_invocations

SOURCE = "model-invocation logs"


class LoggedCalls:
    """The calls of one target, taken from the records of any logs."""

    def __init__(self, timeline: Timeline, within: LogRange) -> None:
        self.calls: list[ModelInvocation] = []
        self.records = 0
        self._target, self._range = timeline.target, within
        recorded = recorded_invocations(timeline.events, timeline.target)
        self._request_ids = {each.request_id for each in recorded if each.request_id}

    def take(self, found: LoggedInvocation) -> None:
        """Keep a call if it is the target's, succeeded, and is in the period and the Regions."""
        self.records += 1
        if found.failed or not found.is_by(self._target, self._request_ids):
            return
        if self._range.account_id in (None, found.account_id) and self._range.contains(
            found.invocation.place.region, found.invocation.time
        ):
            self.calls.append(found.invocation)

    @property
    def described(self) -> str:
        """How many records were read, and how many of them are the target's."""
        return f"{pluralize(self.records, 'record')}, {len(self.calls)} of them successful calls of the target"


def logged_in_files(
    search: LogSearch, timeline: Timeline, cancelled: threading.Event
) -> Generator[FileProgress, None, CostEvidence]:
    """What the model-invocation logs among the files of a search tell; a file of another kind is left out."""
    within = LogRange(account_id=search.account_id, regions=search.regions, since=search.since, until=search.until)
    calls, files = LoggedCalls(timeline, within), 0
    found = find_files(search.paths, within, search.standard_input, INVOCATIONS)
    gaps: list[Gap] = []
    try:
        for done, file in enumerate(found.files):
            files += _read(file, calls, gaps, cancelled)
            yield FileProgress(done + 1, len(found.files), len(calls.calls))
    except CancelledError:
        gaps.append(Gap(None, SOURCE, "stopped by you before everything was read"))
    if not files:
        note = "No model-invocation log is among the files: tokens are known only where CloudTrail records them."
    else:
        note = f"Model-invocation logs: {pluralize(files, 'file')} with {calls.described}."
    return CostEvidence(tuple(calls.calls), gaps=tuple(gaps), notes=(note,), files=files)


def _read(file: LogFile, calls: LoggedCalls, gaps: list[Gap], cancelled: threading.Event) -> bool:
    """Read one file; whether it is a model-invocation log."""
    for update in read_invocations(file, cancelled.is_set):
        if isinstance(update, LoggedInvocation):
            calls.take(update)
        elif update.skipped:
            return False
        elif update.problem:
            gaps.append(gap_of(file.name, update.problem))
    return True
