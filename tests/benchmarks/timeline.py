"""How long a timeline of many Regions takes, beside that of one of them alone.

Every call takes the same time, and each Region refuses what comes faster than CloudTrail's own rate.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from bks_tui.aws.pauses import Pauses
from bks_tui.aws.regions import known_regions
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.timeline.timeline import EventsFound, Timeline, TimelineOptions
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser
from bks_tui.operations.timeline.timeline import timeline
from tests.benchmarks.table import Table
from tests.support.trails import LOOKUP, PHANTOM, session_in

REGIONS, PAGES = 30, 20
MILLISECONDS, PER_SECOND = 40, 2
EVENTS_ON_A_PAGE = 50
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Measured:
    """How long it took, to the first event and to the end, in seconds; and what it came to."""

    first: float
    total: float
    events: int
    calls: int
    throttled: int


def busy_account(regions: tuple[str, ...], pages: int, milliseconds: int, per_second: float) -> SimulatedAccount:
    """An account whose phantom was used in every Region, by so many pages of events."""
    account = SimulatedAccount(now=NOW)
    account.enabled_regions = regions
    account.add_user(PHANTOM)
    for region in regions:
        for number in range(pages * EVENTS_ON_A_PAGE):
            when = NOW - timedelta(seconds=number * 60)
            account.record_event("InvokeModel", region=region, when=when, actor=IamUser(PHANTOM))
    account.faults.latency = milliseconds / 1000
    account.faults.limit_rate(per_second, LOOKUP)
    return account


def measure(account: SimulatedAccount, per_second: float) -> Measured:
    """Read the timeline to its end."""
    session = session_in(account)
    session.pauses = Pauses(between_lookups=1 / per_second)
    outcomes = Counter[str]()
    session.calls.listen(lambda call: outcomes.update([call.outcome]))
    first, begin = 0.0, time.perf_counter()
    for update in timeline(
        session,
        parse_target(PHANTOM, NOW),
        TimelineOptions(),
        threading.Event(),
        lambda: NOW,
    ):
        if isinstance(update, EventsFound) and not first:
            first = time.perf_counter() - begin
    total = time.perf_counter() - begin
    assert isinstance(update, Timeline)
    assert update.complete
    return Measured(first, total, len(update.events), len(account.calls), outcomes["ThrottlingException"])


def tables() -> Iterator[Table]:
    """One Region alone, and all of them."""
    # With IAM's first: it is asked in any case.
    names = ("us-east-1", *(name for name in known_regions("aws") if name != "us-east-1"))[:REGIONS]
    # What is loaded once is no part of either.
    measure(busy_account(names[:1], 1, 0, 1_000), 1_000)
    rows = []
    for chosen in (names[:1], names):
        one = measure(busy_account(chosen, PAGES, MILLISECONDS, PER_SECOND), PER_SECOND)
        rows.append((len(chosen), one.events, one.calls, one.throttled, one.first, one.total))
    yield Table(
        "A timeline",
        ("Regions", "events", "calls", "refused", "first event, s", "timeline, s"),
        rows,
        f"{PAGES} pages in each Region, {MILLISECONDS} ms per call; at most {PER_SECOND} calls per second and Region.",
    )
