"""Find what was done by a target and to it in log files, without AWS.

Names and credentials that are found on the way are searched as well, in the files that can contain them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from datetime import datetime

from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import CancelledError
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.timeline import TimelineUpdate
from bks_tui.operations.clock import utc_now
from bks_tui.operations.timeline.log_collector import LogCollector
from bks_tui.storage.logs.find import find_files
from bks_tui.storage.logs.processes import read_logs

# Each further pass needs a name that the last one found: a chain of sessions, or of renames.
_MOST_PASSES = 6


def log_timeline(
    search: LogSearch,
    target: Target,
    cancelled: threading.Event,
    now: Callable[[], datetime] = utc_now,
    processes: int | None = None,
) -> Generator[TimelineUpdate, None, None]:
    """Yield progress, events and gaps, each once, and the Timeline last. A source of `combine`.

    If cancelled, it soon yields the Timeline, with what was found and a gap. Raises nothing of files that cannot be
    read: they are gaps.
    """
    collector = LogCollector(search, target, now())
    found = find_files(search.paths, collector.query, search.standard_input)
    yield from collector.begin(found)
    try:
        yield from _passes(collector, cancelled, processes)
    except CancelledError:
        yield from collector.stop()
    yield from collector.end()
    yield collector.result


def _passes(collector: LogCollector, cancelled: threading.Event, processes: int | None) -> Iterator[TimelineUpdate]:
    for _ in range(_MOST_PASSES):
        files = collector.next_files()
        if not files:
            return
        for update in read_logs(files, collector.query, cancelled, processes):
            yield from collector.take(update)
    yield from collector.leave()
