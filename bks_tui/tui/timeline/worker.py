"""The timeline as the app reads it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.timeline.timeline import Timeline, TimelineOptions, TimelineUpdate

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


def ask_further_sources(
    session: AwsSession, timeline: Timeline, clock: Callable[[], datetime], cancelled: threading.Event
) -> Iterator[TimelineUpdate]:
    """Ask the further sources about a timeline that was read: each as it is read, and then the timeline with all."""
    # Imported here, since it imports boto3.
    from bks_tui.operations.findings.findings import with_findings

    yield from with_findings(session, (timeline,), cancelled, clock)
