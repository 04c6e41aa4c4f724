"""The timeline as the app reads it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.timeline.timeline import TimelineOptions, TimelineUpdate

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession


def read_timeline(
    session: AwsSession,
    target: Target,
    options: TimelineOptions,
    clock: Callable[[], datetime],
    cancelled: threading.Event,
) -> Iterator[TimelineUpdate]:
    """Read to the end, or until it is `cancelled`. Raises BksError."""
    # Imported here, since it imports boto3.
    from bks_tui.operations.timeline.timeline import timeline

    yield from timeline(session, target, options, cancelled, clock)
