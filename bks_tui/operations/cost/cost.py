"""Use case: what a target's use of models cost. A timeline first, then what else tells of tokens."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from typing import TypeAlias

from bks_tui.core.cost.cost import CostEvidence, CostUpdate, cost_of
from bks_tui.core.cost.prices import Prices
from bks_tui.core.timeline.source import FileProgress
from bks_tui.core.timeline.timeline import Timeline, TimelineUpdate
from bks_tui.operations.timeline.log_reading import NO_FILE

# Reads what else tells of the tokens of a target, when its timeline is known.
ReadEvidence: TypeAlias = Callable[[Timeline], Generator[FileProgress, None, CostEvidence]]


def cost(updates: Iterator[TimelineUpdate], evidence: ReadEvidence, prices: Prices) -> Iterator[CostUpdate]:
    """The updates of a timeline, with the Timeline at its end, the progress of what else is read, and the Cost last.

    Raises what the updates raise.
    """
    for update in updates:
        yield update
        if isinstance(update, Timeline):
            found = yield from evidence(update)
            yield cost_of(_without_needless_gap(update, found), found, prices)


def _without_needless_gap(timeline: Timeline, found: CostEvidence) -> Timeline:
    """The timeline without the gap that there is no CloudTrail log, if model-invocation logs were given instead."""
    gaps = tuple(gap for gap in timeline.gaps if gap.reason != NO_FILE)
    return replace(timeline, gaps=gaps) if found.files else timeline
