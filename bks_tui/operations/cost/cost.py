"""Use case: what a target's use of models cost. A timeline first, then further sources of tokens."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from bks_tui.core.cost.cost import NO_EVIDENCE, Cost, CostEvidence, cost_of
from bks_tui.core.cost.price_table import LISTED
from bks_tui.core.cost.prices import Prices
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.source import FileProgress
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.operations.cost.log_files import logged_in_files
from bks_tui.operations.timeline.log_reading import NO_FILE

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession

Update = TypeVar("Update")


def cost(
    updates: Iterator[Update],
    cancelled: threading.Event,
    prices: Prices = LISTED,
    *,
    session: AwsSession | None = None,
    files: LogSearch | None = None,
) -> Iterator[Update | FileProgress | Cost]:
    """The updates of a timeline, the progress of what else is read after the Timeline, and the Cost last.

    The tokens are read from the model-invocation logs among `files`, and with a `session` from those in AWS and from
    metrics. Raises what the updates raise.
    """
    for update in updates:
        yield update
        if isinstance(update, Timeline):
            found = yield from _evidence(update, cancelled, session, files)
            yield cost_of(_without_needless_gap(update, found), found, prices)


def _evidence(
    timeline: Timeline, cancelled: threading.Event, session: AwsSession | None, files: LogSearch | None
) -> Generator[FileProgress, None, CostEvidence]:
    known = NO_EVIDENCE
    if files is not None:
        known = yield from logged_in_files(files, timeline, cancelled)
    if session is not None:
        # Imported here, since it imports boto3, which files do not need.
        from bks_tui.operations.cost.aws import tokens_in_aws

        known = yield from tokens_in_aws(session, timeline, cancelled, known)
    return known


def _without_needless_gap(timeline: Timeline, found: CostEvidence) -> Timeline:
    """The timeline without the gap that there is no CloudTrail log, if model-invocation logs were given instead."""
    gaps = tuple(gap for gap in timeline.gaps if gap.reason != NO_FILE)
    return replace(timeline, gaps=gaps) if found.files else timeline
