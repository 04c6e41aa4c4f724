"""The log files as the app reads them: in threads, without AWS and without boto3."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime

from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.hunt.hunt import HuntUpdate
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.timeline import TimelineUpdate


def read_identities(
    search: LogSearch, clock: Callable[[], datetime], cancelled: threading.Event
) -> Iterator[HuntUpdate]:
    """Find the identities in the files. If it is `cancelled`, the result is incomplete and says so."""
    from bks_tui.operations.hunt.log_files import log_hunt

    yield from log_hunt(search, cancelled, clock)


def read_events(
    search: LogSearch, target: Target, clock: Callable[[], datetime], cancelled: threading.Event
) -> Iterator[TimelineUpdate]:
    """Read the events of a target in the files. If it is `cancelled`, the result is incomplete and says so."""
    from bks_tui.operations.timeline.log_files import log_timeline

    yield from log_timeline(search, target, cancelled, clock)
